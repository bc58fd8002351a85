import { once } from './answers.ts';
import { checkOrder, declineOf, GOOD_CARD, HOLD, methodOf, newPayment, type ShopFacts } from './payments.ts';
import { checkAlong, dueReceipts, receiptOf, registered, separateReceipt } from './receipts.ts';
import { newRefund, refundedOf } from './refunds.ts';
import type { CaptureBody, CreateBody, ReceiptBody, RefundBody } from './requests.ts';
import {
  type Cancellation,
  emptyState,
  type FakePayment,
  type FakeReceipt,
  type FakeRefund,
  fromText,
  invalid,
  iso,
  minorOf,
  ShopError,
  type ShopState,
  type ShownPayment,
  sumOf,
  toText,
} from './state.ts';

export interface ShopOptions extends ShopFacts {
  readonly now: () => number;
  /** What is kept of every payment, in hundredths of a percent: 280 is 2.8 %. */
  readonly feeBasisPoints: number;
  /** Oldest payments are forgotten beyond this many. */
  readonly keep: number;
  /** Receipts are printed so long after they came, milliseconds; null: by `print` only. */
  readonly printsAfter: number | null;
  readonly pageOf: (id: string) => string;
  readonly tell: (event: string, object: unknown) => void;
  readonly onChange: () => void;
}

/** A shop at YooKassa: what its API, its payers and its office do, without HTTP. Throws `ShopError`. */
export class Shop {
  /** New refunds stay pending until `finishRefund`. */
  slowRefunds = false;
  private state: ShopState = emptyState();

  constructor(private readonly options: ShopOptions) {}

  payments(): FakePayment[] {
    this.tick();
    return [...this.state.payments.values()];
  }

  refunds(): FakeRefund[] {
    return [...this.state.refunds.values()];
  }

  receipts(): FakeReceipt[] {
    const all = [...this.state.receipts.values()];
    for (const { id } of dueReceipts(all, this.options.printsAfter, this.options.now())) this.print(id);
    return all;
  }

  get(id: string): FakePayment {
    this.tick();
    const payment = this.state.payments.get(id);
    if (!payment) throw new ShopError(404, 'not_found', 'Payment is not found', 'payment_id');
    return payment;
  }

  create(key: string, body: CreateBody): ShownPayment {
    return this.once(`payment:${key}`, body, () => {
      checkOrder(body, this.options);
      if (body.receipt) checkAlong(body.receipt, body.amount);
      const saved = body.payment_method_id ? this.state.methods.get(body.payment_method_id) : undefined;
      if (body.payment_method_id && !saved) throw invalid('No such saved method', 'payment_method_id');
      const payment = newPayment(body, this.options, this.options.pageOf, this.options.now());
      this.state.payments.set(payment.shown.id, payment);
      this.forget();
      if (saved) {
        payment.shown.payment_method = saved.method;
        if (saved.revoked) this.end(payment, { party: 'payment_network', reason: 'permission_revoked' });
        else this.confirmed(payment);
      }
      return payment.shown;
    });
  }

  /** The payer pays. A test card that its bank declines ends the payment. */
  pay(id: string, { card = GOOD_CARD, save = false } = {}): void {
    const payment = this.open(id);
    const decline = declineOf(card);
    payment.shown.payment_method = methodOf(payment, card, !decline && (save || payment.save));
    if (decline) return this.end(payment, decline);
    const method = payment.shown.payment_method;
    if (method.saved) this.state.methods.set(method.id, { method, revoked: false });
    this.confirmed(payment);
  }

  /** The payer's bank says no: that is the end of a payment here. */
  decline(id: string, reason: string): void {
    const payment = this.open(id);
    this.end(payment, { party: 'payment_network', reason });
  }

  /** The payer takes the permission back: later charges are cancelled. */
  revoke(methodId: string): void {
    const saved = this.state.methods.get(methodId);
    if (saved) saved.revoked = true;
    this.options.onChange();
  }

