import type { InvoiceView, MessageData } from '../../domain/message.ts';
import type { Button, Outgoing } from '../../domain/ports/channel.ts';
import { failureKind } from './failure.ts';
import { itemLines } from './invoice.ts';
import { tryAgain } from './money-back.ts';
import { buttonRows, lines, type Reader, type Values } from './reader.ts';
import { mayTryAgain, whyNotReturned } from './refund-failure.ts';

/** Who and which deal an invoice belongs to: the second line of every message to staff about one. */
function whose(r: Reader, { customer, dealId }: Pick<InvoiceView, 'customer' | 'dealId'>): string {
  return r.say('whose', { customer: customer ?? r.label('customer-unnamed'), deal: String(dealId) });
}

export function dealRow(r: Reader, { dealId }: Pick<InvoiceView, 'dealId'>): Button[] {
  return [r.button('ans', [dealId], 'button-answer'), r.button('deal', [dealId], 'button-open-deal')];
}

/** What happened to an invoice, and whose it is. */
export function aboutInvoice(r: Reader, invoice: InvoiceView, key: string, values: Values = {}): string {
  return lines(r.say(key, { number: invoice.number, ...values }), whose(r, invoice));
}

export function staffInvoicePaid(r: Reader, invoice: MessageData['staff_invoice_paid']): Outgoing {
  const values = { total: invoice.total, kind: r.label(`kind-${invoice.kind}`) };
  return { text: aboutInvoice(r, invoice, 'staff-paid', values), buttons: [dealRow(r, invoice)] };
}

export function staffInvoicePartPaid(r: Reader, invoice: MessageData['staff_invoice_part_paid']): Outgoing {
  const values = { amount: invoice.amount, due: invoice.due, kind: r.label(`kind-${invoice.kind}`) };
  return { text: aboutInvoice(r, invoice, 'staff-part-paid', values), buttons: [dealRow(r, invoice)] };
}

export function staffPaymentFailed(r: Reader, invoice: MessageData['staff_payment_failed']): Outgoing {
  const because = r.label(`failure-${failureKind(invoice.reason)}`);
  return {
    text: lines(
      aboutInvoice(r, invoice, 'staff-payment-failed', { because }),
      r.say('staff-payment-failed-next'),
    ),
    buttons: [dealRow(r, invoice)],
  };
}

export function staffOverpaid(r: Reader, invoice: MessageData['staff_overpaid']): Outgoing {
  const { amount, paymentId } = invoice;
  return {
    text: lines(aboutInvoice(r, invoice, 'staff-overpaid', { amount }), r.say('staff-extra-next')),
    buttons: [[r.button('ovr', [paymentId], 'button-return', { amount })], dealRow(r, invoice)],
  };
}

/** Money for an invoice that could not take it. What came in its own currency can still pay it. */
export function staffMismatch(r: Reader, invoice: MessageData['staff_mismatch']): Outgoing {
  const { amount, reason, paymentId, total } = invoice;
  const mayCount = reason !== 'currency';
  return {
    text: lines(
      aboutInvoice(r, invoice, `staff-mismatch-${reason}`, { amount, total }),
      r.say(mayCount ? 'staff-extra-next-either' : 'staff-extra-next'),
    ),
    buttons: buttonRows(
      [mayCount && r.button('crd', [paymentId], 'button-count', { number: invoice.number })],
      [r.button('ovr', [paymentId], 'button-return', { amount })],
      dealRow(r, invoice),
    ),
  };
}

export function staffRefundSent(r: Reader, invoice: MessageData['staff_refund_sent']): Outgoing {
  const key = invoice.overpayment ? 'staff-refund-sent-extra' : 'staff-refund-sent';
  const about = aboutInvoice(r, invoice, key, { amount: invoice.amount });
  const { returned } = invoice;
  return { text: lines(about, returned && itemLines(r, returned)), buttons: [dealRow(r, invoice)] };
}

export function staffRefundFailed(r: Reader, invoice: MessageData['staff_refund_failed']): Outgoing {
  const { amount, reason, number, dealId, refundId } = invoice;
  const again = refundId !== undefined && mayTryAgain(reason);
  return {
    text: lines(aboutInvoice(r, invoice, 'staff-refund-failed', { amount }), ...whyNotReturned(r, reason)),
    buttons: buttonRows(
      [again && tryAgain(r, dealId, refundId, amount)],
      [r.button('bill', [number], 'button-bill', { number })],
      dealRow(r, invoice),
    ),
  };
}

export function staffSaysPaid(r: Reader, invoice: MessageData['staff_says_paid']): Outgoing {
  const { found, transfer = false, due } = invoice;
  const key = found ? 'staff-says-paid-found' : transfer ? 'staff-says-paid-transfer' : 'staff-says-paid';
  return {
    text: aboutInvoice(r, invoice, key, { due }),
    buttons: [dealRow(r, invoice)],
  };
}

export function staffDeclined(r: Reader, invoice: MessageData['staff_declined']): Outgoing {
  const { number, due } = invoice;
  return {
    text: lines(aboutInvoice(r, invoice, 'staff-declined', { due }), r.say('staff-declined-next')),
    buttons: [[r.button('can', [number], 'button-cancel-invoice')], dealRow(r, invoice)],
  };
}

export function staffExpired(r: Reader, invoice: MessageData['staff_expired']): Outgoing {
  return {
    text: aboutInvoice(r, invoice, 'staff-expired', { total: invoice.total }),
    buttons: [[r.button('inv', [invoice.dealId], 'button-invoice-again')], dealRow(r, invoice)],
  };
}

/** The messenger does not deliver to the customer any more. */
export function staffUnreachable(
  r: Reader,
  { dealId, customer, reason }: MessageData['staff_unreachable'],
): Outgoing {
  const key = reason === 'blocked' ? 'staff-unreachable-blocked' : 'staff-unreachable';
  return {
    text: lines(r.say(key, { reason }), whose(r, { customer, dealId }), r.say('staff-unreachable-next')),
    buttons: [[r.button('deal', [dealId], 'button-open-deal')]],
  };
}
