import { dateFormat, numberFormat } from '../../domain/kept-formats.ts';
import type { Instant } from '../../domain/ports/clock.ts';

/**
 * `27 ноября`, or `27 ноября, 18:00` when the moment is not the last minute of its day; with the year
 * when it is not this one. In the reader's language and time zone (IANA name).
 */
export function formatMoment(at: Instant, locale: string, timeZone: string, now: Instant): string {
  const day = formatDay(at, locale, timeZone, now);
  return isDayEnd(at, timeZone) ? day : `${day}, ${formatTime(at, locale, timeZone)}`;
}

/** `27 ноября`, `November 27`; with the year when it is not the year of `now`. */
export function formatDay(at: Instant, locale: string, timeZone: string, now: Instant): string {
  const year = (moment: Instant) => dateFormat('en', { year: 'numeric', timeZone }).format(moment);
  const withYear = year(at) === year(now) ? {} : ({ year: 'numeric' } as const);
  return dateFormat(locale, { day: 'numeric', month: 'long', timeZone, ...withYear }).format(at);
}

/** `18:00`, `6:00 PM`. */
function formatTime(at: Instant, locale: string, timeZone: string): string {
  return dateFormat(locale, { hour: 'numeric', minute: '2-digit', timeZone }).format(at);
}

/** True in the last minute of a day: a date to pay by is kept as the end of its day. */
export function isDayEnd(at: Instant, timeZone: string): boolean {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
  return dateFormat('en', options).format(at) === '23:59';
}

/** Decimal text in the reader's digits: `0.5` is `0,5` in Russian. Up to three decimals, as quantities have. */
export function formatDecimal(text: string, locale: string): string {
  return numberFormat(locale, { maximumFractionDigits: 3 }).format(Number(text));
}
