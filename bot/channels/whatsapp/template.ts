import type { Meaning } from '../../../domain/meaning.ts';
import { format, fromJson } from '../../../domain/money.ts';
import { parseMarkup, plainText } from '../markup.ts';
import { cut } from './buttons.ts';
import type { WhatsAppConfig } from './config.ts';

/** A value may hold no line breaks, tabs or rows of spaces (Meta, message templates). */
const MAX_VALUE = 700;

/**
 * A message in approved words. The body has two values: the number, and the sum or (for `message`) the words; where
 * something is to be paid, the first button's address ends with the pay token. README gives the texts.
 */
export function templateBody(
  { templates }: Pick<WhatsAppConfig, 'templates'>,
  meaning: Meaning,
  text: string,
): Record<string, unknown> {
  const { name, languages } = templates[meaning.kind];
  const code = languages[meaning.locale] ?? Object.values(languages)[0] ?? meaning.locale;
  const second = meaning.amount ? format(fromJson(meaning.amount), meaning.locale) : oneLine(text);
  const body = { type: 'body', parameters: [value(meaning.number), value(second)] };
  const button = {
    type: 'button',
    sub_type: 'url',
    index: '0',
    parameters: [{ type: 'text', text: meaning.payToken }],
  };
  const components = hasButton(meaning) ? [body, button] : [body];
  return { type: 'template', template: { name, language: { code }, components } };
}

function hasButton({ kind, payToken }: Meaning): boolean {
  return payToken !== null && (kind === 'invoice' || kind === 'reminder' || kind === 'subscription');
}

function value(text: string) {
  return { type: 'text', text };
}

function oneLine(markup: string): string {
  const words = plainText(parseMarkup(markup)).replace(/\s+/g, ' ').trim();
  return cut(words, MAX_VALUE) || '…';
}
