import { dateFormat } from '../../domain/kept-formats.ts';
import { money, toJson } from '../../domain/money.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import type { Month, Numbers } from '../../domain/stats.ts';
import { blocks, lines, type Reader, readerOf, type Viewer } from './reader.ts';

/** The four numbers of a month, each beside the month before. One block a funnel and currency. */
export function monthNumbers(
  turn: Viewer,
  month: Month,
  now: readonly Numbers[],
  before: readonly Numbers[],
): Outgoing {
  const r = readerOf(turn);
  const title = r.say('stats-title', { month: monthName(month, turn.locale) });
  if (now.length === 0) return { text: blocks(title, r.say('stats-none')) };
  const sections = now.map((numbers) => {
    const last = before.find((each) => each.funnel === numbers.funnel && each.currency === numbers.currency);
    return section(r, numbers, last ?? null);
  });
  return { text: blocks(title, ...sections) };
}

function section(r: Reader, now: Numbers, last: Numbers | null): string {
  const sum = (minor: bigint) => toJson(money(minor, now.currency));
  const share = percent(now.paid.count, now.issued.count);
  const lastShare = last ? percent(last.paid.count, last.issued.count) : null;
  return lines(
    r.say('stats-issued', { count: now.issued.count, sum: sum(now.issued.sum) }),
    r.say('stats-paid', { count: now.paid.count, sum: sum(now.paid.sum), share }) +
      (lastShare === null ? '' : r.say('stats-before', { value: `${lastShare} %` })),
    now.meanMinutes === null
      ? null
      : r.say('stats-time', {
          mean: duration(r, now.meanMinutes),
          median: duration(r, now.medianMinutes ?? 0),
        }) +
          (last?.meanMinutes == null ? '' : r.say('stats-before', { value: duration(r, last.meanMinutes) })),
    ...now.methods.map(({ kind, count, sum: minor }) => {
      const part = percent(
        count,
        now.methods.reduce((all, each) => all + each.count, 0),
      );
      return r.say('stats-method', { kind: r.label(`kind-${kind}`), share: part, sum: sum(minor) });
    }),
    r.say('stats-refunds', { count: now.refunds.count, sum: sum(now.refunds.sum) }) +
      (last ? r.say('stats-before', { value: String(last.refunds.count) }) : ''),
  );
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part * 100) / whole);
}

/** `40 мин`, `2 ч 5 мин`, `3 д 4 ч`: two largest units are enough. */
function duration(r: Reader, minutes: number): string {
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const units: [number, string][] = [
    [days, 'unit-day'],
    [hours, 'unit-hour'],
    [rest, 'unit-minute'],
  ];
  const told = units.filter(([count]) => count > 0).slice(0, 2);
  return (told.length > 0 ? told : [[0, 'unit-minute'] as const])
    .map(([count, key]) => r.label(key, { count }))
    .join(' ');
}

function monthName(month: Month, locale: string): string {
  const day = new Date(`${month}-15T12:00:00Z`);
  return dateFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(day);
}
