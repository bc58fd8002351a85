import type Stripe from 'stripe';
import type { z } from 'zod';
import type { BookRecord, Notice, PaymentProvider } from '../../../domain/ports/payment-provider.ts';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import type { StripeClient } from './client.ts';
import { OURS, toPaymentRecord, toRefundRecord } from './convert.ts';
import { type Attempt, type Owner, ownerOf, toNotices } from './notices.ts';
import {
  listOf,
  type WireIntent,
  type WireSession,
  wireCharge,
  wireDispute,
  wireIntent,
  wireRefund,
  wireSession,
} from './wire.ts';

type Signal = AbortSignal | undefined;
type LookKey = Parameters<PaymentProvider['look']>[0];

/** A session lives a day, and Stripe keeps its key as long; twice that is looked through. Milliseconds. */
const LOST_FOR = 2 * 24 * 3_600_000;
const PAGE = 100;
const MOST_PAGES = 100;
const EXPANDED = 'latest_charge.balance_transaction';

/** Calls that change nothing. */
export class Lookup {
  constructor(
    private readonly call: StripeClient,
    private readonly now: () => number,
  ) {}

  async look(key: LookKey, signal: Signal): Promise<Outcome<readonly Notice[]>> {
    const found = await this.find(key, signal);
    const known = found.ok ? await this.attempt(found.value, signal) : found;
    return known.ok ? done(toNotices(known.value)) : known;
  }

  session(reference: string, signal: Signal): Promise<Outcome<WireSession>> {
    return this.read(wireSession, (stripe) => stripe.checkout.sessions.retrieve(reference), signal);
  }

  intent(id: string, signal?: Signal): Promise<Outcome<WireIntent>> {
    return this.read(wireIntent, (s) => s.paymentIntents.retrieve(id, { expand: [EXPANDED] }), signal);
  }

  /** The newest session of a payment of ours; null when none was made in the last two days. */
  sessionOf(paymentId: string, signal: Signal): Promise<Outcome<WireSession | null>> {
    const created = this.since();
    return first(
      (page) => this.read(listOf(wireSession), (s) => s.checkout.sessions.list({ created, ...page }), signal),
      ({ metadata }) => metadata[OURS.paymentId] === paymentId,
    );
  }

  /** Whose the money of a payment intent is; null when it is not ours. */
  async ownerOf(intentId: string, signal?: Signal): Promise<Outcome<Owner | null>> {
    const of = { payment_intent: intentId, limit: 1 };
    const listed = await this.read(listOf(wireSession), (s) => s.checkout.sessions.list(of), signal);
    if (!listed.ok) return listed;
    const [made] = listed.value.data;
    if (made) return done(made.metadata[OURS.paymentId] ? ownerOf(made) : null);
    const money = await this.intent(intentId, signal);
    if (!money.ok) return money;
    return done(money.value.metadata[OURS.origin] === 'saved' ? ownerOf(money.value) : null);
  }

  async list(from: number, to: number, signal: Signal): Promise<Outcome<readonly BookRecord[]>> {
    const created = { gte: Math.floor(from / 1000), lt: Math.ceil(to / 1000) };
    const fees = { expand: ['data.balance_transaction'] };
    const charges = await all((page) =>
      this.read(listOf(wireCharge), (s) => s.charges.list({ created, ...fees, ...page }), signal),
    );
    if (!charges.ok) return charges;
    const refunds = await all((page) =>
      this.read(listOf(wireRefund), (s) => s.refunds.list({ created, ...page }), signal),
    );
    if (!refunds.ok) return refunds;
    const records = [...charges.value.map(toPaymentRecord), ...refunds.value.map(toRefundRecord)];
    const within = records.flatMap((each) => (each && each.at >= from && each.at < to ? each : []));
    return done(within.sort((a, b) => a.at - b.at));
  }

  private read<T>(answer: z.ZodType<T>, ask: (stripe: Stripe) => Promise<unknown>, signal: Signal) {
    return this.call({ changes: false, ask, answer, signal });
  }

  private since() {
    return { gte: Math.floor((this.now() - LOST_FOR) / 1000) };
  }

  /** A session, or the id of a payment intent without one. */
  private async find(key: LookKey, signal: Signal): Promise<Outcome<WireSession | string>> {
    if (key.reference?.startsWith('pi_')) return done(key.reference);
    if (key.reference) return this.session(key.reference, signal);
    const made = await this.sessionOf(key.paymentId, signal);
    if (!made.ok) return made;
    if (made.value) return done(made.value);
    const created = this.since();
    const charged = await first(
      (page) => this.read(listOf(wireIntent), (s) => s.paymentIntents.list({ created, ...page }), signal),
      ({ metadata }) => metadata[OURS.paymentId] === key.paymentId && metadata[OURS.origin] === 'saved',
    );
    if (!charged.ok) return charged;
    return charged.value ? done(charged.value.id) : neverMade();
  }

  private async attempt(found: WireSession | string, signal: Signal): Promise<Outcome<Attempt>> {
    const session = typeof found === 'string' ? null : found;
    const id = typeof found === 'string' ? found : found.payment_intent;
    if (!id) return done({ session, intent: null, charges: [], refunds: [], disputes: [] });
    const of = { payment_intent: id, limit: PAGE };
    const [intent, charges, refunds, disputes] = await Promise.all([
      this.intent(id, signal),
      this.read(listOf(wireCharge), (stripe) => stripe.charges.list(of), signal),
      all((page) => this.read(listOf(wireRefund), (s) => s.refunds.list({ ...of, ...page }), signal)),
      this.read(listOf(wireDispute), (stripe) => stripe.disputes.list(of), signal),
    ]);
    if (!intent.ok) return intent;
    if (!charges.ok) return charges;
    if (!refunds.ok) return refunds;
    if (!disputes.ok) return disputes;
    const lists = { charges: charges.value.data, refunds: refunds.value, disputes: disputes.value.data };
    return done({ session, intent: intent.value, ...lists });
  }
}

type Page = { readonly limit: number; readonly starting_after?: string };
type Listed<T> = Outcome<{ readonly data: T[]; readonly has_more: boolean }>;

/** Newest first, page by page, until one fits. A list that is too long is no proof that there is none. */
async function first<T extends { id: string }>(
  ask: (page: Page) => Promise<Listed<T>>,
  fits: (item: T) => boolean,
): Promise<Outcome<T | null>> {
  let page: Page = { limit: PAGE };
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const listed = await ask(page);
    if (!listed.ok) return listed;
    const found = listed.value.data.find(fits);
    if (found) return done(found);
    const last = listed.value.data.at(-1);
    if (!listed.value.has_more || !last) return done(null);
    page = { limit: PAGE, starting_after: last.id };
  }
  return tooMuch();
}

async function all<T extends { id: string }>(ask: (page: Page) => Promise<Listed<T>>): Promise<Outcome<T[]>> {
  const items: T[] = [];
  const gone = await first(ask, (item) => {
    items.push(item);
    return false;
  });
  return gone.ok ? done(items) : gone;
}

function tooMuch(): Failure {
  const message = 'the list at Stripe is too long to be looked through';
  return { ok: false, category: 'unavailable', retryable: false, code: 'too_much', message };
}

function neverMade(): Failure {
  const message = 'nothing with our id of the payment';
  return { ok: false, category: 'not_found', retryable: false, code: 'not_found', message };
}
