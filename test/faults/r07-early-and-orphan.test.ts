import { afterEach, describe, expect, inject, test } from 'vitest';
import { createCashier } from '../../api/cashier.ts';
import type { Deps } from '../../api/context.ts';
import type { WireEvent } from '../../api/payments/sandbox/wire.ts';
import type { Changes } from '../../domain/changes.ts';
import type { Store } from '../../domain/ports/store.ts';
import { openStore } from '../../prisma/node.ts';
import { folder } from '../support/process.ts';
import { staff } from '../support/world.ts';
import { type AnyTill, but, openAnyTill } from './any-till.ts';
import { ask, judge, newDatabase } from './check.ts';
import { chargeEvent, type OpenPayment, openPayments, signedHeaders } from './open-payments.ts';
import { amount } from './seeded.ts';
import { inFlight, WEBHOOK } from './sender.ts';

/**
 * R7: money that comes before its invoice is saved, for an invoice that nobody knows, for one that is
 * cancelled, and refunds before their payment. All of it is acknowledged: then it must be booked in the end,
 * or a person must see it.
 */
const OWNER = staff({ id: 'owner', channel: 'letter', address: 'owner', version: 0 });
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

interface Run {
  readonly databaseUrl: string;
  /** Of each kind. */
  readonly many: number;
  readonly tills: number;
  readonly sabotage?: (deps: Deps) => Deps;
}

/** The deals of payments, not saved yet; and the payments. */
async function unsaved(many: number, from: number): Promise<{ open: OpenPayment[]; changes: Changes[] }> {
  const changes: Changes[] = [];
  const keep = { commit: async (each: Changes) => void changes.push(each) } as unknown as Store;
  const open = (await openPayments(keep, from + many)).slice(from);
  return { open, changes: changes.slice(from) };
}

async function run({ databaseUrl, many, tills: count, sabotage }: Run) {
  const first = await openStore(databaseUrl);
  await first.commit({ staff: [OWNER] });
  const [known, early, orphans] = [
    await openPayments(first, many * 2),
    await unsaved(many, many * 2),
    (await unsaved(many, many * 3)).open,
  ];
  const [cancelled, refunded] = [known.slice(0, many), known.slice(many)];
  let now = Date.now();
  const options = { databaseUrl, now: () => now, ...(sabotage ? { sabotage } : {}) };
  const tills = await Promise.all(Array.from({ length: count }, () => openAnyTill(options)));
  let next = 0;
  const till = (): AnyTill => tills[next++ % tills.length] as AnyTill;
  const post = async (event: WireEvent): Promise<void> => {
    const body = new TextEncoder().encode(JSON.stringify(event));
    // Twice, as vendors do.
    for (let copy = 0; copy < 2; copy++) {
      const headers = await signedHeaders(body, now);
      const { status } = await till().app.request(WEBHOOK, { method: 'POST', headers, body });
      if (status !== 200) throw new Error(`answered ${status}: ${tills[0]?.failures.at(-1)}`);
    }
  };

  await inFlight(cancelled, 8, async (each) => {
    await createCashier(till().deps).cancel(each.number, { type: 'staff', id: OWNER.id }, 'cancel');
    await post(chargeEvent(each));
  });
  await inFlight([...early.open.entries()], 8, async ([index, each]) => {
    const save = () => first.commit(early.changes[index] as Changes);
    // A third is saved while its webhook is being taken.
    if (index % 3 === 0) await Promise.all([post(chargeEvent(each)), save()]);
    else await post(chargeEvent(each));
    if (index % 3 !== 0) await save();
  });
  await inFlight(orphans, 8, (each) => post(chargeEvent(each)));
  await inFlight(refunded, 8, async (each) => {
    await post(refundEvent(each));
    await post(chargeEvent(each));
  });
  // The sweeps of a minute and a half: what was early is booked, and of what nobody knows owners are told.
  for (let sweeps = 0; sweeps < 9; sweeps++) {
    now += 10_000;
    await drain(databaseUrl, tills, now);
  }
  const found = await look(databaseUrl, { cancelled, early: early.open, orphans, refunded });
  const verdict = await judge(databaseUrl, [...cancelled, ...early.open, ...refunded]);
  await Promise.all(tills.map((each) => each.close()));
  await first.close();
  return { found, verdict };
}

/** Sweeps claim fifty at a time: again until none is due. */
async function drain(databaseUrl: string, tills: readonly AnyTill[], now: number): Promise<void> {
  for (let rounds = 0; rounds < 100; rounds++) {
    await Promise.all(tills.map((each) => each.settle()));
    const [row] = await ask(databaseUrl, `SELECT COUNT(*) AS due FROM inbox WHERE next_at <= ${now}`);
    if (Number(row?.due) === 0) return;
  }
}

/** The bank's event that a payment's money went back, told before its money came. */
function refundEvent(open: OpenPayment): WireEvent {
  const { payment, ...event } = chargeEvent(open);
  const id = `re_${open.reference}`;
  const [charge] = payment.charges;
  const refund = {
    id,
    chargeId: open.chargeId,
    refundId: null,
    state: 'succeeded' as const,
    amount: charge?.amount ?? payment.amount,
    reason: null,
    at: Date.now(),
  };
  return {
    ...event,
    id: `evt_${id}`,
    type: 'refund.succeeded',
    about: id,
    payment: { ...payment, refunds: [refund] },
  } as WireEvent;
}

