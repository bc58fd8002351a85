import { afterEach, describe, expect, it } from 'vitest';
import { openPayment } from '../../api/cashier.ts';
import { reconcile } from '../../api/reconcile.ts';
import { lookAt } from '../../api/settlement.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import { startCloudPayments } from '../support/cloudpayments.ts';
import { type Desk, openDesk, seed } from '../support/desk.ts';
import { startRobokassa } from '../support/robokassa.ts';
import { startTbank } from '../support/tbank.ts';
import { anInvoice, NOON } from '../support/world.ts';

const DAY = 24 * 3_600_000;

/** A vendor without a list, and what may befall money there while its webhooks are lost. */
interface Vendor {
  readonly provider: PaymentProvider;
  pay(reference: string): unknown;
  /** Minor units; null where the vendor does not tell of it. */
  readonly refund: ((reference: string, minor: bigint) => void) | null;
  close(): void;
}

const VENDORS: Readonly<Record<string, () => Vendor>> = {
  tbank: () => {
    const { provider, fake, close } = startTbank();
    const { books } = fake;
    return {
      provider,
      pay: (reference) => void books.pay(reference),
      refund: (reference, minor) =>
        void books.cancel(reference, { amount: Number(minor), key: null, receipt: undefined }),
      close,
    };
  },
  cloudpayments: () => {
    const stand = startCloudPayments();
    const { books } = stand.fake;
    return {
      provider: stand.provider,
      pay: (reference) => void books.pay(stand.order(reference)),
      refund: (reference, minor) => {
        const { id } = books.find(books.order(stand.order(reference)).invoiceId, 'payments');
        books.refund({ TransactionId: id, Amount: Number(minor) / 100, JsonData: {} });
      },
      close: stand.close,
    };
  },
  robokassa: () => {
    const { provider, visit, close } = startRobokassa();
    return { provider, pay: (reference) => visit(reference, 'pay'), refund: null, close };
  },
};

let vendor: Vendor | null = null;
afterEach(() => vendor?.close());

describe.each(Object.keys(VENDORS))('the books of %s, asked payment by payment', (id) => {
  /** A payment that was paid there and is booked here. */
  async function booked(): Promise<{ desk: Desk; reference: string }> {
    vendor = VENDORS[id]!();
    const { provider } = vendor;
    const at = { providers: new Map([[provider.id, provider]]) };
    const plain = openDesk(at);
    // Where the stand of each vendor sends its webhooks, which nobody reads here.
    const config = { ...plain.deps.config, publicUrl: 'https://shop.example.com' };
    const desk = { ...plain, deps: { ...plain.deps, config } };
    await seed(desk, anInvoice());
    const { payToken = '' } = (await desk.store.caseByDeal(1))?.invoices[0] ?? {};
    await openPayment(desk.deps, payToken, 'card', 'request-1');
    const [payment] = [...desk.store.tables.payments.values()];
    const { reference } = payment!;
    await vendor.pay(reference!);
    await lookAt(desk.deps, payment!, 'request-1');
    return { desk, reference: reference! };
  }

  const compare = async (desk: Desk) => {
    const period = { from: NOON - DAY, to: NOON + DAY };
    const [report] = await reconcile(desk.deps, { period, most: 10 });
    return report!;
  };

  it('agree with ours when only asking has told us of the money', async () => {
    const { desk } = await booked();
    expect(await compare(desk)).toMatchObject({ listed: false, compared: 1, differences: [], found: [] });
  });

  it('show another sum than ours', async () => {
    const { desk } = await booked();
    const { payments } = desk.store.tables;
    for (const [key, row] of payments) payments.set(key, { ...row, amount: row.amount - 1n });
    expect((await compare(desk)).differences).toMatchObject([{ cause: 'amount_differs' }]);
  });

  it.runIf(id !== 'robokassa')('tell of a refund of the office, once', async () => {
    const { desk, reference } = await booked();
    vendor?.refund?.(reference, 50_000n);
    expect((await compare(desk)).found).toMatchObject([{ type: 'refund', theirs: { minor: 50_000n } }]);
    expect((await desk.store.caseByDeal(1))?.refunds).toMatchObject([
      { state: 'succeeded', amount: 50_000n },
    ]);
    expect(await compare(desk)).toMatchObject({ found: [], differences: [] });
  });
});
