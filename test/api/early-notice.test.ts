import { beforeEach, describe, expect, test } from 'vitest';
import type { Deps } from '../../api/context.ts';
import { settleInbox } from '../../api/jobs/inbox.ts';
import { applyNotice } from '../../api/settlement.ts';
import type { DealCase } from '../../domain/case.ts';
import { requestRefund } from '../../domain/decisions/refund.ts';
import { handle } from '../../domain/handle.ts';
import type { Notice } from '../../domain/ports/payment-provider.ts';
import { refuse } from '../../domain/result.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { anOpenPayment, charged, context, disputed, NOON, refunded, SETTINGS } from '../support/world.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

let now = NOON;
let serial = 0;
let store: MemoryStore;
let deps: Deps;

beforeEach(async () => {
  now = NOON;
  store = new MemoryStore();
  const newId = () => `new-${++serial}`;
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const clock = { now: () => now, newId, newToken: newId };
  deps = {
    store,
    clock,
    settings: SETTINGS,
    log: quiet,
    kick: () => {},
    providers: new Map(),
  } as unknown as Deps;
  const { deal, contact, invoices, payments } = anOpenPayment();
  const row = { ...deal, version: 0 };
  await store.commit({
    deals: [row],
    contacts: contact ? [{ ...contact, version: 0 }] : [],
    invoices,
    payments,
  });
});

const hear = (notice: Notice) => applyNotice(deps, 'sandbox', notice, 'request-1');
const facts = async (): Promise<DealCase> => (await store.caseByDeal(1)) as DealCase;

async function wait(ms: number): Promise<void> {
  now += ms;
  await settleInbox(deps);
}

/** The second charge of the attempt went back at the bank, and that is heard before the charge. */
const second = { chargeId: 'ch_2', refundReference: 're_2' };

describe('a refund that names a charge we have not heard of', () => {
  test('waits for it, and is of that charge', async () => {
    await hear(charged());
    expect(await hear(refunded(second))).toBe('unmatched');
    expect((await facts()).invoices[0]).toMatchObject({ state: 'paid', refunded: 0n });
    await wait(11 * SECOND);
    await hear(charged({ chargeId: 'ch_2' }));
    await wait(11 * SECOND);
    expect((await facts()).invoices[0]).toMatchObject({ state: 'paid', paid: 1_500_000n, refunded: 0n });
    expect((await facts()).refunds).toMatchObject([{ state: 'succeeded', overpayment: true }]);
    expect(await store.queueDepths(now)).toMatchObject({ inboxUnmatched: 0 });
  });

  test('is not taken for the refund of that sum that we asked for of another charge', async () => {
    await hear(charged());
    await handle(store, async () => {
      const asked = requestRefund(
        await facts(),
        { number: '1', amount: null, reason: 'late', by: null },
        context(),
      );
      return asked.ok ? { ok: true, changes: asked.value, value: null } : refuse(asked.code);
    });
    await hear(refunded(second));
    expect((await facts()).refunds).toMatchObject([{ state: 'creating', reference: null }]);
  });

  test('is booked on its attempt when the charge is not heard of within an hour', async () => {
    await hear(charged());
    await hear(refunded(second));
    for (let waited = 0; waited < 3 * HOUR; waited += HOUR / 4) await wait(HOUR / 4);
    expect((await facts()).invoices[0]).toMatchObject({ state: 'refunded', refunded: 1_500_000n });
  });
});

test('a dispute that names a charge we have not heard of waits for it as well', async () => {
  await hear(charged());
  expect(await hear(disputed({ chargeId: 'ch_2' }))).toBe('unmatched');
  await hear(charged({ chargeId: 'ch_2' }));
  await wait(11 * SECOND);
  expect((await facts()).disputes).toMatchObject([{ state: 'open' }]);
  expect((await facts()).invoices[0]?.state).toBe('paid');
});
