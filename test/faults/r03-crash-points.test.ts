import { join } from 'node:path';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { booksOf } from '../../api/books.ts';
import type { Deps } from '../../api/context.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import type { Store } from '../../domain/ports/store.ts';
import { openStore } from '../../prisma/node.ts';
import { folder } from '../support/process.ts';
import { newDatabase } from './check.ts';
import { crashAt, type Ending } from './crash.ts';
import { begin } from './crash-beginning.ts';
import { inMemory, onFile, onServer, template } from './crash-memories.ts';
import { type Memory, play, type Told } from './crash-story.ts';
import { amount } from './seeded.ts';

/**
 * R3: the process fails at every await and at every statement of a payment, a refund, messages and reminders:
 * once as a call that fails, once as a process that is gone. Then it recovers, and nothing may show of it.
 */
const ENDINGS: readonly Ending[] = ['throw', 'exit'];
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

type Sabotage = (deps: Deps) => Deps;

/** Plays one story with a failure at a point; null: none. */
type Play = (at: number | null, ending: Ending, sabotage?: Sabotage) => Promise<Told>;

/** The audit of one deal and all sums: the deals are known, and asking a list for them takes time. */
async function booksOfDeals(store: Store, deals: readonly number[]): Promise<string[]> {
  const dealIds = async (after: number) => deals.filter((id) => id > after);
  const { differences } = await booksOf(Object.assign(Object.create(store), { dealIds }), 'Europe/Moscow');
  return differences.map((each) => JSON.stringify(each));
}

const overMemory: Play = async (at, ending, sabotage) => {
  const memory = await inMemory(1);
  const points = crashAt(at, ending);
  const told = await play({
    memory,
    points,
    ending,
    deal: 1,
    stepStore: true,
    ...(sabotage ? { sabotage } : {}),
  });
  return { ...told, wrong: [...told.wrong, ...(await booksOfDeals(memory.store, [1]))] };
};

/** Every point, each in both ways; or so many of them, spread over all. */
async function everywhere(run: Play, most: number) {
  const calm = await run(null, 'throw');
  expect(calm.wrong).toEqual([]);
  expect(calm.repeats).toBe(0);
  const step = Math.max(1, calm.reached.length / most);
  const wrong: string[] = [];
  let [runs, repeats, missed] = [0, 0, 0];
  for (let point = 1; point <= calm.reached.length; point += step) {
    for (const ending of ENDINGS) {
      const at = Math.floor(point);
      const told = await run(at, ending);
      runs += 1;
      repeats += told.repeats;
      // The last points of a story are now and then not reached: what is done at once has no fixed order.
      if (told.failedAt === null) missed += 1;
      wrong.push(...faultsOf(told, calm).map((each) => `${ending} at ${at}, ${told.failedAt}: ${each}`));
    }
  }
  expect(missed).toBeLessThan(runs / 5);
  return { wrong, points: calm.reached.length, runs: runs - missed, repeats };
}

function faultsOf({ wrong, said }: Told, calm: Told): string[] {
  return said.join('\n') === calm.said.join('\n') ? [...wrong] : [...wrong, difference(said, calm.said)];
}

function difference(said: readonly string[], wanted: readonly string[]): string {
  const more = said.filter((each) => !wanted.includes(each));
  const less = wanted.filter((each) => !said.includes(each));
  return `said ${said.length} for ${wanted.length}, more: ${more.join(', ')}, less: ${less.join(', ')}`;
}

function report(
  name: string,
  { points, runs, repeats, wrong }: Awaited<ReturnType<typeof everywhere>>,
): void {
  console.log(
    `R3 ${name}: ${points} points, ${runs} failures, ${repeats} messages seen twice, ${wrong.length} wrong`,
  );
}

describe('a failure at any await', () => {
  test('is recovered from: the books balance, and everybody is told the same', async () => {
    const done = await everywhere(overMemory, amount(30, 150, Number.POSITIVE_INFINITY));
    report('awaits', done);
    expect(done.wrong).toEqual([]);
    expect(done.points).toBeGreaterThan(100);
  }, 3_600_000);
});

