import { readDay } from './day.ts';
import { money, split } from './money.ts';
import type { Instant } from './ports/clock.ts';
import { done, type Result, refuse } from './result.ts';
import { readSum } from './sum.ts';

/** One part of a staged payment. */
export interface PlannedPart {
  /** Minor units. */
  readonly amount: bigint;
  /** When it is asked for by itself; null: at once for the first, when staff say so for the others. */
  readonly startsAt: Instant | null;
}

/** More parts than this are a mistake, or a subscription. */
const MOST = 12;

const SHARES = /^(.*?)[\s,:]*(\d{1,2}(?:\/\d{1,2}){1,11})\s*$/s;
const DATED = /^(.*)\s+(\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?)\s*$/s;
/** A day with the next part's sum right behind it: people leave the comma out. */
const NEXT_SUM = /(\d\s+\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?)\s+(?=\d)/g;

/**
 * Takes the parts from the end of what an invoice is for: shares of a hundred (`Сайт 50/30/20`), or sums with
 * days (`Сайт 50000 01.12, 30000 15.12, 20000 30.12`). `plan` is null when the words name none. Refused with
 * `plan_not_whole` when the parts do not make the sum.
 */
export function takePlan(
  words: string,
  total: bigint,
  currency: string,
  now: Instant,
  timeZone: string,
): Result<{ title: string; plan: readonly PlannedPart[] | null }> {
  const shares = SHARES.exec(words);
  if (shares?.[2]) return byShares(shares[1] ?? '', shares[2], total, currency);
  return byDays(words, total, currency, now, timeZone);
}

function byShares(
  title: string,
  text: string,
  total: bigint,
  currency: string,
): Result<{ title: string; plan: PlannedPart[] | null }> {
  const parts = text.split('/').map(BigInt);
  const whole = parts.reduce((sum, part) => sum + part, 0n);
  // `24/7` and `2/3` are words; what is nearly a hundred is a slip.
  if (whole < 90n || whole > 110n) return done({ title: `${title} ${text}`.trim(), plan: null });
  if (whole !== 100n || parts.includes(0n)) return refuse('plan_not_whole', { given: text });
  const amounts = split(money(total, currency), parts);
  return done({ title: title.trim(), plan: amounts.map(({ minor }) => ({ amount: minor, startsAt: null })) });
}

function byDays(
  words: string,
  total: bigint,
  currency: string,
  now: Instant,
  timeZone: string,
): Result<{ title: string; plan: PlannedPart[] | null }> {
  const pieces = words
    .replace(NEXT_SUM, '$1, ')
    .split(/[,;\n]/)
    .map((piece) => piece.trim());
  const parts: PlannedPart[] = [];
  let title = words.trim();
  for (const piece of pieces.toReversed()) {
    const dated = DATED.exec(` ${piece}`);
    const day = dated?.[2] ? readDay(dated[2], now, timeZone) : null;
    const sum = day === null ? null : lastSum(dated?.[1] ?? '', currency);
    if (day === null || !sum) break;
    parts.unshift({ amount: sum.amount, startsAt: startOf(day) });
    title = [...pieces.slice(0, pieces.length - parts.length), sum.before].join(', ').trim();
    if (sum.before) break;
  }
  if (parts.length < 2) return done({ title: words.trim(), plan: null });
  const whole = parts.reduce((sum, part) => sum + part.amount, 0n);
  if (whole !== total || parts.length > MOST) return refuse('plan_not_whole', { given: words.slice(0, 60) });
  // The first part is asked for at once: that is what the invoice is sent for.
  const plan = parts.map((part, index) => (index === 0 ? { ...part, startsAt: null } : part));
  return done({ title: title.replace(/[\s,:;]+$/, ''), plan });
}

/** The sum at the end of a piece, and the words before it. */
function lastSum(text: string, currency: string): { amount: bigint; before: string } | null {
  const words = text.trim().split(/\s+/);
  for (let count = Math.min(words.length, 4); count > 0; count--) {
    const read = readSum(words.slice(-count).join(' '), currency);
    if (read.ok) return { amount: read.minor, before: words.slice(0, -count).join(' ') };
  }
  return null;
}

/** A day's last moment as its first one: quiet hours move it to the morning. */
function startOf(endOfDay: Instant): Instant {
  return endOfDay - 86_399_999;
}
