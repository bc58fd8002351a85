import { applyNotice } from '../../api/settlement.ts';
import type { Store } from '../../domain/ports/store.ts';
import { openStore } from '../../prisma/node.ts';
import { openDesk } from '../support/desk.ts';
import { charged, disputed, refunded, SETTINGS, staff } from '../support/world.ts';
import { openPayments } from './open-payments.ts';

const DEALS = 12;
const AT = Date.UTC(2026, 10, 25, 9);

/** Fills a till with something in every table, all of it by the till's own decisions. Its books balance. */
export async function fillTill(url: string): Promise<void> {
  const store = await openStore(url);
  try {
    await trade(store);
    await people(store);
    await store.lease('polling:telegram', 'process-1', AT, 1);
    await store.nextNumber('deal');
    const claim = { now: AT + 1, leaseMs: 30_000, limit: 2, token: 'process-1' };
    const [first] = await store.claimMessages(claim);
    if (first) await store.reportDelivery(first.id, claim.token, { state: 'sent', sentRef: '17' }, AT + 2);
  } finally {
    await store.close();
  }
}

/** Deals that are open, paid, paid twice, given back in part and disputed, with receipts. */
async function trade(store: Store): Promise<void> {
  const registers = { own: 'atol', providers: [], contactFirst: false };
  const settings = { ...SETTINGS, seller: { ...SETTINGS.seller, receipts: 'law' as const }, registers };
  const { deps } = openDesk({ settings });
  const clock = { ...deps.clock, now: () => AT, newId: () => crypto.randomUUID() };
  const hear = (notice: Parameters<typeof applyNotice>[2]) =>
    applyNotice({ ...deps, clock, store }, 'sandbox', notice, 'request-1');
  const open = await openPayments(store, DEALS);
  for (const [index, { reference, chargeId, amount }] of open.entries()) {
    if (index % 4 === 3) continue;
    const sum = { minor: amount, currency: 'RUB' };
    await hear(charged({ reference, chargeId, amount: sum, fee: { minor: 280n, currency: 'RUB' }, at: AT }));
    const second = `${chargeId}-again`;
    if (index === 1) await hear(charged({ reference, chargeId: second, amount: sum, at: AT }));
    const part = { minor: 5_000n, currency: 'RUB' };
    if (index === 2) await hear(refunded({ reference, chargeId, amount: part, at: AT }));
    if (index === 4) await hear(disputed({ reference, chargeId, amount: sum, at: AT }));
  }
  // Money that nobody knows what it is for.
  await hear(charged({ reference: 'pay_stranger', chargeId: 'ch_stranger', at: AT }));
}

async function people(store: Store): Promise<void> {
  const owner = staff({ version: 0 });
  const choices = { people: null, companies: null, hold: false, cash: true, inPieces: true, seller: null };
  const waits = {
    state: 'waiting',
    requestedBy: 'anna',
    decidedBy: null,
    createdAt: AT,
    version: 0,
  } as const;
  const saved = await store.commit({
    staff: [
      owner,
      staff({ id: 'boris', address: '1002', role: 'manager', invoiceCeiling: 100_000n, version: 0 }),
    ],
    invites: [
      { tokenHash: 'hash', role: 'manager', createdBy: 'anna', expiresAt: AT, usedBy: null, version: 0 },
    ],
    approvals: [{ id: 'approval-1', kind: 'invoice', dealId: 900_000, data: { total: '100' }, ...waits }],
    policies: [{ funnel: 'main', choices, version: 0 }],
    dialogues: [
      {
        channel: 'telegram',
        address: '1001',
        name: 'invoice',
        step: 'title',
        data: {},
        updatedAt: AT,
        version: 0,
      },
    ],
  });
  if (saved !== 'committed') throw new Error(`the people were not saved: ${saved}`);
}