  capture(key: string, id: string, body: CaptureBody): ShownPayment {
    return this.once(`capture:${id}:${key}`, body, () => {
      const payment = this.held(id);
      const amount = body.amount ?? payment.shown.amount;
      const less = minorOf(payment.shown.amount) - minorOf(amount);
      if (amount.currency !== payment.shown.amount.currency || less < 0n || minorOf(amount) === 0n)
        throw invalid('Amount is greater than what is held', 'amount.value');
      if (less > 0n && payment.receipt && !body.receipt) throw invalid('Receipt is missing', 'receipt');
      if (body.receipt) checkAlong(body.receipt, amount);
      payment.shown.amount = sumOf(minorOf(amount), amount.currency);
      payment.receipt = body.receipt ?? payment.receipt;
      this.succeed(payment);
      return payment.shown;
    });
  }

  /** Held money goes back; what waits for its payer can't be cancelled and ends by itself. */
  cancel(key: string, id: string): ShownPayment {
    return this.once(`cancel:${id}:${key}`, {}, () => {
      const payment = this.held(id);
      this.end(payment, { party: 'merchant', reason: 'canceled_by_merchant' });
      return payment.shown;
    });
  }

  /** Never more than is left. Without a key it is made in the office. */
  refund(key: string | null, body: RefundBody): FakeRefund {
    const make = () => {
      const payment = this.get(body.payment_id);
      const gone = refundedOf(this.refunds(), payment.shown.id, ['pending', 'succeeded']);
      const left = minorOf(payment.shown.amount) - gone;
      const now = this.options.now();
      const refund = newRefund(body, payment, { left, byOffice: key === null, now });
      this.state.refunds.set(refund.id, refund);
      if (body.receipt) this.file(receiptOf(body.receipt, { refund_id: refund.id }, refund.amount, now));
      if (!this.slowRefunds) this.finishRefund(refund.id);
      this.options.onChange();
      return refund;
    };
    return key === null ? make() : this.once(`refund:${key}`, body, make);
  }

  getRefund(id: string): FakeRefund {
    const refund = this.state.refunds.get(id);
    if (!refund) throw new ShopError(404, 'not_found', 'Refund is not found', 'refund_id');
    return refund;
  }

  /** The bank did it, or refused to for a reason. A cancelled refund is told by no notification. */
  finishRefund(id: string, refusal?: string): void {
    const refund = this.getRefund(id);
    if (refund.status !== 'pending') throw invalid('Refund is final', 'refund_id');
    if (refusal) {
      refund.status = 'canceled';
      refund.cancellation_details = { party: 'yoo_money', reason: refusal };
    } else {
      refund.status = 'succeeded';
      const { shown } = this.get(refund.payment_id);
      const gone = refundedOf(this.refunds(), shown.id, ['succeeded']);
      shown.refunded_amount = sumOf(gone, shown.amount.currency);
      shown.refundable = gone < minorOf(shown.amount);
      this.options.tell('refund.succeeded', refund);
    }
    this.options.onChange();
  }

  register(key: string, body: ReceiptBody): FakeReceipt {
    return this.once(`receipt:${key}`, body, () => {
      if (body.payment_id && this.get(body.payment_id).shown.status !== 'succeeded')
        throw invalid('Payment has not succeeded', 'payment_id');
      if (body.refund_id) this.getRefund(body.refund_id);
      return this.file(separateReceipt(body, this.options.now()));
    });
  }

  getReceipt(id: string): FakeReceipt {
    const receipt = this.receipts().find((each) => each.id === id);
    if (!receipt) throw new ShopError(404, 'not_found', 'Receipt is not found', 'receipt_id');
    return receipt;
  }

