import { z } from 'zod';
import type { Notice, RawWebhook, WebhookReading } from '../../../domain/ports/payment-provider.ts';
import type { Outcome } from '../../../domain/result.ts';
import { OURS } from './convert.ts';
import { stripeLibrary } from './library.ts';
import {
  declines,
  disputed,
  intentNotices,
  type Owner,
  ownerOf,
  refunded,
  type SavedMethod,
  savedOf,
  sessionNotices,
} from './notices.ts';
import { type WireIntent, wireDispute, wireEvent, wireIntent, wireRefund, wireSession } from './wire.ts';

const SIGNATURE_HEADER = 'stripe-signature';
/** A webhook that was signed longer ago is a replay. Seconds; Stripe's own default. */
const TOLERANCE = 300;
/** The library takes looser ones too, and throws another error for some of them. */
const HEADER = /^t=\d{1,12}(?:,v\d+=[0-9a-f]{1,128})+$/;

/** What an event does not tell and Stripe must be asked for. */
export interface WebhookQuestions {
  ownerOf(intentId: string): Promise<Outcome<Owner | null>>;
  intent(id: string): Promise<Outcome<WireIntent>>;
}

/** An event that can't be understood, or not now: Stripe sends it again. */
class Unreadable extends Error {}

/**
 * Verifies the raw bytes by Stripe's own library, then reads them. 401: no signature, another's, or an old one;
 * 400: signed, and no event of Stripe, or Stripe can't be asked for what it leaves out (it repeats the
 * event for three days). Other kinds of event, and other programs' money, are acknowledged, no more.
 */
export async function readWebhook(
  secrets: readonly string[],
  now: number,
  raw: RawWebhook,
  questions: WebhookQuestions,
): Promise<WebhookReading> {
  const text = textOf(raw.body);
  if (text === null) return refused(400, 'The body is no UTF-8');
  const opened = await open(secrets, now, text, raw.headers[SIGNATURE_HEADER] ?? '');
  if (!opened.genuine) return refused(401, 'The signature is missing, wrong or too old');
  const event = wireEvent.safeParse(opened.json);
  if (!event.success) return refused(400, 'The body is not an event of Stripe');
  const { type, created, data } = event.data;
  const read = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  try {
    const notices = read ? await read(data.object, created * 1000, questions) : [];
    return { ok: true, notices, acknowledge: { status: 200, body: 'ok' } };
  } catch (error) {
    if (error instanceof Unreadable) return refused(400, error.message);
    throw error;
  }
}

function refused(status: 400 | 401, reason: string): WebhookReading {
  return { ok: false, status, reason };
}

/** The exact text; null for bytes that are no text, which the library would quietly replace. */
function textOf(body: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}

/** By each secret in turn. A genuine body that can't be read gives no JSON. */
async function open(secrets: readonly string[], now: number, text: string, header: string) {
  if (!HEADER.test(header)) return { genuine: false, json: undefined };
  const { createSubtleCryptoProvider, errors, webhooks } = await stripeLibrary();
  const subtle = createSubtleCryptoProvider();
  for (const secret of secrets) {
    try {
      const json: unknown = await webhooks.constructEventAsync(text, header, secret, TOLERANCE, subtle, now);
      return { genuine: true, json };
    } catch (error) {
      // The library throws this for an empty body too, before it looks at the signature.
      const forged = error instanceof errors.StripeSignatureVerificationError;
      if (!forged || text === '') return { genuine: true, json: undefined };
    }
  }
  return { genuine: false, json: undefined };
}

type Reader = (object: unknown, at: number, questions: WebhookQuestions) => Promise<readonly Notice[]>;

/** By type of event, `docs.stripe.com/api/events/types`. */
const READERS: Readonly<Record<string, Reader>> = {
  'checkout.session.completed': readSession,
  'checkout.session.async_payment_succeeded': readSession,
  'checkout.session.async_payment_failed': readSession,
  'checkout.session.expired': readSession,
  'payment_intent.succeeded': readIntent,
  'payment_intent.amount_capturable_updated': readIntent,
  'payment_intent.canceled': readIntent,
  'payment_intent.payment_failed': readDecline,
  'charge.refunded': readRefundedCharge,
  'charge.refund.updated': readRefund,
  'refund.created': readRefund,
  'refund.updated': readRefund,
  'refund.failed': readRefund,
  'charge.dispute.created': readDispute,
  'charge.dispute.updated': readDispute,
  'charge.dispute.closed': readDispute,
};

