import type { WireEvent, WireMoney, WirePayment, WireRefund } from '../wire.ts';
import type { BookOptions, Order, RefundOrder } from './orders.ts';
import {
  type Answered,
  BankError,
  type BankPayment,
  type BankState,
  bankId,
  type Entry,
  forget,
  fromText,
  leftOf,
  momentsOf,
  shown,
  statement,
  toText,
} from './state.ts';

/** Held money goes back to the payer by itself after seven days, as it does with cards. */
const HOLD = 7 * 24 * 3_600_000;

/** How long a shop has to answer a dispute, when the office says nothing else. */
export const DAYS_TO_ANSWER = 7;

/** The bank's books: everything that its API and its pages can do, without HTTP. Throws `BankError`. */
export class Books {
  /** New refunds stay pending until `finishRefund`, as they do where a bank works by hand. */
  slowRefunds = false;
  private state: BankState = { payments: new Map(), answers: new Map() };
  /** Payments that time will change: with many that are done, only these are looked through. */
  private readonly waiting = new Set<BankPayment>();

  constructor(private readonly options: BookOptions) {}

  /** Newest last. */
  all(): readonly BankPayment[] {
    this.tick();
    return [...this.state.payments.values()];
  }

  get(reference: string): BankPayment {
    this.tick();
    const payment = this.state.payments.get(reference);
    if (!payment) throw new BankError(404, 'not_found', 'there is no such payment');
    return payment;
  }

  /** Repeatable: the same key and request give the same answer. */
  create(key: string, order: Order, urlOf: (id: string) => string): WirePayment {
    if (order.expiresAt !== null && order.expiresAt <= this.options.now()) {
      const replayed = this.state.answers.has(`create:${key}`);
      if (!replayed) throw new BankError(400, 'invalid', 'expiresAt is in the past', 'expiresAt');
    }
    return this.once(`create:${key}`, order, () => {
      const id = bankId('pay');
      const lists = { charges: [], declines: [], refunds: [], disputes: [], late: [], events: [] };
      const now = { state: 'pending', createdAt: this.options.now() } as const;
      const nothing = { hold: false, ended: null, held: null, silent: false };
      const made: BankPayment = {
        ...nothing,
        ...order,
        ...lists,
        ...now,
        id,
        url: urlOf(id),
        idempotencyKey: key,
      };
      this.state.payments.set(id, made);
      this.waiting.add(made);
      forget(this.state.payments, this.options.keep);
      this.options.onChange();
      return shown(made);
    });
  }

  /** Void what nobody paid; what is void already stays so. */
  cancel(reference: string): WirePayment {
    const payment = this.get(reference);
    if (payment.state === 'succeeded') throw new BankError(409, 'already_paid', 'the payment is paid');
    if (payment.state === 'pending' || payment.state === 'authorized')
      this.end(payment, 'cancelled', this.options.now());
    return shown(payment);
  }

  /** Takes held money, all of it or less; the rest is let go. Repeatable by key; none: the bank's own office. */
  capture(key: string | null, reference: string, amount: WireMoney): WirePayment {
    const take = () => {
      const payment = this.get(reference);
      const { state, held } = payment;
      if (state !== 'authorized' || !held) throw new BankError(409, 'not_held', 'no money is held');
      const fits = amount.currency === held.amount.currency;
      if (!fits || BigInt(amount.minor) > BigInt(held.amount.minor))
        throw new BankError(409, 'too_much', `only ${held.amount.minor} is held`);
      this.charge(payment, amount, this.options.now());
      return shown(payment);
    };
    return key === null ? take() : this.once(`capture:${key}`, { reference, amount }, take);
  }

