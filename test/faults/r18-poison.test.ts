import { afterEach, describe, expect, inject, test } from 'vitest';
import type { Deps } from '../../api/context.ts';
import { type Changes, joinChanges } from '../../domain/changes.ts';
import type { Store } from '../../domain/ports/store.ts';
import { openStore } from '../../prisma/node.ts';
import { folder } from '../support/process.ts';
import { type AnyTill, but, openAnyTill } from './any-till.ts';
import { judge, newDatabase } from './check.ts';
import type { Points } from './crash.ts';
import { marked } from './crash-memories.ts';
import { type OpenPayment, openPayments } from './open-payments.ts';
import { amount, seeded } from './seeded.ts';

/**
 * R18: of 32 webhooks that are committed together one can't be stored. The others are, each is answered as
 * it was, and the one is stored when it comes again as it should be.
 */
const GROUP = 32;
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Rows that no database takes, each in a way of its own. */
const POISONS: Readonly<Record<string, (changes: Changes, other: OpenPayment) => Changes>> = {
  'a reference that another payment has': (changes, other) => ({
    ...changes,
    payments: changes.payments?.map((row) => ({ ...row, reference: other.reference })) ?? [],
  }),
  'a column without a value': (changes) => ({
    ...changes,
    payments: changes.payments?.map((row) => ({ ...row, state: null as unknown as 'failed' })) ?? [],
  }),
  'a sum beyond 64 bits': (changes) => ({
    ...changes,
    postings: changes.postings?.map((row) => ({ ...row, amount: 2n ** 70n })) ?? [],
  }),
  'money without its deal': ({ deals: _, ...changes }) => changes,
};

interface Poisoned {
  /** The charge whose commit is spoilt, and how; null: none. */
  spoilt: { readonly charge: string; readonly by: (changes: Changes) => Changes } | null;
}

/** Lets commits of a payment wait until the whole group is there, and then go in one turn. */
function gathering(real: Store, poisoned: Poisoned, send: (group: Changes[]) => Promise<unknown>[]): Store {
  let waiting: { changes: Changes; resolve(value: unknown): void }[] = [];
  const commit: Store['commit'] = (changes) => {
    const charge = changes.payments?.find(({ state }) => state === 'succeeded')?.chargeId;
    if (!charge || !poisoned.spoilt) return real.commit(changes);
    const own = charge === poisoned.spoilt.charge ? poisoned.spoilt.by(changes) : changes;
    return new Promise((resolve) => {
      waiting.push({ changes: own, resolve: resolve as (value: unknown) => void });
      if (waiting.length < GROUP) return;
      const group = waiting;
      waiting = [];
      const sent = send(group.map((each) => each.changes));
      for (const [index, each] of group.entries()) each.resolve(sent[index]);
    });
  };
  return but(real, { commit });
}

async function throwGroups(
  till: AnyTill,
  open: readonly OpenPayment[],
  poisoned: Poisoned,
): Promise<{ statuses: Map<number, number>; again: Map<number, number>; acknowledged: OpenPayment[] }> {
  const chance = seeded(18);
  const statuses = new Map<number, number>();
  const again = new Map<number, number>();
  const acknowledged: OpenPayment[] = [];
  for (let from = 0; from < open.length; from += GROUP) {
    const group = open.slice(from, from + GROUP);
    const [one, other] = [chance.pick(group), open[(from + GROUP) % open.length] as OpenPayment];
    const poison = chance.pick(Object.values(POISONS));
    poisoned.spoilt = { charge: one.chargeId, by: (changes) => poison(changes, other) };
    await Promise.all(
      group.map(async (each) => {
        const status = await till.post(each);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 200) acknowledged.push(each);
      }),
    );
    poisoned.spoilt = null;
    const status = await till.post(one);
    again.set(status, (again.get(status) ?? 0) + 1);
    if (status === 200) acknowledged.push(one);
  }
  return { statuses, again, acknowledged };
}

type Send = (store: Store) => (group: Changes[]) => Promise<unknown>[];

const each: Send = (store) => (group) => group.map((changes) => store.commit(changes));

async function run(databaseUrl: string, groups: number, send: Send = each) {
  const commits = { count: 0, armed: false };
  const points = { mark: (name: string) => void (commits.armed && name === 'COMMIT' && commits.count++) };
  const { store, arm } = await marked(() => openStore(databaseUrl));
  arm({ ...points, dead: () => false } as Points);
  const poisoned: Poisoned = { spoilt: null };
  const sabotage = (deps: Deps): Deps => ({
    ...deps,
    store: gathering(deps.store, poisoned, send(deps.store)),
  });
  const open = await openPayments(store, groups * GROUP);
  const till = await openAnyTill({ databaseUrl, store, sabotage });
  commits.armed = true;
  const told = await throwGroups(till, open, poisoned).finally(() => till.close());
  return { ...told, commits: commits.count, verdict: await judge(databaseUrl, told.acknowledged) };
}

function report(name: string, groups: number, { statuses, again }: Awaited<ReturnType<typeof run>>): void {
  const [good = 0, bad = 0, later = 0] = [statuses.get(200), statuses.get(503), again.get(200)];
  console.log(
    `R18 ${name}: ${groups} groups of ${GROUP}: ${good} stored, ${bad} refused, ${later} of these stored later`,
  );
}

function expectEachItsOwn(
  { statuses, again, verdict }: Awaited<ReturnType<typeof run>>,
  groups: number,
): void {
  expect(Object.fromEntries(statuses)).toEqual({ 200: groups * (GROUP - 1), 503: groups });
  expect(Object.fromEntries(again)).toEqual({ 200: groups });
  expect(verdict).toEqual({ lost: 0, doubled: 0, payments: groups * GROUP, differences: [] });
}

describe('one bad webhook in a group', () => {
  test('is refused alone: the others of its transaction are stored', async () => {
    const at = folder();
    endings.push(at.clean);
    const groups = amount(20, 100, 1_000);
    const done = await run(`file:${at.path}/tillbot.db`, groups);
    report('SQLite', groups, done);
    expectEachItsOwn(done, groups);
    // One for each group, one for each that came again, and one for the note that the bank was heard of.
    expect(done.commits).toBeLessThan(groups * 4);
  }, 3_600_000);

  test('takes all with it in a till that has one transaction for all, which is found out', async () => {
    const at = folder();
    endings.push(at.clean);
    const asOne: Send = (store) => (group) => {
      const all = store.commit(joinChanges(...group));
      return group.map(() => all);
    };
    const done = await run(`file:${at.path}/tillbot.db`, 2, asOne);
    expect(() => expectEachItsOwn(done, 2)).toThrow();
  }, 60_000);

  test('is acknowledged by a till that says of every group that it was stored, which is found out', async () => {
    const at = folder();
    endings.push(at.clean);
    const allWell: Send = (store) => (group) =>
      group.map((changes) => store.commit(changes).catch(() => 'committed'));
    const done = await run(`file:${at.path}/tillbot.db`, 2, allWell);
    expect(() => expectEachItsOwn(done, 2)).toThrow();
  }, 60_000);
});

describe.runIf(inject('postgresUrl'))('one bad webhook among many at once on PostgreSQL', () => {
  test('is refused alone', async () => {
    const groups = amount(10, 30, 300);
    const database = await newDatabase(inject('postgresUrl') ?? '', `poison_${process.pid}`);
    endings.push(database.drop);
    const done = await run(database.url, groups);
    report('PostgreSQL', groups, done);
    expectEachItsOwn(done, groups);
  }, 3_600_000);
});
