import type { Button } from '../../domain/ports/channel.ts';
import type { Instant } from '../../domain/ports/clock.ts';
import type { Texts } from '../../domain/ports/texts.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Staff } from '../../domain/staff.ts';
import { formatDay, formatMoment, isDayEnd } from '../texts/format.ts';
import { buttonId, type Verb } from './buttons.ts';

/** What a screen needs of an update being answered; every `Turn` of the bot is one. */
export interface Viewer {
  readonly deps: { readonly texts: Texts; readonly publicUrl: string; readonly settings: Settings };
  /** Language of whoever reads. */
  readonly locale: string;
  readonly context: { readonly now: Instant };
}

/** The same for a member of staff. */
export interface StaffViewer extends Viewer {
  readonly staff: Staff;
}

/** Where and when a text is read. */
export interface Place {
  readonly texts: Texts;
  readonly locale: string;
  readonly publicUrl: string;
  readonly now: Instant;
  readonly timeZone: string;
}

export type Values = Readonly<Record<string, unknown>>;

/** Speaks one language at one moment. */
export interface Reader extends Place {
  /** Words as neutral markup; values are escaped. */
  say(key: string, values?: Values): string;
  /** Plain words, for the label of a button. */
  label(key: string, values?: Values): string;
  button(verb: Verb, args: readonly (string | number)[], key: string, values?: Values): Button;
  /** `27 ноября`, or `27 ноября, 18:00`. */
  moment(at: Instant): string;
  day(at: Instant): string;
  /** `до 27 ноября включительно`, or `до 27 ноября, 18:00`. */
  until(at: Instant): string;
  /** The customer's page of an invoice, or of one kind of payment. */
  payUrl(token: string, kind?: string): string;
}

/** @param place `timeZone` is an IANA name, `publicUrl` has no slash at its end. */
export function reader(place: Place): Reader {
  const { texts, locale, publicUrl, now, timeZone } = place;
  const say = (key: string, values?: Values) => texts.say(locale, key, values);
  const label = (key: string, values?: Values) => texts.plain(locale, key, values);
  const moment = (at: Instant) => formatMoment(at, locale, timeZone, now);
  return {
    ...place,
    say,
    label,
    button: (verb, args, key, values) => ({ id: buttonId(verb, ...args), text: label(key, values) }),
    moment,
    day: (at) => formatDay(at, locale, timeZone, now),
    until: (at) => label(isDayEnd(at, timeZone) ? 'until-day' : 'until-moment', { when: moment(at) }),
    payUrl: (token, kind) => [publicUrl, 'pay', token, ...(kind ? [kind] : [])].join('/'),
  };
}

/** The reader of an update being answered. */
export function readerOf({ deps, locale, context }: Viewer): Reader {
  const { texts, publicUrl, settings } = deps;
  return reader({ texts, publicUrl, locale, now: context.now, timeZone: settings.timeZone });
}

/** Lines of a message; missing and empty ones fall out. */
export function lines(...all: readonly (string | null | undefined | false)[]): string {
  return all.filter(Boolean).join('\n');
}

/** Blocks of a message with an empty line between them. */
export function blocks(...all: readonly (string | null | undefined | false)[]): string {
  return all.filter(Boolean).join('\n\n');
}

/** Rows of at most `width` buttons. */
export function rowsOf(buttons: readonly Button[], width: number): Button[][] {
  const rows: Button[][] = [];
  for (let at = 0; at < buttons.length; at += width) rows.push(buttons.slice(at, at + width));
  return rows;
}

/** Rows without the buttons that are missing, and without empty rows. */
export function buttonRows(...rows: readonly (readonly (Button | null | undefined | false)[])[]): Button[][] {
  return rows
    .map((row) => row.filter((button): button is Button => Boolean(button)))
    .filter((row) => row.length > 0);
}