  /**
   * Money comes in, whatever the state: people pay late and twice. Gives the id of the charge, or of the
   * payment when its money is held first.
   */
  pay(reference: string, part: Partial<WireMoney> = {}): string {
    const payment = this.get(reference);
    const at = this.options.now();
    if (!payment.hold || !(payment.state === 'pending' || payment.state === 'authorized'))
      return this.charge(payment, part, at);
    if (payment.state === 'pending') {
      payment.state = 'authorized';
      payment.held = { amount: { ...payment.amount, ...part }, at, until: at + HOLD };
      this.waiting.add(payment);
      this.tell(payment, 'payment.authorized', reference);
    }
    return reference;
  }

  /** Money comes in at `at`, also when the payment is over by then. */
  payLate(reference: string, at: number): void {
    const payment = this.get(reference);
    payment.late.push(at);
    this.waiting.add(payment);
    this.options.onChange();
  }

  /** A declined try; the customer may try again. */
  decline(reference: string, reason: string): void {
    const payment = this.get(reference);
    if (payment.state !== 'pending') throw new BankError(409, 'not_payable', 'the payment is over');
    const decline = { id: bankId('dc'), reason, at: this.options.now() };
    payment.declines.push(decline);
    this.tell(payment, 'payment.declined', decline.id);
  }

  /** From now on nobody is told about this payment. */
  hush(reference: string): void {
    this.get(reference).silent = true;
    this.options.onChange();
  }

  /** Never more than is left of the charge. Without a key it is made in the bank's own office. */
  refund(key: string | null, order: RefundOrder): WireRefund {
    const make = () => {
      const { payment, charge } = this.chargeOf(order.chargeId);
      if (order.amount.currency !== charge.amount.currency) {
        throw new BankError(400, 'invalid', 'another currency than the charge', 'amount.currency');
      }
      const left = leftOf(payment, charge.id);
      if (BigInt(order.amount.minor) > left) throw new BankError(409, 'too_much', `only ${left} is left`);
      const state = this.slowRefunds ? ('pending' as const) : ('succeeded' as const);
      const refund = { ...order, id: bankId('re'), state, at: this.options.now() };
      payment.refunds.push(refund);
      this.tell(payment, `refund.${state}`, refund.id);
      return structuredClone(refund);
    };
    return key === null ? make() : this.once(`refund:${key}`, order, make);
  }

  getRefund(id: string): WireRefund {
    return structuredClone(this.find('refunds', id).found);
  }

  finishRefund(id: string, state: 'succeeded' | 'failed'): void {
    const { payment, found } = this.find('refunds', id);
    if (found.state !== 'pending') throw new BankError(409, 'final', 'the refund is final');
    const reason = state === 'failed' ? 'account_closed' : found.reason;
    Object.assign(found, { state, at: this.options.now(), reason });
    this.tell(payment, `refund.${state}`, found.id);
  }

  /** The payer's bank takes back what is left of a charge; the shop has so many days to answer. Gives its id. */
  chargeBack(chargeId: string, days = DAYS_TO_ANSWER): string {
    const { payment, charge } = this.chargeOf(chargeId);
    const minor = leftOf(payment, chargeId).toString();
    if (minor === '0') throw new BankError(409, 'nothing_left', 'nothing is left of the charge');
    const amount = { minor, currency: charge.amount.currency };
    const openedAt = this.options.now();
    const times = { openedAt, closedAt: null, respondBefore: openedAt + days * 86_400_000 };
    const why = { state: 'open' as const, reason: 'product_not_received' };
    const dispute = { id: bankId('dp'), chargeId, amount, ...why, ...times };
    payment.disputes.push(dispute);
    this.tell(payment, 'dispute.open', dispute.id);
    return dispute.id;
  }

  decideDispute(disputeId: string, state: 'won' | 'lost'): void {
    const { payment, found } = this.find('disputes', disputeId);
    if (found.state !== 'open') throw new BankError(409, 'final', 'the dispute is decided');
    Object.assign(found, { state, closedAt: this.options.now() });
    this.tell(payment, `dispute.${state}`, found.id);
  }

