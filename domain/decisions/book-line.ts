import type { DealCase } from '../case.ts';
import { type Changes, joinChanges } from '../changes.ts';
import type { Invoice } from '../invoice.ts';
import { settle } from '../notice.ts';
import type { Refund } from '../refund.ts';
import type { Context } from '../settings.ts';
import { chargeNotice, type KeyedLine, lineEntry, returnNotice, TRANSFER, transferOf } from '../statement.ts';
import { attachCharge } from './attach-charge.ts';

/**
 * Books a line that certainly pays an invoice: on the transfer that its customer has opened, or as a payment of its
 * own when none was. With the line's inbox row, so that it is booked once. Null when its money is booked already.
 */
export function bookLine(
  facts: DealCase,
  invoice: Invoice,
  keyed: KeyedLine,
  context: Context,
): Changes | null {
  const attempt =
    transferOf(facts, invoice, keyed.line.amount.minor) ??
    facts.payments.findLast(
      (each) => each.invoiceId === invoice.id && each.provider === TRANSFER && each.reference !== null,
    );
  const notice = chargeNotice(keyed, attempt ?? null);
  const booked = attempt
    ? settle(facts, notice, TRANSFER, context)
    : attached(facts, invoice, notice, context);
  const row = lineEntry(keyed, { state: 'done', dealId: facts.deal.id }, context);
  return booked && joinChanges({ inbox: [row] }, booked);
}

function attached(
  facts: DealCase,
  { number }: Invoice,
  notice: ReturnType<typeof chargeNotice>,
  context: Context,
): Changes | null {
  const { reference, amount, at } = notice;
  const chargeId = notice.chargeId ?? '';
  const charge = { provider: TRANSFER, kind: 'transfer', reference, attempt: null, chargeId } as const;
  const command = { number, by: null, reason: '', asCredit: false };
  const found = { ...charge, amount, fee: null, at };
  const decided = attachCharge(facts, { ...command, charge: found }, context);
  return decided.ok ? decided.value : null;
}

/** A line that went out and is a refund of ours: it has succeeded. Null when that is known. */
export function settleReturn(
  facts: DealCase,
  refund: Refund,
  keyed: KeyedLine,
  context: Context,
): Changes | null {
  const payment = facts.payments.find((each) => each.id === refund.paymentId);
  if (!payment) return null;
  const notice = returnNotice(refund, payment, { eventKey: keyed.key, at: keyed.at });
  const changes = settle(facts, notice, TRANSFER, context);
  const row = lineEntry(keyed, { state: 'done', dealId: facts.deal.id }, context);
  return changes && joinChanges({ inbox: [row] }, changes);
}
