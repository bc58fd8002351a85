import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import { format, fromJson, type MoneyJson } from '../../domain/money.ts';
import type { Texts } from '../../domain/ports/texts.ts';
import en from './en.ftl';
import ru from './ru.ftl';

/** Every language there is: one `.ftl` file beside this one, and one line here. */
export const LANGUAGES: Readonly<Record<string, string>> = {
  ru,
  en,
};

/** Their names (BCP 47), for checking a choice of the default one. */
export const LOCALES: readonly string[] = Object.keys(LANGUAGES);

/**
 * All words, read once (Fluent syntax, projectfluent.org). A key that a language lacks is said in the
 * default one. Values: text, numbers, MoneyJson; true and false are `yes` and `no`, for choices between words.
 * @throws RangeError when `defaultLocale` has no file.
 */
export function createTexts(defaultLocale: string): Texts {
  const bundles = new Map(Object.entries(LANGUAGES).map(([locale, words]) => [locale, read(locale, words)]));
  if (!bundles.has(defaultLocale))
    throw new RangeError(`no texts in ${defaultLocale}; there are ${LOCALES.join(', ')}`);
  const locales = [defaultLocale, ...LOCALES.filter((locale) => locale !== defaultLocale)];
  const nearest = (language: string | null | undefined): string => {
    const base = (language ?? '').toLowerCase().split(/[-_]/)[0];
    return locales.find((locale) => locale === base) ?? defaultLocale;
  };
  const say: Texts['say'] = (locale, key, args = {}) => {
    const tongue = [nearest(locale), defaultLocale].find((each) => bundles.get(each)?.hasMessage(key));
    const bundle = tongue ? bundles.get(tongue) : undefined;
    const pattern = bundle?.getMessage(key)?.value;
    if (!tongue || !bundle || !pattern) throw new Error(`no text ${key}`);
    // A missing value leaves its name in the text; a message about money is better said so than not at all.
    return bundle.formatPattern(pattern, valuesOf(args, tongue), []);
  };
  return { locales, nearest, say, plain: (locale, key, args) => stripMarkup(say(locale, key, args)) };
}

function read(locale: string, words: string): FluentBundle {
  const bundle = new FluentBundle(locale, { useIsolating: false });
  const [problem] = bundle.addResource(new FluentResource(words));
  if (problem) throw problem;
  return bundle;
}

function valuesOf(args: Readonly<Record<string, unknown>>, locale: string): Record<string, FluentVariable> {
  return Object.fromEntries(Object.entries(args).map(([name, value]) => [name, argumentOf(value, locale)]));
}

function argumentOf(value: unknown, locale: string): FluentVariable {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (isMoney(value)) return format(fromJson(value), locale);
  return escapeMarkup(String(value ?? ''));
}

function isMoney(value: unknown): value is MoneyJson {
  return typeof value === 'object' && value !== null && 'minor' in value && 'currency' in value;
}

/** Text as neutral markup that shows exactly it. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const ESCAPES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

function stripMarkup(markup: string): string {
  return markup
    .replaceAll(/<\/?(?:b|i|code)>/g, '')
    .replaceAll(/&(?:lt|gt|amp);/g, (written) => ESCAPES[written] ?? written);
}
