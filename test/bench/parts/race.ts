import { closedLoop, openLoop } from './load.ts';
import { type Figure, goal, median, percentile, ROUNDS, ratioOf } from './report.ts';
import { webhooks } from './seed.ts';
import type { Server } from './servers.ts';

/** Webhooks in flight at once. */
const AT_ONCE = 32;
/** Before it counts, each server has answered so many: its code is compiled by then. */
const WARMING = 500;

/** What each round found of one server. */
export interface Laps {
  /** Answers a second. */
  readonly rates: number[];
  /** Processor time that one took, milliseconds. */
  readonly costs: number[];
}

/**
 * Sends each of the servers the same webhooks, one server after the other, so often. The order turns with
 * every round, so that none always has the warmest disk.
 */
export async function race<K extends string>(
  servers: Readonly<Record<K, Server>>,
  perRound: number,
): Promise<Record<K, Laps>> {
  const names = Object.keys(servers) as K[];
  const laps = Object.fromEntries(names.map((name) => [name, { rates: [], costs: [] }])) as unknown as Record<
    K,
    Laps
  >;
  for (let round = -1; round < ROUNDS; round++) {
    const [after, count] = round < 0 ? [0, WARMING] : [WARMING + round * perRound, perRound];
    const requests = await webhooks(after, count);
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + round + 1) % names.length] as K;
      const server = servers[name];
      const before = await server.cpu();
      const { perSecond, times } = await closedLoop(server.port, requests, AT_ONCE);
      const cost = ((await server.cpu()) - before) / times.length;
      if (round < 0) continue;
      laps[name].rates.push(perSecond);
      laps[name].costs.push(cost);
    }
  }
  return laps;
}

/** Payments that a race and what follows it need. */
export function needed(perRound: number, more = 0): number {
  return WARMING + ROUNDS * perRound + more;
}

export function rateFigure(what: string, ours: Laps, raw: Laps, wanted: number | null): Figure {
  const ratio = ratioOf(ours.rates, raw.rates);
  return {
    what,
    ours: median(ours.rates),
    raw: median(raw.rates),
    unit: '/s',
    ratio,
    ...(wanted === null ? {} : goal(ratio, '>=', wanted)),
  };
}

/** How much more the processor has to do; the same on a busy machine as on a quiet one. */
export function costFigure(what: string, ours: Laps, raw: Laps): Figure {
  return {
    what,
    ours: median(ours.costs),
    raw: median(raw.costs),
    unit: 'ms',
    ratio: ratioOf(ours.costs, raw.costs),
  };
}

/** p50 and p99 of each at a pace of half of what ours carries, in turns. */
export async function halfLoad(
  { ours, raw }: { readonly ours: Server; readonly raw: Server },
  { rate, after, count }: { readonly rate: number; readonly after: number; readonly count: number },
): Promise<Figure[]> {
  const requests = await webhooks(after, count);
  const [till, bare] = [
    await openLoop(ours.port, requests, rate / 2),
    await openLoop(raw.port, requests, rate / 2),
  ];
  const figure = (share: number) => ({
    what: `p${share * 100} at half load (${Math.round(rate / 2)}/s)`,
    ours: percentile(till.times, share),
    raw: percentile(bare.times, share),
    unit: 'ms',
    ratio: percentile(till.times, share) / percentile(bare.times, share),
  });
  const p99 = figure(0.99);
  return [figure(0.5), { ...p99, ...goal(p99.ours, '<=', 20, 'ms') }];
}
