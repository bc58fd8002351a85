import { dateFormat } from '../../domain/kept-formats.ts';
import type { Instant } from '../../domain/ports/clock.ts';

/**
 * `27 ноября`, with the hour when it is not the end of its day, and with the year when it is not this
 * one. `timeZone` is an IANA name.
 */
export function dueText(at: Instant, locale: string, timeZone: string, now: Instant): string {
  const parts = (moment: Instant, options: Intl.DateTimeFormatOptions) =>
    dateFormat('en', { ...options, timeZone }).format(moment);
  const sameYear = parts(at, { year: 'numeric' }) === parts(now, { year: 'numeric' });
  // A day to pay by is kept as its last moment, and people call it by the day.
  const isDay = parts(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }) === '23:59';
  return dateFormat(locale, {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
    ...(isDay ? {} : { hour: '2-digit', minute: '2-digit' }),
    timeZone,
  }).format(at);
}
