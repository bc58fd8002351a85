import { expect, type TestContext } from 'vitest';
import type { Money } from '../../domain/money.ts';
import type {
  KnownRefund,
  Notice,
  PaymentProvider,
  RawWebhook,
  RefundRequest,
  RefundStarted,
  Started,
  StartRequest,
} from '../../domain/ports/payment-provider.ts';
import type { Failure, Outcome } from '../../domain/result.ts';

export type ProviderCall = 'start' | 'look' | 'refund' | 'cancel';

export type ProviderFault =
  | { readonly kind: 'error'; readonly status: number; readonly retryAfter?: number }
  /** Nothing is done and nobody answers. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'cut' }
  /** It is done, and the answer is lost. */
  | { readonly kind: 'lost_answer' }
  | { readonly kind: 'malformed' };

/**
 * What the suite needs of a provider's fake: payers, the provider's own office, and its bad days. A member
 * that is null says that this vendor has no such thing; the tests of it are then reported as skipped.
 */
export interface ProviderDriver {
  readonly provider: PaymentProvider;
  /** The same with a wrong key; null when calls carry none. */
  readonly stranger: PaymentProvider | null;
  readonly currency: string;
  /** Texts that must never show in a failure. */
  readonly secrets: readonly string[];
  /** It finds attempts by our id when its answer was lost. */
  readonly findsLost: boolean;
  /** The moment at which the provider and its vendor think they are. */
  now(): number;
  /** Attempts that the provider has made. */
  attempts(): number;
  /** What the provider has given back by all refunds that did not fail, minor units. */
  refunded(): bigint;

  pay(reference: string): Promise<void>;
  readonly decline: ((reference: string) => Promise<void>) | null;
  readonly payTwice: ((reference: string) => Promise<void>) | null;
  readonly payLess: ((reference: string, minor: bigint) => Promise<void>) | null;
  /** Only held money can be voided here, not an attempt that waits: the payer pays one that holds. */
  readonly payHeld?: (reference: string) => Promise<void>;
  /** The time of an attempt with `expiresAt` runs out. */
  readonly expire: ((reference: string) => Promise<void>) | null;

  readonly refundOutside: ((reference: string, minor: bigint) => Promise<void>) | null;
  readonly chargeBack: ((reference: string) => Promise<void>) | null;
  readonly decide: ((reference: string, state: 'won' | 'lost') => Promise<void>) | null;

  /** False: that an attempt is void is known only to who voided it. */
  readonly tellsVoids?: boolean;
  /** Its webhooks name an attempt by our id of the payment, not by its reference. */
  readonly namesByOurId?: boolean;

  /** Makes the next `times` calls go wrong. False: this provider makes no request for that call. */
  fail(call: ProviderCall, fault: ProviderFault, times: number): boolean;
  /** Its webhooks tell of payments only: refunds are learnt by asking, each by its name. */
  readonly asksForRefunds?: boolean;
  /** False: everything is in `currency`, and notices do not say so. */
  readonly namesCurrency?: boolean;
  /** The next webhook tells another sum than there was; null for who proves by `refetch`. */
  readonly lie: ((money: Money) => void) | null;

  /** Everything that was sent so far, in order. */
  webhooks(): Promise<readonly RawWebhook[]>;
  /** The same request as others would send it: other secret, changed body, no signature. None without signatures. */
  forgeries(raw: RawWebhook): Promise<readonly RawWebhook[]>;
  /** The same request, well signed but long ago; null when signatures hold no time. */
  readonly aged: ((raw: RawWebhook) => Promise<RawWebhook>) | null;
  /** Any body with the provider's own signature; null when the signature is a part of the body. */
  readonly signed: ((body: Uint8Array) => Promise<RawWebhook>) | null;
  close(): Promise<void>;
}

