import { afterEach, describe, expect, inject, test } from 'vitest';
import { createCashier } from '../../api/cashier.ts';
import { contextOf, type Deps } from '../../api/context.ts';
import { lookAt } from '../../api/settlement.ts';
import { enterCash } from '../../domain/decisions/enter-cash.ts';
import { handle } from '../../domain/handle.ts';
import type { Store } from '../../domain/ports/store.ts';
import { refuse } from '../../domain/result.ts';
import { openStore } from '../../prisma/node.ts';
import { folder } from '../support/process.ts';
import { staff } from '../support/world.ts';
import { type AnyTill, but, openAnyTill } from './any-till.ts';
import { ask, judge, newDatabase } from './check.ts';
import { chargeEvent, type OpenPayment, openPayments } from './open-payments.ts';
import { amount } from './seeded.ts';
import { inFlight } from './sender.ts';

/**
 * R5: the same money comes in by all doors at once: the bank's webhook, the check that asks the bank, the
 * customer who is back and asks, and, for every second invoice, a manager who enters it by hand.
 */
const OWNER = staff({ id: 'owner', channel: 'letter', address: 'owner', version: 0 });
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

type Door = (till: AnyTill, open: OpenPayment) => Promise<unknown>;

const webhook: Door = async (till, open) => {
  // The bank repeats what is not acknowledged.
  for (let tries = 0; tries < 20; tries++) if ((await till.post(open)) === 200) return;
  throw new Error(`never acknowledged: ${till.failures.at(-1)}`);
};
/** What the sweep does about one payment that is silent too long. */
const poll: Door = async ({ deps }, { reference }) => {
  const facts = await deps.store.caseByPayment({ provider: 'sandbox', reference });
  const payment = facts?.payments.find((each) => each.reference === reference);
  if (payment) await lookAt(deps, payment, 'poll');
};
const customer: Door = (till, { number }) => createCashier(till.deps).askAbout(number, 'customer');
const byHand: Door = ({ deps }, { number }) =>
  handle(deps.store, async () => {
    const facts = await deps.store.caseByInvoice(number);
    if (!facts) return refuse('invoice_not_found');
    const command = { number, amount: null, kind: 'cash', reason: 'he paid me', by: OWNER } as const;
    const entered = enterCash(facts, command, contextOf(deps, { type: 'staff', id: OWNER.id }, 'by-hand'));
    return entered.ok ? { ok: true, changes: entered.value, value: null } : entered;
  });

interface Run {
  readonly databaseUrl: string;
  readonly invoices: number;
  readonly tills: number;
  readonly sabotage?: (deps: Deps) => Deps;
}

async function run({ databaseUrl, invoices, tills: many, sabotage }: Run) {
  const first = await openStore(databaseUrl);
  await first.commit({ staff: [OWNER] });
  const open = await openPayments(first, invoices).finally(() => first.close());
  const paid = new Map(open.map((each) => [`/v1/payments/${each.reference}`, chargeEvent(each).payment]));
  // Late enough that the sweep asks about all of them, and at most at the 300 s that a signature lives.
  const later = Date.now() + 3_600_000;
  const options = {
    databaseUrl,
    now: () => later,
    bank: (path: string) => paid.get(path) ?? null,
    environment: { POLICIES: '{"main":{"cash":true}}' },
    ...(sabotage ? { sabotage } : {}),
  };
  const tills = await Promise.all(Array.from({ length: many }, () => openAnyTill(options)));
  await goThrough(tills, open).finally(() => Promise.all(tills.map((till) => till.close())));
  return { open, ...(await count(databaseUrl)), verdict: await judge(databaseUrl, open) };
}

async function goThrough(tills: readonly AnyTill[], open: readonly OpenPayment[]): Promise<void> {
  let next = 0;
  const till = (): AnyTill => tills[next++ % tills.length] as AnyTill;
  await inFlight([...open.entries()], 8, async ([index, each]) => {
    const doors = [webhook, customer, poll];
    if (index % 2 === 0) doors.push(byHand);
    // Each door is the first in its turn.
    const first = (index >> 1) % doors.length;
    const turned = [...doors.slice(first), ...doors.slice(0, first)];
    await Promise.all(turned.map((door) => door(till(), each)));
  });
  // Whoever asks about all of them afterwards learns nothing new.
  for (let sweeps = 0; sweeps < open.length; sweeps += 50)
    await Promise.all(tills.map((each) => each.settle()));
}

