import type { NewMessage } from '../../domain/message.ts';
import type { Store } from '../../domain/ports/store.ts';
import { until } from '../support/process.ts';
import { messageRow } from '../support/rows.ts';
import { NOON } from '../support/world.ts';
import { type MovedClock, movedClock } from './moved-clock.ts';
import { openTimedTill, type TimedTill } from './timed-till.ts';

/** Fewer than one process has on its way at once, so that all are under way together. */
const ONE_ROUND = 24;
const BEYOND_LEASE = 31_000;

export interface OutlivedVerdict {
  /** Messages that are sent in the end. */
  readonly sent: number;
  readonly marked: number;
  /** Shown more often than by each process that had it once. */
  readonly tooOften: number;
}

interface Calls {
  /** Sends under way, by the number of the process; each ends when it is told how. */
  readonly held: Map<string, { readonly id: string; end(answer: 'shown' | 'refused'): void }[]>;
  readonly shown: Map<string, number>;
}

/**
 * One process sends so slowly that its leases run out, and another takes its messages. While that one is
 * still sending, the first reports: half of its sends failed, half arrived. The report of whoever lost the
 * lease must count for nothing.
 */
export async function outliveLeases(stores: readonly Store[], rounds: number): Promise<OutlivedVerdict> {
  const clock = movedClock();
  const calls: Calls = { held: new Map(), shown: new Map() };
  const tills = stores.slice(0, 2).map((store, index) => slowTill(store, clock, calls, String(index)));
  const [first, second] = tills as [TimedTill, TimedTill];
  const verdict = { sent: 0, marked: 0, tooOften: 0 };
  try {
    for (let round = 0; round < rounds; round++) {
      const messages = Array.from({ length: ONE_ROUND }, (_, index) => messageOf(round, index));
      await stores[0]?.commit({ messages });
      await oneRound(first, second, clock, calls);
      for (const { dedupeKey } of messages) {
        const row = await stores[0]?.messageByKey(dedupeKey);
        if (row?.state === 'sent') verdict.sent++;
        if (row?.maybeRepeated) verdict.marked++;
        // What the first one did send is shown by both; the rest by the second one alone.
        const due = arrives(Number(dedupeKey.split('-')[1])) ? 2 : 1;
        if ((calls.shown.get(dedupeKey) ?? 0) > due) verdict.tooOften++;
      }
    }
  } finally {
    await Promise.all(tills.map(({ jobs }) => jobs.stop()));
  }
  return verdict;
}

async function oneRound(first: TimedTill, second: TimedTill, clock: MovedClock, calls: Calls): Promise<void> {
  const slow = first.jobs.sweep();
  await underWay(calls, '0');
  clock.pass(BEYOND_LEASE);
  const quick = second.jobs.sweep();
  await underWay(calls, '1');
  release(calls, '0', (id) => (arrives(Number(id.split('-')[1])) ? 'shown' : 'refused'));
  await slow;
  // Whoever believes the first one’s report would send now what the second one is still sending.
  clock.pass(5_000);
  await letAllEnd(calls, first.jobs.sweep());
  await letAllEnd(calls, quick);
  clock.pass(60_000);
  await letAllEnd(calls, Promise.all([first, second].map(({ jobs }) => jobs.sweep())));
}

/** From now on all sends arrive, until the work is done. */
async function letAllEnd(calls: Calls, work: Promise<unknown>): Promise<void> {
  let over = false;
  void work.then(() => {
    over = true;
  });
  while (!over) {
    for (const which of ['0', '1']) release(calls, which, () => 'shown');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

async function underWay(calls: Calls, which: string): Promise<void> {
  const all = () => (calls.held.get(which)?.length ?? 0) === ONE_ROUND;
  await until(`${ONE_ROUND} sends are under way`, async () => all());
}

function release({ held }: Calls, which: string, how: (id: string) => 'shown' | 'refused'): void {
  for (const { id, end } of held.get(which) ?? []) end(how(id));
  held.set(which, []);
}

/** Whether what the first process sent gets there. */
function arrives(index: number): boolean {
  return index % 2 === 0;
}

function messageOf(round: number, index: number): NewMessage {
  const id = `r${round}-${index}`;
  const screen = { text: id };
  const about = { kind: 'screen', data: { screen, edit: null }, dealId: null } as Partial<NewMessage>;
  return messageRow({
    ...about,
    id,
    dedupeKey: id,
    address: String(1 + index),
    notBefore: NOON,
    createdAt: NOON,
  });
}

/** Its messenger holds every send until it is told how that ends. */
function slowTill(store: Store, clock: MovedClock, { held, shown }: Calls, which: string): TimedTill {
  const send = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    if (!request.url.endsWith('/sendMessage'))
      return Response.json({ ok: false, error_code: 400, description: 'no' });
    const { text } = (await request.json()) as { text: string };
    const answer = await new Promise<'shown' | 'refused'>((resolve) => {
      held.set(which, [...(held.get(which) ?? []), { id: text, end: resolve }]);
    });
    if (answer === 'refused')
      return Response.json({ ok: false, error_code: 502, description: 'Bad Gateway' }, { status: 502 });
    shown.set(text, (shown.get(text) ?? 0) + 1);
    return Response.json({ ok: true, result: { message_id: 1 } });
  };
  return openTimedTill({
    store,
    clock,
    fetch: send as typeof fetch,
    environment: {
      TELEGRAM_BOT_TOKEN: '1000001:NOT-A-SECRET',
      TELEGRAM_API_ROOT: 'http://localhost',
      TELEGRAM_MODE: 'webhook',
    },
  });
}
