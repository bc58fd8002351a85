import { type Money, money } from '../../domain/money.ts';
import type { Notice, PaymentProvider, StartRequest } from '../../domain/ports/payment-provider.ts';
import { done, type Failure, type Outcome } from '../../domain/result.ts';
import type { Chance } from './seeded.ts';

export interface Charge {
  readonly id: string;
  readonly amount: Money;
}

export interface BankRefund {
  readonly id: string;
  readonly chargeId: string;
  readonly refundId: string | null;
  readonly amount: Money;
  state: 'pending' | 'succeeded' | 'failed';
}

export interface BankDispute {
  readonly id: string;
  readonly chargeId: string;
  readonly amount: Money;
  state: 'open' | 'won' | 'lost';
}

/** One attempt as the bank has it. Its `notices` are everything that ever happened to it, in order. */
export interface Attempt {
  readonly reference: string;
  readonly request: StartRequest;
  state: 'pending' | 'succeeded' | 'cancelled' | 'expired';
  readonly charges: Charge[];
  readonly refunds: BankRefund[];
  readonly disputes: BankDispute[];
  readonly notices: Notice[];
  /** Its money came, and nobody was told. */
  hushed: boolean;
}

export interface BankWorld {
  readonly chance: Chance;
  now(): number;
  /** Out of a hundred calls, how many go wrong. */
  faults(): number;
}

type PaymentState = Extract<Notice, { type: 'payment' }>['state'];

/** A bank that keeps its books right whatever happens to its answers and its letters. */
export class SimulatedBank {
  readonly attempts: Attempt[] = [];
  /** Webhooks that are not delivered yet. */
  mail: Notice[] = [];
  private serial = 0;

  constructor(private readonly world: BankWorld) {}

  /** The bank behind the port, as a process with this `step` between its words sees it. */
  provider(step: () => Promise<void>): PaymentProvider {
    const call = <T>(make: () => Outcome<T>, reads = false): Promise<Outcome<T>> =>
      this.call(step, make, reads);
    return {
      id: 'bank',
      can: {
        kinds: ['sbp', 'card'],
        currencies: null,
        refund: 'part',
        cancel: true,
        hold: false,
        receipts: false,
        proof: 'signature',
      },
      start: (request) => call(() => this.start(request)),
      look: ({ reference, paymentId }) =>
        call(() => {
          const found = this.attempts.find(
            (each) => each.reference === reference || (!reference && each.request.paymentId === paymentId),
          );
          return found ? done([...found.notices]) : failure('not_found');
        }, true),
      readWebhook: async ({ body }) => ({
        ok: true,
        notices: [this.letter(new TextDecoder().decode(body))],
        acknowledge: { status: 200, body: 'ok' },
      }),
      refund: ({ refundId, chargeId, amount }) =>
        call(() => {
          const known = this.attempts
            .flatMap(({ refunds }) => refunds)
            .find((each) => each.refundId === refundId);
          const made = known ?? this.refund(chargeId, amount.minor, refundId);
          if (!made) return failure('refused');
          // The answer of a repeat is the first one's, also when the refund has failed since.
          return done({
            refundReference: made.id,
            state: made.state === 'succeeded' ? 'succeeded' : 'pending',
          });
        }),
      cancel: (reference) =>
        call(() => {
          const attempt = this.attempts.find((each) => each.reference === reference);
          if (!attempt || attempt.state === 'succeeded') return failure('refused');
          if (attempt.state === 'pending') this.end(attempt, 'cancelled');
          return done(null);
        }),
    };
  }

  /** Money comes in, whatever the state: people pay late, twice and too little. */
  pay(attempt: Attempt, amount: Money, silent: boolean): void {
    const charge = { id: this.id('ch'), amount };
    attempt.charges.push(charge);
    attempt.state = 'succeeded';
    this.tell(attempt, this.payment(attempt, 'succeeded', `payment:${charge.id}`, charge), silent);
  }

  decline(attempt: Attempt): void {
    if (attempt.state !== 'pending') return;
    this.tell(attempt, this.payment(attempt, 'failed', `payment:${this.id('dc')}`));
  }

  end(attempt: Attempt, state: 'cancelled' | 'expired'): void {
    attempt.state = state;
    this.tell(attempt, this.payment(attempt, state, `payment:${attempt.reference}`));
  }

  /** Never more than is left of the charge; null when it is too much. */
  refund(chargeId: string, minor: bigint, refundId: string | null): BankRefund | null {
    const attempt = this.attempts.find(({ charges }) => charges.some(({ id }) => id === chargeId));
    const charge = attempt?.charges.find(({ id }) => id === chargeId);
    if (!attempt || !charge || minor <= 0n || minor > leftOf(attempt, charge)) return null;
    const amount = money(minor, charge.amount.currency);
    const state = this.world.chance.percent(40) ? 'pending' : 'succeeded';
    const refund: BankRefund = { id: this.id('re'), chargeId, refundId, amount, state };
    attempt.refunds.push(refund);
    this.tell(attempt, this.refunded(attempt, refund));
    return refund;
  }