  /** Tells everything once more under the same event ids, also of a payment that was silent. */
  repeat(reference: string): void {
    const payment = this.get(reference);
    payment.silent = false;
    for (const event of payment.events) this.send(payment, event);
    this.options.onChange();
  }

  /** Money that moved in `[from, to)`, for reconciliation. */
  entries(from: number, to: number): Entry[] {
    return statement(this.all(), from, to);
  }

  /** Does what has become due: expiry and late money. */
  tick(): void {
    const now = this.options.now();
    for (const payment of this.waiting) {
      const due = momentsOf(payment).filter((at) => at <= now);
      if (due.length > 0) this.catchUp(payment, now);
      if (momentsOf(payment).length === 0) this.waiting.delete(payment);
    }
  }

  /** When `tick` has something to do next; null when never. */
  nextDue(): number | null {
    const moments = [...this.waiting].flatMap(momentsOf);
    return moments.length === 0 ? null : moments.reduce((first, at) => Math.min(first, at));
  }

  snapshot(): string {
    return toText(this.state);
  }

  /** @throws SyntaxError for text that `snapshot` did not give. */
  restore(text: string): void {
    this.state = fromText(text);
    this.waiting.clear();
    for (const payment of this.state.payments.values()) this.waiting.add(payment);
    this.options.onChange();
  }

  private catchUp(payment: BankPayment, now: number): void {
    const { state, expiresAt, held } = payment;
    if (state === 'pending' && expiresAt !== null && expiresAt <= now)
      this.end(payment, 'expired', expiresAt);
    if (state === 'authorized' && held && held.until <= now) this.end(payment, 'cancelled', held.until);
    const due = payment.late.filter((at) => at <= now);
    payment.late = payment.late.filter((at) => at > now);
    for (const at of due) this.charge(payment, {}, at);
  }

  private charge(payment: BankPayment, part: Partial<WireMoney>, at: number): string {
    const amount = { ...payment.amount, ...part };
    const fee = (BigInt(amount.minor) * BigInt(this.options.feeBasisPoints)) / 10_000n;
    const charge = { id: bankId('ch'), amount, fee: fee.toString(), at };
    payment.charges.push(charge);
    payment.state = 'succeeded';
    this.tell(payment, 'charge.succeeded', charge.id);
    return charge.id;
  }

  private end(payment: BankPayment, state: 'expired' | 'cancelled', at: number): void {
    payment.state = state;
    payment.ended = { state, at };
    this.tell(payment, `payment.${state}`, payment.id);
  }

  private tell(payment: BankPayment, type: string, about: string): void {
    const event = { id: bankId('evt'), type, about };
    payment.events.push(event);
    if (!payment.silent) this.send(payment, event);
    this.options.onChange();
  }

  private send(payment: BankPayment, event: BankPayment['events'][number]): void {
    this.options.tell({ ...event, payment: shown(payment) } as WireEvent, payment.webhookUrl);
  }

  private chargeOf(chargeId: string) {
    const { payment, found } = this.find('charges', chargeId);
    return { payment, charge: found };
  }

  private find<L extends 'charges' | 'refunds' | 'disputes'>(list: L, id: string) {
    for (const payment of this.all()) {
      const found = (payment[list] as BankPayment[L][number][]).find((each) => each.id === id);
      if (found) return { payment, found };
    }
    throw new BankError(404, 'not_found', `nothing of ours has this id among ${list}`);
  }

  private once<T>(key: string, order: unknown, make: () => T): T {
    const request = JSON.stringify(order);
    const before: Answered | undefined = this.state.answers.get(key);
    if (before && before.request !== request) {
      throw new BankError(409, 'idempotency_mismatch', 'the key was used with another request');
    }
    if (before) return JSON.parse(before.answer) as T;
    const answer = make();
    this.state.answers.set(key, { request, answer: JSON.stringify(answer) });
    forget(this.state.answers, 2 * this.options.keep);
    return answer;
  }
}