/** How often each charge of the bank is booked, each invoice is told as paid, and what came of two monies. */
async function count(databaseUrl: string) {
  const rows = await ask(
    databaseUrl,
    `SELECT CAST(i.deal_id AS INTEGER) AS deal, i.state AS state, i.total - i.paid AS due,
      (SELECT COUNT(*) FROM payments p WHERE p.deal_id = i.deal_id AND p.state = 'succeeded' AND p.provider = 'sandbox') AS bank,
      (SELECT COUNT(*) FROM payments p WHERE p.deal_id = i.deal_id AND p.state = 'succeeded' AND p.provider = 'cash') AS cash,
      (SELECT COUNT(*) FROM messages m WHERE m.deal_id = i.deal_id AND m.kind = 'invoice_paid') AS told,
      (SELECT COUNT(*) FROM messages m WHERE m.deal_id = i.deal_id AND m.kind = 'staff_overpaid') AS overpaid
    FROM invoices i`,
  );
  const wrong = rows.filter(({ state, due, bank, cash, told, overpaid }) => {
    const once = state === 'paid' && Number(due) === 0 && Number(bank) === 1 && Number(told) === 1;
    // Money that a manager took as well is one more payment, and staff are told that it is too much.
    return !once || Number(cash) > 1 || Number(overpaid) !== Number(cash);
  });
  return { wrong, entered: rows.filter(({ cash }) => Number(cash) > 0).length };
}

function report(name: string, { open, wrong, entered }: Awaited<ReturnType<typeof run>>): void {
  const hand = `${entered} also entered by hand before the bank's word`;
  console.log(`R5 ${name}: ${open.length} invoices through 4 doors, ${wrong.length} wrong, ${hand}`);
}

describe('the same payment by all doors at once', () => {
  test('is booked once and told once', async () => {
    const at = folder();
    endings.push(at.clean);
    const invoices = amount(100, 1_000, 5_000);
    const done = await run({ databaseUrl: `file:${at.path}/tillbot.db`, invoices, tills: 2 });
    report('SQLite, two tills', done);
    expect(done.wrong.slice(0, 5)).toEqual([]);
    expect(done.verdict).toMatchObject({ lost: 0, differences: [] });
  }, 3_600_000);
});

describe.runIf(inject('postgresUrl'))('the same payment by all doors at once on PostgreSQL', () => {
  test.each([1, 2])(
    'is booked once and told once, with tills: %i',
    async (tills) => {
      const database = await newDatabase(inject('postgresUrl') ?? '', `doors_${process.pid}_${tills}`);
      endings.push(database.drop);
      const done = await run({ databaseUrl: database.url, invoices: amount(60, 250, 1_000), tills });
      report(`PostgreSQL, ${tills} till(s)`, done);
      expect(done.wrong.slice(0, 5)).toEqual([]);
      expect(done.verdict).toMatchObject({ lost: 0, differences: [] });
    },
    3_600_000,
  );
});

let serial = 0;

/** Tills with one guard taken out. */
const SABOTAGES: Readonly<Record<string, (real: Store) => Store['commit']>> = {
  'knows no charge again': (real) => (changes) => {
    const mark = `~${++serial}`;
    return real.commit({
      ...changes,
      inbox: (changes.inbox ?? []).map((row) => ({ ...row, key: row.key + mark })),
      payments: (changes.payments ?? []).map((row) =>
        row.chargeId ? { ...row, chargeId: row.chargeId + mark } : row,
      ),
      postings: (changes.postings ?? []).map((row) => ({ ...row, entryKey: row.entryKey + mark })),
      messages: (changes.messages ?? []).map((row) => ({ ...row, dedupeKey: row.dedupeKey + mark })),
    });
  },
  'lets the last writer win': (real) => async (changes) => {
    // Whatever was read before, it is written now.
    await new Promise((resolve) => setTimeout(resolve, 5));
    const fresh = await Promise.all(
      (changes.deals ?? []).map(async (row) => {
        const stored = await real.caseByDeal(row.id);
        return { ...row, version: stored?.deal.version ?? 0 };
      }),
    );
    return real.commit({ ...changes, deals: fresh });
  },
};

describe('a till is found out that', () => {
  test.each(Object.entries(SABOTAGES))(
    '%s',
    async (_name, take) => {
      const at = folder();
      endings.push(at.clean);
      const sabotage = (deps: Deps): Deps => ({
        ...deps,
        store: but(deps.store, { commit: take(deps.store) }),
      });
      const databaseUrl = `file:${at.path}/tillbot.db`;
      const { wrong, verdict } = await run({ databaseUrl, invoices: 40, tills: 2, sabotage });
      expect(wrong.length + verdict.differences.length).toBeGreaterThan(0);
    },
    60_000,
  );
});