  finish(attempt: Attempt, refund: BankRefund, state: 'succeeded' | 'failed'): void {
    if (refund.state !== 'pending') return;
    refund.state = state;
    this.tell(attempt, this.refunded(attempt, refund));
  }

  chargeBack(attempt: Attempt, charge: Charge): void {
    const minor = leftOf(attempt, charge);
    if (minor <= 0n) return;
    const amount = money(minor, charge.amount.currency);
    const dispute: BankDispute = { id: this.id('dp'), chargeId: charge.id, amount, state: 'open' };
    attempt.disputes.push(dispute);
    this.tell(attempt, this.disputed(attempt, dispute));
  }

  decide(attempt: Attempt, dispute: BankDispute, state: 'won' | 'lost'): void {
    if (dispute.state !== 'open') return;
    dispute.state = state;
    this.tell(attempt, this.disputed(attempt, dispute));
  }

  /** Expires what is over by now. */
  tick(): void {
    for (const attempt of this.attempts) {
      const { expiresAt } = attempt.request;
      if (attempt.state === 'pending' && expiresAt !== null && expiresAt <= this.world.now())
        this.end(attempt, 'expired');
    }
  }

  private start(
    request: StartRequest,
  ): Outcome<{ reference: string; url: string; qr: null; expiresAt: number | null }> {
    const known = this.attempts.find((each) => each.request.idempotencyKey === request.idempotencyKey);
    const reference = known?.reference ?? this.id('pay');
    if (!known)
      this.attempts.push({
        reference,
        request,
        state: 'pending',
        charges: [],
        refunds: [],
        disputes: [],
        notices: [],
        hushed: false,
      });
    return done({
      reference,
      url: `https://bank.example/${reference}`,
      qr: null,
      expiresAt: request.expiresAt,
    });
  }

  private async call<T>(
    step: () => Promise<void>,
    make: () => Outcome<T>,
    reads: boolean,
  ): Promise<Outcome<T>> {
    const { chance, faults } = this.world;
    await step();
    const lost = failure(reads ? 'unavailable' : 'unknown');
    if (chance.percent(faults())) return chance.percent(30) ? failure('rate_limited') : lost;
    this.tick();
    const outcome = make();
    await step();
    return chance.percent(faults()) ? lost : outcome;
  }

  private tell(attempt: Attempt, notice: Notice, silent = false): void {
    attempt.notices.push(notice);
    attempt.hushed ||= silent;
    if (!silent) this.mail.push(notice);
  }

  private letter(eventKey: string): Notice {
    const found = this.attempts.flatMap(({ notices }) => notices).find((each) => each.eventKey === eventKey);
    if (!found) throw new Error('the bank wrote no such letter');
    return found;
  }

  private payment(attempt: Attempt, state: PaymentState, key: string, charge?: Charge): Notice {
    return {
      ...this.about(attempt),
      type: 'payment',
      eventKey: `${key}:${state}`,
      state,
      chargeId: charge?.id ?? null,
      amount: charge?.amount ?? attempt.request.amount,
      fee: charge ? money(charge.amount.minor / 100n, charge.amount.currency) : null,
      reason: state === 'failed' ? 'insufficient_funds' : null,
    };
  }

  private refunded(attempt: Attempt, { id, chargeId, refundId, state, amount }: BankRefund): Notice {
    const about = { ...this.about(attempt), chargeId, refundReference: id, refundId, reason: null };
    return { ...about, type: 'refund', eventKey: `refund:${id}:${state}`, state, amount };
  }

  private disputed(attempt: Attempt, { id, chargeId, state, amount }: BankDispute): Notice {
    const about = { ...this.about(attempt), chargeId, disputeReference: id };
    return { ...about, type: 'dispute', eventKey: `dispute:${id}:${state}`, state, amount };
  }

  private about({ reference, request }: Attempt) {
    return { reference, paymentId: request.paymentId, at: this.world.now() };
  }

  private id(prefix: string): string {
    return `${prefix}_${++this.serial}`;
  }
}

/** What may still go back of a charge, minor units. */
function leftOf(attempt: Attempt, charge: Charge): bigint {
  const gone = [
    ...attempt.refunds.filter(({ chargeId, state }) => chargeId === charge.id && state !== 'failed'),
    ...attempt.disputes.filter(({ chargeId, state }) => chargeId === charge.id && state !== 'won'),
  ];
  return charge.amount.minor - gone.reduce((sum, { amount }) => sum + amount.minor, 0n);
}

function failure(category: Failure['category']): Failure {
  const retryable = category !== 'refused' && category !== 'not_found';
  return { ok: false, category, retryable, code: category, message: 'as it was planned' };
}
