import type { DealCase } from './case.ts';
import { dueOf, type Invoice } from './invoice.ts';
import type { Payment } from './payment.ts';
import type { Instant } from './ports/clock.ts';

const HOUR = 3_600_000;
/** A card's hold lasts seven days (reference/yookassa.md); one whose end nobody names is taken for a shorter one. */
const UNNAMED = 6 * 24 * HOUR;
/** We let go so long before a hold ends: the bank must not end it while our call is under way. */
const MARGIN = HOUR / 2;
/** Staff are warned so long before they must have decided, and when half of the time is over. */
const WARNINGS = [24 * HOUR, 3 * HOUR];

/** Why a hold ended without money. `bank`: by itself, or in the provider's own office. */
export type HoldEnd = 'staff' | 'deadline' | 'not_needed' | 'bank';

/** Last moment to take held money, where the provider names none. */
export function unnamedEnd(heldAt: Instant): Instant {
  return heldAt + UNNAMED;
}

/** Attempts whose money is held for an invoice and may still be taken. */
export function heldPayments(
  facts: Pick<DealCase, 'payments'>,
  { id, currency }: Pick<Invoice, 'id' | 'currency'>,
): Payment[] {
  return facts.payments.filter(
    (payment) =>
      payment.invoiceId === id &&
      payment.hold &&
      payment.state === 'authorized' &&
      payment.captureAmount !== 0n &&
      payment.currency === currency,
  );
}

/** How much is held for an invoice, minor units. None of it is paid. */
export function heldOf(facts: Pick<DealCase, 'payments'>, invoice: Pick<Invoice, 'id' | 'currency'>): bigint {
  return heldPayments(facts, invoice).reduce((sum, { amount }) => sum + amount, 0n);
}

/** Everything that is owed is held already: nobody should pay or be reminded. */
export function isCovered(facts: Pick<DealCase, 'payments'>, invoice: Invoice): boolean {
  const held = heldOf(facts, invoice);
  return held > 0n && held >= dueOf(invoice);
}

/** Last moment for staff to decide: then the money is let go, before the bank would do so unasked. */
export function decideBefore(
  { captureBefore, createdAt }: Pick<Payment, 'captureBefore' | 'createdAt'>,
  { dueAt }: Pick<Invoice, 'dueAt'>,
): Instant {
  const ends = captureBefore ?? unnamedEnd(createdAt);
  const decide = ends - Math.min(MARGIN, Math.max(ends - createdAt, 0) / 10);
  return Math.floor(dueAt === null ? decide : Math.min(decide, dueAt));
}

/** Moments at which staff are warned that a hold ends, ascending. */
export function warningsOf(payment: Pick<Payment, 'captureBefore' | 'createdAt'>, end: Instant): Instant[] {
  const half = Math.floor((payment.createdAt + end) / 2);
  const before = WARNINGS.map((time) => end - time);
  const all = [half, ...before].filter((at) => at > payment.createdAt && at < end);
  return [...new Set(all)].sort((a, b) => a - b);
}

/** The most that may be taken of held money: never more than is owed, minor units. */
export function takeable(payment: Pick<Payment, 'amount'>, invoice: Invoice): bigint {
  const due = dueOf(invoice);
  return payment.amount < due ? payment.amount : due;
}
