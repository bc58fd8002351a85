import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend } from '../draft.ts';
import type { Invoice } from '../invoice.ts';
import { type Money, toJson } from '../money.ts';
import type { Payment, PaymentKind } from '../payment.ts';
import type { Instant } from '../ports/clock.ts';
import { done, type Result, refuse } from '../result.ts';
import { mayWork } from '../rights.ts';
import type { Context } from '../settings.ts';
import type { Staff } from '../staff.ts';
import { bookCharge } from './book-charge.ts';

/** Money that has come and that no attempt of ours asked for. */
export interface FoundCharge {
  readonly provider: string;
  readonly kind: PaymentKind;
  /** The provider's id of the attempt; null where it has none, or another payment of ours bears it. */
  readonly reference: string | null;
  /** What the provider calls our id of the attempt, when it names one: it is asked by it. */
  readonly attempt: string | null;
  /** The money's own id: the key under which it is booked once. */
  readonly chargeId: string;
  readonly amount: Money;
  readonly fee: Money | null;
  readonly at: Instant;
}

export interface AttachCharge {
  /** The invoice that it is for. */
  readonly number: string;
  readonly charge: FoundCharge;
  /** Who says so; null for an API. */
  readonly by: Staff | null;
  /** Why, for the deal's history; may be empty. */
  readonly reason: string;
  /** None of it pays the invoice: it is the customer's credit until somebody decides. */
  readonly asCredit: boolean;
}

/**
 * Staff say whose money it is: it is booked on the invoice as if its own payment had brought it, with part
 * payment, overpayment, "too late" and "other currency" as everywhere. Refusals: `invoice_not_found`,
 * `not_allowed`, `deal_taken`, and `nothing_to_do` for money that the deal has already. That no other deal
 * has it is the store's to see: charges are unique.
 */
export function attachCharge(facts: DealCase, command: AttachCharge, context: Context): Result<Changes> {
  const { number, charge, by, reason, asCredit } = command;
  const invoice = facts.invoices.find((each) => each.number === number);
  if (!invoice) return refuse('invoice_not_found', { number });
  const allowed = by ? mayWork(by, facts) : done(null);
  if (!allowed.ok) return allowed;
  if (hasCharge(facts, charge)) return refuse('nothing_to_do');
  const draft = amend(facts, context);
  draft.event(asCredit ? 'money_kept' : 'money_attached', {
    number,
    amount: toJson(charge.amount),
    provider: charge.provider,
    ...(reason ? { reason } : {}),
  });
  bookCharge(draft, invoice, paymentOf(invoice, charge, by, context), { fee: charge.fee, asCredit }, context);
  return done(draft.seal());
}

function hasCharge(facts: DealCase, { provider, chargeId }: FoundCharge): boolean {
  return facts.payments.some((each) => each.provider === provider && each.chargeId === chargeId);
}

/** A payment that begins where others end: with its money. */
export function paymentOf(
  { id: invoiceId, dealId }: Pick<Invoice, 'id' | 'dealId'>,
  charge: FoundCharge,
  by: Staff | null,
  context: Context,
): Payment {
  const id = context.newId();
  return {
    id,
    dealId,
    invoiceId,
    provider: charge.provider,
    kind: charge.kind,
    state: 'succeeded',
    amount: charge.amount.minor,
    currency: charge.amount.currency,
    idempotencyKey: charge.attempt ?? id,
    reference: charge.reference,
    chargeId: charge.chargeId,
    url: null,
    qr: null,
    expiresAt: null,
    createdAt: context.now,
    succeededAt: charge.at,
    nextCheckAt: null,
    checks: 0,
    failure: null,
    hold: false,
    captureBefore: null,
    captureAmount: null,
    withReceipt: false,
    enteredBy: by?.id ?? null,
  };
}
