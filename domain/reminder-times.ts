import { DateTime } from 'luxon';
import type { Invoice } from './invoice.ts';
import type { Instant } from './ports/clock.ts';
import type { QuietHours, Settings } from './settings.ts';

/** When the first reminder of an invoice issued at `issuedAt` is due, or null when there are none. */
export function firstReminderAt(issuedAt: Instant, settings: Settings): Instant | null {
  const first = settings.remindAfter[0];
  return first === undefined ? null : issuedAt + first;
}

/** The next reminder of an invoice that was not to be reminded of for a while; null: none is left. */
export function nextReminderAfter(
  { askedAt, issuedAt, remindersDone }: Pick<Invoice, 'askedAt' | 'issuedAt' | 'remindersDone'>,
  now: Instant,
  { remindAfter }: Pick<Settings, 'remindAfter'>,
): Instant | null {
  const times = remindAfter.map((after) => (askedAt ?? issuedAt) + after);
  return times.find((time, index) => index >= remindersDone && time > now) ?? null;
}

/**
 * The first moment from `at` on that is outside quiet hours in `timeZone`. Local wall-clock time, so
 * it holds over changes to and from summer time (a moment that does not exist moves forward).
 */
export function afterQuiet(at: Instant, quiet: QuietHours | null, timeZone: string): Instant {
  if (!quiet || quiet.from === quiet.to) return at;
  const local = DateTime.fromMillis(at, { zone: timeZone });
  const minutes = local.hour * 60 + local.minute;
  const overnight = quiet.from > quiet.to;
  const isQuiet = overnight
    ? minutes >= quiet.from || minutes < quiet.to
    : minutes >= quiet.from && minutes < quiet.to;
  if (!isQuiet) return at;
  const day = overnight && minutes >= quiet.from ? local.plus({ days: 1 }) : local;
  return day
    .set({ hour: Math.floor(quiet.to / 60), minute: quiet.to % 60, second: 0, millisecond: 0 })
    .toMillis();
}
