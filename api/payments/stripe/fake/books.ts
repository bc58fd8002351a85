import { MoneyBack } from './money-back.ts';
import {
  emptyState,
  type FakeCharge,
  type FakeIntent,
  type FakeSession,
  type FakeState,
  fakeId,
  fromText,
  type Order,
  StripeProblem,
  toText,
} from './state.ts';

export interface BookOptions {
  readonly now: () => number;
  /** Oldest sessions are forgotten beyond this many. */
  readonly keep: number;
  readonly tell: (type: string, object: object) => void;
  readonly onChange: () => void;
}

/** Everything that happens inside Stripe, without HTTP. Throws `StripeProblem`. */
export class Books {
  state: FakeState = emptyState();

  /** Refunds and disputes. */
  readonly back: MoneyBack;

  constructor(private readonly options: BookOptions) {
    this.back = new MoneyBack(this, (type, object) => this.tell(type, object));
  }

  seconds(): number {
    return Math.floor(this.options.now() / 1000);
  }

  session(id: string): FakeSession {
    this.tick();
    return this.find('sessions', id, 'checkout.session');
  }

  open(
    order: Order,
    fields: Omit<FakeSession, 'id' | 'object' | 'status' | 'payment_status' | 'payment_intent'>,
  ) {
    const id = fakeId('cs_test');
    const fixed = { object: 'checkout.session', status: 'open', payment_status: 'unpaid' } as const;
    const url = `${fields.url}/${id}`;
    const session: FakeSession = { ...fields, ...fixed, id, url, payment_intent: null };
    this.state.sessions.set(id, session);
    this.state.orders.set(id, order);
    this.forget();
    this.options.onChange();
    return session;
  }

  expire(id: string): FakeSession {
    const session = this.session(id);
    if (session.status !== 'open') {
      const message = `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`;
      throw new StripeProblem(400, message);
    }
    this.end(session);
    return session;
  }

  /** The customer pays on the page. */
  pay(id: string): FakeIntent {
    const session = this.payable(id);
    const order = this.find('orders', id, 'order');
    const intent = this.intentOf(session);
    if (order.save) {
      session.customer = fakeId('cus');
      intent.customer = session.customer;
      intent.payment_method = fakeId('pm');
      this.state.methods.set(intent.payment_method, session.customer);
    }
    session.status = 'complete';
    session.url = null;
    if (!order.hold) session.payment_status = 'paid';
    this.charge(intent);
    this.tell('checkout.session.completed', session);
    return intent;
  }

  /** A declined try; the page stays open. */
  decline(id: string, reason = 'insufficient_funds'): void {
    this.fail(this.intentOf(this.payable(id)), reason);
  }

  /** A charge without the customer. @throws StripeProblem 402 for a method that the bank declines. */
  chargeSaved(
    fields: Pick<FakeIntent, 'amount' | 'currency' | 'capture_method' | 'description' | 'metadata'>,
    by: { customer: string; method: string },
  ) {
    if (this.state.methods.get(by.method) !== by.customer) {
      const words = { code: 'resource_missing', param: 'payment_method' };
      throw new StripeProblem(400, `No such PaymentMethod: '${by.method}'`, words);
    }
    const intent = this.newIntent(fields);
    Object.assign(intent, { customer: by.customer, payment_method: by.method });
    if (this.declining.has(by.method)) {
      this.fail(intent, 'insufficient_funds');
      const words = { type: 'card_error', code: 'card_declined', decline_code: 'insufficient_funds' };
      throw new StripeProblem(402, 'Your card has insufficient funds.', words);
    }
    this.charge(intent);
    return intent;
  }

  /** Saved methods that the bank declines from now on. */
  readonly declining = new Set<string>();

  capture(id: string, amount: number | null): FakeIntent {
    const intent = this.find('intents', id, 'payment_intent');
    const charge = intent.latest_charge ? this.state.charges.get(intent.latest_charge) : undefined;
    if (intent.status !== 'requires_capture' || !charge) throw unexpected(intent, 'captured');
    const taken = amount ?? intent.amount_capturable;
    if (taken > intent.amount_capturable) {
      const message = 'The amount to capture is greater than the amount you can capture for this charge.';
      throw new StripeProblem(400, message, { code: 'amount_too_large', param: 'amount_to_capture' });
    }
    Object.assign(charge, { captured: true, amount_captured: taken, balance_transaction: fakeId('txn') });
    Object.assign(intent, { status: 'succeeded', amount_received: taken, amount_capturable: 0 });
    for (const session of this.state.sessions.values())
      if (session.payment_intent === id) session.payment_status = 'paid';
    this.tell('charge.captured', charge);
    this.tell('payment_intent.succeeded', intent);
    return intent;
  }

  cancelIntent(id: string): FakeIntent {
    const intent = this.find('intents', id, 'payment_intent');
    if (intent.status === 'succeeded' || intent.status === 'canceled') throw unexpected(intent, 'canceled');
    Object.assign(intent, { status: 'canceled', canceled_at: this.seconds(), amount_capturable: 0 });
    this.tell('payment_intent.canceled', intent);
    return intent;
  }

