import type { DealCase } from '../../domain/case.ts';
import type { Notice } from '../../domain/ports/payment-provider.ts';
import { anInvoice, anOpenPayment, charged, disputed, refunded } from './world.ts';

/** One notice of one story, as it comes in between the others. */
export interface Telling {
  readonly story: number;
  readonly notice: Notice;
}

/** An invoice with an open payment, and everything that its provider will say of it. */
export interface Reordered {
  readonly start: DealCase;
  readonly news: readonly Notice[];
}

const rub = (minor: bigint) => ({ minor, currency: 'RUB' });
const noMoney = { chargeId: null, reason: 'so it is' } as const;
const pending = charged({ ...noMoney, eventKey: 'created', state: 'pending' });
const held = charged({ ...noMoney, eventKey: 'held', state: 'authorized' });
const failed = charged({ ...noMoney, eventKey: 'failed', state: 'failed' });
const expired = charged({ ...noMoney, eventKey: 'expired', state: 'expired' });
const cancelled = charged({ ...noMoney, eventKey: 'cancelled', state: 'cancelled' });

/** Each charge pays an invoice of 15 000.00 ₽: whole, in part, too much, twice, not at all. */
const NEWS: readonly (readonly Notice[])[] = [
  [pending, charged()],
  [pending, failed, charged(), expired],
  [held, charged(), cancelled, expired],
  [charged({ amount: rub(400_000n) }), failed],
  [charged({ amount: rub(1_600_000n), fee: rub(40_000n) }), expired],
  [charged(), charged({ chargeId: 'ch_2' }), failed],
  [charged({ amount: rub(800_000n) }), charged({ chargeId: 'ch_2', amount: rub(700_000n) })],
  [charged({ amount: { minor: 17_000n, currency: 'USD' } }), failed],
  [pending, charged(), refunded({ state: 'pending' }), refunded()],
  [charged(), refunded({ amount: rub(1n) }), expired],
  [charged({ amount: rub(1_600_000n) }), refunded({ amount: rub(300_000n) }), failed],
  [charged({ amount: rub(400_000n) }), refunded({ amount: rub(400_000n) })],
  [failed, charged(), refunded({ state: 'failed' }), refunded()],
  [charged(), disputed(), disputed({ state: 'won' })],
  [charged(), disputed(), disputed({ state: 'lost' }), expired],
  [
    charged({ amount: rub(1_600_000n) }),
    disputed({ amount: rub(1_600_000n) }),
    disputed({ state: 'won', amount: rub(1_600_000n) }),
  ],
  [charged(), disputed({ amount: rub(500_000n) }), refunded({ amount: rub(500_000n) })],
  [charged(), refunded({ refundReference: 're_2', amount: rub(5n) }), refunded({ amount: rub(6n) })],
  [pending, expired],
  [pending, charged({ amount: rub(1n) }), refunded({ amount: rub(1n) }), failed, expired],
];

export const STORIES: readonly Reordered[] = NEWS.map((news) => ({
  start: anOpenPayment(anInvoice()),
  news,
}));
