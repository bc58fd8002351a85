import { DateTime } from 'luxon';
import type { KeyedLine, StatementLine } from '../../domain/statement.ts';

/**
 * Gives every line its key: a digest of our account, day, number, sum, direction and the other side's account, which
 * is the same in every file that holds the line. Of lines that are equal in all this each further one of a file is
 * a line of its own.
 */
export async function keyed(lines: readonly StatementLine[], timeZone: string): Promise<KeyedLine[]> {
  const counts = new Map<string, number>();
  const noons = new Map<string, number>();
  // Equal ones are told apart by their words, so that another order in the file changes nothing.
  const ordered = lines.toSorted((a, b) => (a.purpose < b.purpose ? -1 : a.purpose > b.purpose ? 1 : 0));
  const named = ordered.map((line) => {
    const { account, day, number, amount, direction, other } = line;
    const name = [account, day, number, amount.minor, direction, other.account ?? ''].join('\n');
    const ordinal = (counts.get(name) ?? 0) + 1;
    counts.set(name, ordinal);
    if (!noons.has(day)) noons.set(day, DateTime.fromISO(`${day}T12:00`, { zone: timeZone }).toMillis());
    return { line, text: `${name}\n${ordinal}`, at: noons.get(day) ?? 0 };
  });
  const all = await Promise.all(
    named.map(async ({ line, text, at }) => ({ line, at, key: `${line.day}-${await digest(text)}` })),
  );
  // Not the file's order: the same lines, shuffled, are booked in the same way.
  return all.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** 96 bits of SHA-256, as hex. */
async function digest(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return [...bytes.subarray(0, 12)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
