import type { WireEvent, WirePayment } from './wire.ts';

/** A payment inside the practice bank, with what its API does not show. */
export interface BankPayment extends WirePayment {
  webhookUrl: string;
  returnUrl: string;
  /** It tells nobody anything: the lost webhook. */
  silent: boolean;
}

/** A refusal in the bank's own form. */
export class BankError extends Error {
  constructor(
    readonly status: 400 | 404 | 409,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface BankOptions {
  readonly now: () => number;
  /** Share that the bank keeps, in hundredths of a percent: 250 is 2.5 %. */
  readonly feeBasisPoints?: number;
  /** Told of every event of a payment that is not silent. */
  readonly tell: (event: WireEvent, webhookUrl: string) => void;
  /** Told after every change. */
  readonly onChange?: () => void;
}

/** Oldest payments are forgotten beyond this many. */
const KEPT = 5_000;

/** The bank's books: everything that its API and its pages can do, without HTTP. */
export function createBooks(options: BankOptions) {
  let payments = new Map<string, BankPayment>();
  let answers = new Map<string, { body: string; answer: string }>();

  const id = (prefix: string): string => `${prefix}_${crypto.randomUUID().replaceAll('-', '').slice(0, 20)}`;
  const get = (reference: string): BankPayment => {
    const payment = payments.get(reference);
    if (!payment) throw new BankError(404, 'not_found', 'there is no such payment');
    return expire(payment);
  };
  const tell = (payment: BankPayment, type: string, about: string): void => {
    options.onChange?.();
    if (!payment.silent) options.tell({ id: id('evt'), type, about, payment: shown(payment) }, payment.webhookUrl);
  };
  const expire = (payment: BankPayment): BankPayment => {
    if (payment.state === 'pending' && payment.expiresAt !== null && payment.expiresAt < options.now()) {
      payment.state = 'expired';
      tell(payment, 'payment.expired', '');
    }
    return payment;
  };
  const once = <T>(key: string, body: unknown, make: () => T): T => {
    const text = JSON.stringify(body);
    const before = answers.get(key);
    if (before && before.body !== text) throw new BankError(409, 'idempotency_mismatch', 'the key was used with another request');
    if (before) return JSON.parse(before.answer) as T;
    const answer = make();
    answers.set(key, { body: text, answer: JSON.stringify(answer) });
    if (answers.size > 2 * KEPT) answers.delete(answers.keys().next().value ?? '');
    return answer;
  };
  const chargeOf = (chargeId: string) => {
    for (const payment of payments.values()) {
      const charge = payment.charges.find((each) => each.id === chargeId);
      if (charge) return { payment, charge };
    }
    throw new BankError(404, 'not_found', 'there is no such charge');
  };

  return {
    all: (): readonly BankPayment[] => [...payments.values()],
    get,
    byPaymentId: (paymentId: string): BankPayment[] => [...payments.values()].filter((each) => each.paymentId === paymentId).map(expire),

    /** Repeatable: the same key and request give the same payment. */
    create: (key: string, body: Omit<BankPayment, 'id' | 'state' | 'url' | 'createdAt' | 'charges' | 'declines' | 'refunds' | 'disputes' | 'silent'>, urlOf: (id: string) => string): WirePayment =>
      once(`create:${key}`, body, () => {
        const reference = id('pay');
        const lists = { charges: [], declines: [], refunds: [], disputes: [] };
        const made: BankPayment = { ...body, ...lists, id: reference, state: 'pending', url: urlOf(reference), createdAt: options.now(), silent: false };
        payments.set(reference, made);
        if (payments.size > KEPT) payments.delete(payments.keys().next().value ?? '');
        options.onChange?.();
        return shown(made);
      }),

    /** Money comes in, whatever the state: people pay late and twice. `minor` as text; the whole sum when not given. */
    pay: (reference: string, minor?: string, currency?: string): void => {
      const payment = get(reference);
      const amount = { minor: minor ?? payment.amount.minor, currency: currency ?? payment.amount.currency };
      const fee = (BigInt(amount.minor) * BigInt(options.feeBasisPoints ?? 0)) / 10_000n;
      const charge = { id: id('ch'), amount, fee: fee.toString(), at: options.now() };
      payment.charges.push(charge);
      payment.state = 'succeeded';
      tell(payment, 'charge.succeeded', charge.id);
    },

    decline: (reference: string, reason: string): void => {
      const payment = get(reference);
      payment.declines.push({ reason, at: options.now() });
      tell(payment, 'payment.declined', String(payment.declines.length - 1));
    },

    silence: (reference: string): void => {
      get(reference).silent = true;
    },

    cancel: (reference: string): WirePayment => {
      const payment = get(reference);
      if (payment.state === 'succeeded') throw new BankError(409, 'already_paid', 'the payment is paid');
      if (payment.state === 'pending') {
        payment.state = 'cancelled';
        tell(payment, 'payment.cancelled', '');
      }
      return shown(payment);
    },

    /** Never more than was charged less what was refunded. Without a key it is made in the bank's own office. */
    refund: (key: string | null, request: { chargeId: string; amount: { minor: string; currency: string }; refundId: string | null }) => {
      const make = () => {
        const { payment, charge } = chargeOf(request.chargeId);
        const back = payment.refunds.filter((each) => each.chargeId === charge.id && each.state !== 'failed');
        const left = BigInt(charge.amount.minor) - back.reduce((sum, each) => sum + BigInt(each.amount.minor), 0n);
        if (request.amount.currency !== charge.amount.currency) throw new BankError(400, 'wrong_currency', 'another currency than the charge');
        if (BigInt(request.amount.minor) > left) throw new BankError(409, 'too_much', `only ${left} is left to refund`);
        const refund = { id: id('re'), chargeId: charge.id, refundId: request.refundId, state: 'succeeded' as const, amount: request.amount, at: options.now() };
        payment.refunds.push(refund);
        tell(payment, 'refund.succeeded', refund.id);
        return refund;
      };
      return key === null ? make() : once(`refund:${key}`, request, make);
    },

    chargeBack: (chargeId: string): void => {
      const { payment, charge } = chargeOf(chargeId);
      const dispute = { id: id('dp'), chargeId, state: 'open' as const, amount: charge.amount, at: options.now() };
      payment.disputes.push(dispute);
      tell(payment, 'dispute.open', dispute.id);
    },

    decideDispute: (disputeId: string, state: 'won' | 'lost'): void => {
      for (const payment of payments.values()) {
        const dispute = payment.disputes.find((each) => each.id === disputeId && each.state === 'open');
        if (!dispute) continue;
        dispute.state = state;
        tell(payment, `dispute.${state}`, dispute.id);
      }
    },

    /** Tells everything that happened once more, also for one that was silent. */
    repeat: (reference: string): void => {
      const payment = get(reference);
      payment.silent = false;
      for (const [index] of payment.declines.entries()) tell(payment, 'payment.declined', String(index));
      for (const charge of payment.charges) tell(payment, 'charge.succeeded', charge.id);
      for (const refund of payment.refunds) tell(payment, `refund.${refund.state}`, refund.id);
      for (const dispute of payment.disputes) tell(payment, `dispute.${dispute.state}`, dispute.id);
    },

    snapshot: (): string => JSON.stringify({ payments: [...payments], answers: [...answers] }),
    /** @throws SyntaxError for text that `snapshot` did not give. */
    restore: (text: string): void => {
      const saved = JSON.parse(text) as { payments: [string, BankPayment][]; answers: [string, { body: string; answer: string }][] };
      payments = new Map(saved.payments);
      answers = new Map(saved.answers);
    },
  };
}

export type Books = ReturnType<typeof createBooks>;

/** What the API shows, as a copy: later changes must not reach into an event on its way. */
export function shown({ webhookUrl: _w, returnUrl: _r, silent: _s, ...payment }: BankPayment): WirePayment {
  return structuredClone(payment);
}
