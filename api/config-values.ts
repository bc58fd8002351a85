import { z } from 'zod';
import { isCurrency } from '../domain/money.ts';
import type { QuietHours } from '../domain/settings.ts';

/** Readers of single variables. The message of an issue says what was expected, and never what was there. */

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const LONGEST = 366 * UNITS.d;

/** `30s`, `15m`, `3h`, `2d` as milliseconds, up to a year; null for anything else. */
export function durationOf(text: string): number | null {
  const match = /^(\d{1,8})([smhd])$/.exec(text.trim());
  const value = match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : 0;
  return value > 0 && value <= LONGEST ? value : null;
}

/** `3h,24h,72h` as milliseconds, ascending, each once; `off` as none. */
export const durations = z.string().transform((text, context): number[] => {
  if (text.trim() === 'off') return [];
  const read = text.split(',').map(durationOf);
  const good = read.filter((each, index): each is number => each !== null && each > (read[index - 1] ?? 0));
  if (good.length < read.length)
    context.addIssue('durations like 3h,24h,72h (s, m, h or d), each longer than the one before, or off');
  return good;
});

/** `21:00-09:00` as minutes after midnight; `off` as null. */
export const quietHours = z.string().transform((text, context): QuietHours | null => {
  if (text.trim() === 'off') return null;
  const match = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text.trim());
  const [fromHour = 24, fromMinute = 0, toHour = 24, toMinute = 0] = (match ?? []).slice(1).map(Number);
  const real =
    [fromHour, toHour].every((hour) => hour < 24) && [fromMinute, toMinute].every((each) => each < 60);
  const hours = { from: fromHour * 60 + fromMinute, to: toHour * 60 + toMinute };
  if (real && hours.from !== hours.to) return hours;
  context.addIssue('two different times of day like 21:00-09:00, or off');
  return null;
});

/** `telegram:123456789`, `whatsapp:+79000000001`: the address as the channel writes it, digits alone. */
export const owner = z
  .string()
  .regex(
    /^\s*(telegram:[1-9]\d{0,19}|whatsapp:\+?[1-9]\d{6,14})\s*$/,
    'telegram:<user id> or whatsapp:<phone>',
  )
  .transform((text) => {
    const [channel = '', address = ''] = text.trim().split(':');
    return { channel, address: address.replace('+', '') };
  });

/** A web address without query; the slash at its end is taken off. */
export const webAddress = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const good =
    url && /^https?:$/.test(url.protocol) && !url.search && !url.hash && !url.username && !url.password;
  if (!good) context.addIssue('an address that starts with http:// or https://, without ? and #');
  return text.replace(/\/+$/, '');
});

/** `file:` with a path, or an address of PostgreSQL. It may hold a password: not for logs. */
export const database = z
  .string()
  .refine(
    (text) => /^file:./.test(text) || (/^postgres(ql)?:\/\/./.test(text) && URL.canParse(text)),
    'file:<path> or postgres://<user>:<password>@<host>/<database>',
  );

/** 0 means any free port. */
export const port = z
  .string()
  .refine(
    (text) => /^\d{1,5}$/.test(text) && Number(text) < 65_536,
    'a port from 0 to 65535 (0: any free one)',
  )
  .transform(Number);

/** A small whole number. */
export const small = z
  .string()
  .refine((text) => /^\d$/.test(text), 'a whole number from 0 to 9')
  .transform(Number);

/** A place of the IANA list; a bare offset like `+03:00` has no summer time and is refused. */
export const timeZone = z
  .string()
  .refine(
    (name) => /^[A-Za-z]/.test(name) && isTimeZone(name),
    'an IANA time zone, for example Europe/Moscow',
  );

export const currency = z.string().refine(isCurrency, 'an ISO 4217 code, for example RUB');

/** Bearer tokens (RFC 6750) cannot hold spaces or letters beyond ASCII. */
export const keys = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((each) => each.trim())
      .filter(Boolean),
  )
  .refine(
    (list) => list.every((key) => /^[\x21-\x7e]{1,256}$/.test(key)),
    'comma-separated keys of letters, digits and signs, without spaces',
  );

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