describe('a failure at any statement', () => {
  test('is recovered from: the books balance, and everybody is told the same', async () => {
    const at = folder();
    const from = await template(at.path, 1);
    endings.push(at.clean);
    let run = 0;
    const over: Play = async (point, ending) => {
      const memory = await onFile(from, join(at.path, `run-${++run}`));
      const points = crashAt(point, ending, memory.image);
      memory.arm(points);
      const told = await play({ memory, points, ending, deal: 1, stepStore: false });
      const books = await booksOfDeals(points.dead() ? await memory.reopen() : memory.store, [1]);
      await memory.close();
      return { ...told, wrong: [...told.wrong, ...books] };
    };
    const done = await everywhere(over, amount(6, 25, Number.POSITIVE_INFINITY));
    report('statements, SQLite', done);
    expect(done.wrong).toEqual([]);
    expect(done.points).toBeGreaterThan(200);
  }, 3_600_000);
});

describe.runIf(inject('postgresUrl'))('a failure at any await, on PostgreSQL', () => {
  test('is recovered from: the books balance, and everybody is told the same', async () => {
    const database = await newDatabase(inject('postgresUrl') ?? '', `crash_${process.pid}`);
    const store = await openStore(database.url);
    endings.push(database.drop, () => store.close());
    const memory: Memory = onServer(store, database.url);
    let deal = 0;
    const over: Play = async (point, ending) => {
      await begin(store, ++deal);
      return play({ memory, points: crashAt(point, ending), ending, deal, stepStore: true });
    };
    const done = await everywhere(over, amount(10, 25, Number.POSITIVE_INFINITY));
    report('awaits, PostgreSQL', done);
    expect(done.wrong).toEqual([]);
    expect((await booksOf(store, 'Europe/Moscow')).differences).toEqual([]);
  }, 3_600_000);
});

/** A till with one guard taken out: a failure at some point of this name must show. */
const SABOTAGES: Readonly<Record<string, readonly [at: RegExp, take: Sabotage]>> = {
  'books first and tells later': [
    /store commit/,
    (deps) => {
      const commit: Store['commit'] = async ({ messages = [], ...changes }) => {
        const result = await deps.store.commit(changes);
        if (result === 'committed' && messages.length > 0) await deps.store.commit({ messages });
        return result;
      };
      return { ...deps, store: over(deps.store, { commit }) };
    },
  ],
  'marks a message as sent before it sends it': [
    /chat/,
    (deps) => {
      const claimMessages: Store['claimMessages'] = async (claim) => {
        const claimed = await deps.store.claimMessages(claim);
        for (const { id } of claimed)
          await deps.store.reportDelivery(id, claim.token, { state: 'sent', sentRef: 'm' }, claim.now);
        return claimed;
      };
      return { ...deps, store: over(deps.store, { claimMessages, reportDelivery: async () => true }) };
    },
  ],
  'asks for a refund under a new key each time': [
    /bank/,
    (deps) => {
      const [[id, bank]] = [...deps.providers] as [[string, PaymentProvider]];
      const refund: PaymentProvider['refund'] = (request) =>
        bank.refund!({ ...request, refundId: `${request.refundId}-${crypto.randomUUID()}` });
      // Nor can it be told from the bank's list which of them was ours.
      const look: PaymentProvider['look'] = async (key) => {
        const told = await bank.look(key);
        return told.ok ? { ...told, value: told.value.filter(({ type }) => type !== 'refund') } : told;
      };
      return { ...deps, providers: new Map([[id, over(bank, { refund, look })]]) };
    },
  ],
};

function over<T extends object>(whole: T, parts: Partial<T>): T {
  return new Proxy(whole, {
    get: (target, name) => Reflect.get(name in parts ? parts : target, name) as unknown,
  });
}

describe('a till is found out that', () => {
  test.each(Object.entries(SABOTAGES))(
    '%s',
    async (_name, [where, take]) => {
      const run: Play = (at, ending) => overMemory(at, ending, take);
      const calm = await run(null, 'throw');
      expect(calm.wrong, 'it shows only where something fails').toEqual([]);
      const found: string[] = [];
      for (const [index, name] of calm.reached.entries()) {
        if (!where.test(name) || found.length > 0) continue;
        for (const ending of ENDINGS) {
          const told = await run(index + 1, ending).catch((error: unknown) => ({
            ...calm,
            wrong: [String(error)],
          }));
          found.push(...faultsOf(told, calm));
        }
      }
      expect(found.length).toBeGreaterThan(0);
    },
    120_000,
  );
});