async function readSession(object: unknown, at: number, questions: WebhookQuestions) {
  const session = checked(wireSession, object);
  if (!session.metadata[OURS.paymentId]) return [];
  const unpaid = session.status === 'complete' && session.payment_status === 'unpaid';
  if (unpaid && session.payment_intent) {
    const intent = answered(await questions.intent(session.payment_intent));
    return [...declines(ownerOf(session), intent, []), ...sessionNotices(session, intent)];
  }
  const notices = sessionNotices(session, null).map((notice) => ({ ...notice, at }));
  const saved = await savedWith(session.metadata, session.payment_intent, questions);
  return saved ? notices.map((notice) => withMethod(notice, saved)) : notices;
}

/** A session does not name the method that it saved: the intent does. */
async function savedWith(
  metadata: Readonly<Record<string, string>>,
  intentId: string | null,
  questions: WebhookQuestions,
): Promise<SavedMethod | null> {
  if (!metadata[OURS.save] || !intentId) return null;
  return savedOf(answered(await questions.intent(intentId)));
}

function withMethod<T extends Notice>(notice: T, savedMethod: SavedMethod): T {
  return notice.type === 'payment' && notice.state === 'succeeded' ? { ...notice, savedMethod } : notice;
}

/** Money taken without a page, or held first: a session's plain money is told by the session. */
async function readIntent(object: unknown, at: number, questions: WebhookQuestions) {
  const intent = checked(wireIntent, object);
  const { [OURS.paymentId]: paymentId, [OURS.origin]: origin } = intent.metadata;
  const { [OURS.hold]: hold, [OURS.save]: save } = intent.metadata;
  if (!paymentId || (origin !== 'saved' && !hold)) return [];
  const owner = origin === 'saved' ? ownerOf(intent) : await ownerBy(intent.id, questions);
  if (!owner) return [];
  // Until when it is held, and which card was saved, is with the charge.
  const whole = hold || save ? answered(await questions.intent(intent.id)) : intent;
  return intentNotices(owner, whole).map((notice) => ({ ...notice, at }));
}

async function readDecline(object: unknown, at: number, questions: WebhookQuestions) {
  const intent = checked(wireIntent, object);
  const { [OURS.paymentId]: paymentId, [OURS.origin]: origin } = intent.metadata;
  if (!paymentId) return [];
  const owner = origin === 'saved' ? ownerOf(intent) : await ownerBy(intent.id, questions);
  return owner ? declines(owner, intent, []).map((notice) => ({ ...notice, at })) : [];
}

async function readRefund(object: unknown, _at: number, questions: WebhookQuestions) {
  const refund = checked(wireRefund, object);
  if (!refund.payment_intent) return [];
  const owner = await ownerBy(refund.payment_intent, questions);
  return owner ? [refunded(owner, refund)] : [];
}

/** Endpoints of an API version before 2022-11-15 carry the refunds themselves; later ones tell them beside. */
const withRefunds = z.looseObject({
  object: z.literal('charge'),
  refunds: z.looseObject({ data: z.array(z.unknown()) }).nullish(),
});

async function readRefundedCharge(object: unknown, at: number, questions: WebhookQuestions) {
  const refunds = checked(withRefunds, object).refunds?.data ?? [];
  const told = await Promise.all(refunds.map((refund) => readRefund(refund, at, questions)));
  return told.flat();
}

/** One of an event is told as opened by the first, and as decided by the last: what was told before has its key. */
async function readDispute(object: unknown, at: number, questions: WebhookQuestions) {
  const dispute = checked(wireDispute, object);
  const owner = dispute.payment_intent ? await ownerBy(dispute.payment_intent, questions) : null;
  if (!owner) return [];
  return disputed(owner, dispute).map((notice, index) => (index === 0 ? notice : { ...notice, at }));
}

async function ownerBy(intentId: string, questions: WebhookQuestions): Promise<Owner | null> {
  return answered(await questions.ownerOf(intentId));
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Unreadable('The event’s object has another shape');
  return parsed.data;
}

function answered<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Unreadable(`Stripe can’t be asked for the rest of it now: ${outcome.code}`);
  return outcome.value;
}