  find<L extends keyof FakeState>(list: L, id: string, name: string) {
    const found = this.state[list].get(id);
    if (found) return found as FakeState[L] extends Map<string, infer T> ? T : never;
    throw new StripeProblem(404, `No such ${name}: '${id}'`, { code: 'resource_missing', param: 'id' });
  }

  /** Ends sessions whose time is over. */
  tick(): void {
    const now = this.seconds();
    for (const session of this.state.sessions.values())
      if (session.status === 'open' && session.expires_at <= now) this.end(session);
  }

  /** When `tick` has something to do next, milliseconds; null when never. */
  nextDue(): number | null {
    let first: number | null = null;
    for (const { status, expires_at } of this.state.sessions.values())
      if (status === 'open' && (first === null || expires_at * 1000 < first)) first = expires_at * 1000;
    return first;
  }

  snapshot(): string {
    return toText(this.state);
  }

  restore(text: string): void {
    this.state = fromText(text);
    this.options.onChange();
  }

  private payable(id: string): FakeSession {
    const session = this.session(id);
    if (session.status !== 'open') throw new StripeProblem(400, 'This Checkout Session is no longer open.');
    return session;
  }

  private intentOf(session: FakeSession): FakeIntent {
    if (session.payment_intent) return this.find('intents', session.payment_intent, 'payment_intent');
    const { hold, metadata, name } = this.find('orders', session.id, 'order');
    const intent = this.newIntent({
      amount: session.amount_total,
      currency: session.currency,
      capture_method: hold ? 'manual' : 'automatic',
      description: name,
      metadata,
    });
    session.payment_intent = intent.id;
    return intent;
  }

  private newIntent(
    fields: Pick<FakeIntent, 'amount' | 'currency' | 'capture_method' | 'description' | 'metadata'>,
  ) {
    const intent: FakeIntent = {
      ...fields,
      id: fakeId('pi'),
      object: 'payment_intent',
      status: 'requires_payment_method',
      amount_received: 0,
      amount_capturable: 0,
      customer: null,
      payment_method: null,
      latest_charge: null,
      last_payment_error: null,
      canceled_at: null,
      created: this.seconds(),
    };
    this.state.intents.set(intent.id, intent);
    return intent;
  }

  private charge(intent: FakeIntent): void {
    const now = intent.capture_method === 'automatic';
    intent.payment_method ??= fakeId('pm');
    const charge = this.newCharge(intent, null, now);
    intent.last_payment_error = null;
    if (now) Object.assign(intent, { status: 'succeeded', amount_received: intent.amount });
    else Object.assign(intent, { status: 'requires_capture', amount_capturable: intent.amount });
    this.tell('charge.succeeded', charge);
    this.tell(now ? 'payment_intent.succeeded' : 'payment_intent.amount_capturable_updated', intent);
  }

  private fail(intent: FakeIntent, reason: string): void {
    const charge = this.newCharge(intent, reason, false);
    const words = { code: 'card_declined', decline_code: reason, charge: charge.id };
    intent.last_payment_error = { type: 'card_error', message: 'Your card was declined.', ...words };
    this.tell('charge.failed', charge);
    this.tell('payment_intent.payment_failed', intent);
  }

  private newCharge(intent: FakeIntent, failure: string | null, captured: boolean): FakeCharge {
    const card: Record<string, unknown> = { brand: 'visa', last4: '4242' };
    if (intent.capture_method === 'manual') card.capture_before = this.seconds() + 7 * 86_400;
    const charge: FakeCharge = {
      id: fakeId('ch'),
      object: 'charge',
      amount: intent.amount,
      amount_captured: captured ? intent.amount : 0,
      amount_refunded: 0,
      currency: intent.currency,
      status: failure ? 'failed' : 'succeeded',
      captured,
      disputed: false,
      refunded: false,
      created: this.seconds(),
      payment_intent: intent.id,
      failure_code: failure ? 'card_declined' : null,
      outcome: { reason: failure },
      payment_method_details: { type: 'card', card },
      balance_transaction: captured ? fakeId('txn') : null,
      metadata: intent.metadata,
    };
    this.state.charges.set(charge.id, charge);
    intent.latest_charge = charge.id;
    return charge;
  }

  private end(session: FakeSession): void {
    Object.assign(session, { status: 'expired', url: null });
    this.tell('checkout.session.expired', session);
  }

  private tell(type: string, object: object): void {
    this.options.tell(type, structuredClone(object));
    this.options.onChange();
  }

  private forget(): void {
    const { sessions, orders } = this.state;
    for (const id of sessions.keys()) {
      if (sessions.size <= this.options.keep) return;
      sessions.delete(id);
      orders.delete(id);
    }
  }
}

function unexpected(intent: FakeIntent, wish: string): StripeProblem {
  const message = `This PaymentIntent could not be ${wish} because it has a status of ${intent.status}.`;
  return new StripeProblem(400, message, { code: 'payment_intent_unexpected_state' });
}