  /** The register prints a receipt that waits. It tells nobody. */
  print(id: string): void {
    const receipt = this.state.receipts.get(id);
    if (receipt?.status !== 'pending') return;
    registered(receipt, [...this.state.receipts.keys()].indexOf(id) + 1, this.options.now());
    const { payment_id: paid, refund_id: back } = receipt;
    const shown = paid
      ? this.state.payments.get(paid)?.shown
      : back
        ? this.state.refunds.get(back)
        : undefined;
    if (shown?.receipt_registration) shown.receipt_registration = 'succeeded';
    this.options.onChange();
  }

  /** Ends what was not paid, or not taken, in time. */
  tick(): void {
    const now = this.options.now();
    for (const payment of this.state.payments.values()) {
      const { status } = payment.shown;
      if (payment.endsAt > now || (status !== 'pending' && status !== 'waiting_for_capture')) continue;
      const reason = status === 'pending' ? 'expired_on_confirmation' : 'expired_on_capture';
      this.end(payment, { party: 'yoo_money', reason });
    }
  }

  /** When `tick` has something to do next; null when never. */
  nextDue(): number | null {
    const open = [...this.state.payments.values()].filter(
      ({ shown }) => shown.status === 'pending' || shown.status === 'waiting_for_capture',
    );
    return open.length === 0 ? null : open.reduce((first, { endsAt }) => Math.min(first, endsAt), Infinity);
  }

  snapshot(): string {
    return toText(this.state);
  }

  /** @throws SyntaxError for text that `snapshot` did not give. */
  restore(text: string): void {
    this.state = fromText(text);
    this.options.onChange();
  }

  private open(id: string): FakePayment {
    const payment = this.get(id);
    if (payment.shown.status !== 'pending') throw invalid('Payment is over', 'payment_id');
    return payment;
  }

  private held(id: string): FakePayment {
    const payment = this.get(id);
    if (payment.shown.status !== 'waiting_for_capture')
      throw invalid('Payment is in another status than waiting_for_capture', 'payment_id');
    return payment;
  }

  private confirmed(payment: FakePayment): void {
    payment.shown.paid = true;
    if (payment.capture) return this.succeed(payment);
    payment.endsAt = this.options.now() + HOLD;
    payment.shown.status = 'waiting_for_capture';
    payment.shown.expires_at = iso(payment.endsAt);
    this.tell('payment.waiting_for_capture', payment);
  }

  private succeed(payment: FakePayment): void {
    const { shown, receipt } = payment;
    const now = this.options.now();
    const minor = minorOf(shown.amount);
    const fee = (minor * BigInt(this.options.feeBasisPoints)) / 10_000n;
    shown.status = 'succeeded';
    shown.captured_at = iso(now);
    shown.income_amount = sumOf(minor - fee, shown.amount.currency);
    shown.refunded_amount = sumOf(0n, shown.amount.currency);
    shown.refundable = true;
    delete shown.expires_at;
    if (receipt) this.file(receiptOf(receipt, { payment_id: shown.id }, shown.amount, now));
    this.tell('payment.succeeded', payment);
  }

  private end(payment: FakePayment, details: Cancellation): void {
    payment.shown.status = 'canceled';
    payment.shown.paid = false;
    payment.shown.cancellation_details = details;
    delete payment.shown.expires_at;
    this.tell('payment.canceled', payment);
  }

  private tell(event: string, { shown }: FakePayment): void {
    this.options.tell(event, shown);
    this.options.onChange();
  }

  private file(receipt: FakeReceipt): FakeReceipt {
    this.state.receipts.set(receipt.id, receipt);
    return this.receipts().find(({ id }) => id === receipt.id) ?? receipt;
  }

  private once<T>(key: string, body: unknown, make: () => T): T {
    const answer = once(this.state.answers, key, body, make);
    this.options.onChange();
    return answer;
  }

  private forget(): void {
    for (const map of Object.values(this.state) as Map<string, unknown>[]) {
      const oldest = map.keys().next();
      if (map.size > this.options.keep && !oldest.done) map.delete(oldest.value);
    }
  }
}