export function valueFrom<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.category} ${outcome.code}: ${outcome.message}`);
  return outcome.value;
}

export function failureOf(outcome: Outcome<unknown>): Failure {
  if (outcome.ok) throw new Error('it succeeded');
  return outcome;
}

export type PaymentNotice = Extract<Notice, { type: 'payment' }>;

/** A sum that every vendor takes: 1,500.00, or 150,000 of a currency without minor units. */
export const SUM = 150_000n;

let serial = 0;

/** A provider under test, with the steps that the suite repeats. */
export class Stand {
  constructor(readonly driver: ProviderDriver) {}

  get provider(): PaymentProvider {
    return this.driver.provider;
  }

  money(minor: bigint): Money {
    return { minor, currency: this.driver.currency };
  }

  /** A new attempt with ids of its own. */
  request(over: Partial<StartRequest> = {}): StartRequest {
    serial += 1;
    const paymentId = `payment-${Date.now().toString(36)}-${serial}`;
    return {
      paymentId,
      idempotencyKey: paymentId,
      kind: this.provider.can.kinds[0]!,
      amount: this.money(SUM),
      invoiceNumber: '17',
      dealId: 17,
      purpose: 'Сайт «под ключ» & логотип 🎨',
      items: [{ title: 'Сайт', quantity: 1000n, price: SUM, amount: SUM }],
      customer: { phone: '+79000000001', email: 'maria@example.com', locale: 'ru' },
      returnUrl: 'https://shop.example.com/pay/AbCdEfGhIjKlMnOpQrStUv',
      webhookUrl: `https://shop.example.com/webhooks/payments/${this.provider.id}`,
      expiresAt: null,
      ...over,
    };
  }

  async open(over: Partial<StartRequest> = {}): Promise<Started & { request: StartRequest }> {
    const request = this.request(over);
    return { ...valueFrom(await this.provider.start(request)), request };
  }

  /** An attempt that can be voided. */
  async voidable() {
    const { payHeld } = this.driver;
    if (!payHeld) return this.open();
    const opened = await this.open({ kind: 'card', hold: true });
    await payHeld(opened.reference);
    return opened;
  }

  /** An attempt that was paid, with its charge. */
  async paid() {
    const opened = await this.open();
    await this.driver.pay(opened.reference);
    const [charge] = await this.charges(opened.reference, opened.request);
    return { ...opened, charge: charge! };
  }

  /** Refunds that the till has asked for and that were answered, by the reference of their attempt. */
  readonly refunds = new Map<string, KnownRefund[]>();

  look(reference: string | null, { paymentId, idempotencyKey }: StartRequest) {
    const refunds = this.refunds.get(reference ?? '') ?? [];
    return this.provider.look({ reference, paymentId, idempotencyKey, refunds });
  }

  /** What the till remembers of a refund that was answered. */
  note(request: RefundRequest, { refundReference }: RefundStarted): void {
    const { reference, refundId, chargeId, amount } = request;
    const known = this.refunds.get(reference) ?? [];
    if (known.some((each) => each.refundReference === refundReference)) return;
    this.refunds.set(reference, [...known, { refundId, refundReference, chargeId, amount }]);
  }

  /** What the provider's webhooks told; every one of them must be acknowledged. */
  async told(): Promise<Notice[]> {
    const notices: Notice[] = [];
    for (const raw of await this.driver.webhooks()) {
      const reading = await this.provider.readWebhook(raw);
      if (!reading.ok) throw new Error(`refused: ${reading.status} ${reading.reason}`);
      expect(reading.acknowledge.status).toBe(200);
      notices.push(...reading.notices);
    }
    return notices;
  }

  /** The attempts that a webhook tells of, or points at: references and our ids of payments. */
  async about(raw: RawWebhook): Promise<ReadonlySet<string | null>> {
    const reading = await this.provider.readWebhook(raw);
    if (!reading.ok) throw new Error(`refused: ${reading.status} ${reading.reason}`);
    const told = [...reading.notices, ...(reading.hints ?? [])];
    return new Set(told.flatMap(({ reference, paymentId }) => [reference, paymentId]));
  }

  /** The last webhook of those that tell of an attempt. */
  async webhookOf({ reference, request }: { reference: string; request: StartRequest }): Promise<RawWebhook> {
    for (const raw of (await this.driver.webhooks()).toReversed()) {
      const about = await this.about(raw);
      if (about.has(reference) || about.has(request.paymentId)) return raw;
    }
    throw new Error(`no webhook tells of ${reference}`);
  }

  /** What the till learns of an attempt: by webhook where that is proof, else by asking. */
  async learn(reference: string, request: StartRequest): Promise<Notice[]> {
    const told = await this.told();
    if (this.provider.can.proof === 'signature') {
      if (!this.driver.namesByOurId) return told.filter((each) => each.reference === reference);
      const own = told.filter((each) => each.paymentId === request.paymentId);
      return own.map((each) => ({ ...each, reference }));
    }
    return [...valueFrom(await this.look(reference, request))];
  }

  async charges(reference: string, request: StartRequest): Promise<PaymentNotice[]> {
    const learnt = await this.learn(reference, request);
    return learnt.filter(
      (each): each is PaymentNotice => each.type === 'payment' && each.state === 'succeeded',
    );
  }

  /** Plans a fault, or leaves the test when this provider makes no request for that call. */
  fail(context: TestContext, call: ProviderCall, fault: ProviderFault, times = 1): void {
    if (!this.driver.fail(call, fault, times)) context.skip(`${call} makes no request`);
  }
}

/** Whatever was already told has the same key when it is asked for, and the same money. */
export function expectSameNews(told: readonly Notice[], looked: readonly Notice[]): void {
  for (const notice of told) {
    const { eventKey, amount, chargeId } = notice;
    expect(looked).toContainEqual(expect.objectContaining({ eventKey, amount, chargeId }));
  }
}