interface Sent {
  readonly cancelled: readonly OpenPayment[];
  readonly early: readonly OpenPayment[];
  readonly orphans: readonly OpenPayment[];
  readonly refunded: readonly OpenPayment[];
}

/** How many of each kind came to what they should. */
async function look(databaseUrl: string, { cancelled, early, orphans, refunded }: Sent) {
  const rows = await ask(
    databaseUrl,
    `SELECT CAST(i.deal_id AS INTEGER) AS deal, i.state AS state,
      (SELECT COUNT(*) FROM messages m WHERE m.deal_id = i.deal_id AND m.kind = 'invoice_paid') AS told,
      (SELECT COUNT(*) FROM messages m WHERE m.deal_id = i.deal_id AND m.kind = 'staff_mismatch') AS mismatch
    FROM invoices i`,
  );
  const deals = new Map(rows.map((row) => [Number(row.deal), row]));
  const alarms = await ask(databaseUrl, "SELECT data FROM messages WHERE kind = 'staff_unmatched'");
  const kept = await ask(databaseUrl, "SELECT key FROM inbox WHERE state = 'unmatched'");
  const count = (all: readonly OpenPayment[], good: (row: Record<string, unknown>) => boolean) =>
    all.filter(({ dealId }) => good(deals.get(dealId) ?? {})).length;
  return {
    early: count(early, ({ state, told }) => state === 'paid' && Number(told) === 1),
    cancelled: count(cancelled, ({ state, mismatch }) => state === 'cancelled' && Number(mismatch) === 1),
    refunded: count(refunded, ({ state }) => state === 'refunded'),
    orphans: orphans.filter(
      ({ chargeId, reference }) =>
        kept.filter(({ key }) => String(key).includes(chargeId)).length === 1 &&
        alarms.filter(({ data }) => String(data).includes(`"${reference}"`)).length === 1,
    ).length,
    unmatched: kept.length,
  };
}

function expectAllSeen({ found, verdict }: Awaited<ReturnType<typeof run>>, many: number): void {
  expect(found).toEqual({ early: many, cancelled: many, refunded: many, orphans: many, unmatched: many });
  expect(verdict.lost).toBe(0);
  expect(verdict.differences).toEqual([]);
}

function report(name: string, { found }: Awaited<ReturnType<typeof run>>, many: number): void {
  const { early, cancelled, refunded, orphans } = found;
  const late = `${cancelled} for cancelled invoices shown to staff, ${refunded} refunds before their money`;
  console.log(
    `R7 ${name}: of ${many} each: ${early} early ones booked, ${late}, ${orphans} of nobody kept and told`,
  );
}

describe('a webhook before its time, or of nobody', () => {
  test('is booked in the end, or shown to a person', async () => {
    const at = folder();
    endings.push(at.clean);
    const many = amount(30, 250, 1_000);
    const done = await run({ databaseUrl: `file:${at.path}/tillbot.db`, many, tills: 2 });
    report('SQLite', done, many);
    expectAllSeen(done, many);
  }, 3_600_000);
});

describe.runIf(inject('postgresUrl'))('a webhook before its time, or of nobody, on PostgreSQL', () => {
  test.each([1, 2])(
    'is booked in the end, or shown to a person, with tills: %i',
    async (tills) => {
      const database = await newDatabase(inject('postgresUrl') ?? '', `early_${process.pid}_${tills}`);
      endings.push(database.drop);
      const many = amount(30, 100, 1_000);
      const done = await run({ databaseUrl: database.url, many, tills });
      report(`PostgreSQL, ${tills} till(s)`, done, many);
      expectAllSeen(done, many);
    },
    3_600_000,
  );
});

/** Tills with one guard taken out. */
const SABOTAGES: Readonly<Record<string, (real: Store) => Partial<Store>>> = {
  'acknowledges what it does not know, and drops it': (real) => ({
    commit: async (changes) =>
      changes.inbox?.some(({ state }) => state === 'unmatched') ? 'committed' : real.commit(changes),
  }),
  'never looks again at what it kept': () => ({ claimInbox: async () => [] }),
  'takes a refund without its payment for done': (real) => ({
    commit: (changes) =>
      real.commit({
        ...changes,
        ...(changes.inbox
          ? { inbox: changes.inbox.map((row) => ({ ...row, state: 'done', nextAt: null }) as typeof row) }
          : {}),
      }),
  }),
};

describe('a till is found out that', () => {
  test.each(Object.entries(SABOTAGES))(
    '%s',
    async (_name, take) => {
      const at = folder();
      endings.push(at.clean);
      const sabotage = (deps: Deps): Deps => ({ ...deps, store: but(deps.store, take(deps.store)) });
      const done = await run({ databaseUrl: `file:${at.path}/tillbot.db`, many: 5, tills: 1, sabotage });
      expect(() => expectAllSeen(done, 5)).toThrow();
    },
    60_000,
  );
});
