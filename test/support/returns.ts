import type { DealCase } from '../../domain/case.ts';
import { issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import { type RequestRefund, requestRefund } from '../../domain/decisions/refund.ts';
import { type PickedItem, returnableItems } from '../../domain/returnable.ts';
import { aDeal, anOpenPayment, apply, charged, context, hear, refunded, staff } from './world.ts';

const rub = (minor: bigint) => ({ minor, currency: 'RUB' });

/** A line of an invoice as a decision takes it. */
export interface Line {
  readonly title: string;
  readonly quantity: bigint;
  readonly price: bigint;
}

/** A deal with an invoice of these lines. */
export function invoiceOf(lines: readonly Line[]): DealCase {
  const facts = aDeal();
  const issued = issueInvoice(facts, { items: lines, dueAt: null, counter: 0, by: staff() }, context());
  if (!issued.ok) throw new Error(issued.code);
  return apply(facts, issued.value.changes);
}

/** An invoice of `lines`, paid by charges of these sums. */
export function paid(lines: readonly Line[], ...sums: readonly bigint[]): DealCase {
  let facts = invoiceOf(lines);
  for (const [index, sum] of sums.entries()) {
    const kind = index === 0 ? 'sbp' : 'card';
    facts = anOpenPayment(facts, `pay_${index}`, kind);
    facts = hear(facts, [
      charged({ reference: `pay_${index}`, chargeId: `ch_${index}`, amount: rub(sum) }),
    ]).facts;
  }
  return facts;
}

/** Asks for a return. */
export function ask(facts: DealCase, over: Partial<RequestRefund>) {
  return requestRefund(facts, { number: '1', amount: null, reason: 'брак', by: null, ...over }, context());
}

/** The same, saved. @throws Error when it is refused. */
export function asked(facts: DealCase, over: Partial<RequestRefund>): DealCase {
  const result = ask(facts, over);
  if (!result.ok) throw new Error(result.code);
  return apply(facts, result.value);
}

/** The bank says of every return that waits how it ended. */
export function ended(facts: DealCase, state: 'succeeded' | 'failed' = 'succeeded'): DealCase {
  const waiting = facts.refunds.filter((each) => each.state === 'creating');
  return waiting.reduce((now, { id, amount, paymentId }) => {
    const reference = facts.payments.find((each) => each.id === paymentId)?.reference ?? '';
    const about = { reference, refundReference: `re_${id}`, refundId: id, amount: rub(amount) };
    return hear(now, [refunded({ ...about, state })]).facts;
  }, facts);
}

/** What may still be returned of the first invoice. */
export const left = (facts: DealCase) => returnableItems(facts, facts.invoices[0]!);
/** All of it, as somebody picks it. */
export const all = (facts: DealCase): PickedItem[] =>
  left(facts).map(({ line, quantity }) => ({ line, quantity }));
