import type { MessageData } from '../../domain/message.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import { escapeMarkup } from '../texts/index.ts';
import { failureKind } from './failure.ts';
import { itemLines, planLines } from './invoice.ts';
import { payButtons } from './pay-buttons.ts';
import { blocks, lines, type Reader } from './reader.ts';

/** Paid in full: what was bought, for how much, and what comes next. */
export function invoicePaid(r: Reader, invoice: MessageData['invoice_paid']): Outgoing {
  const { number, amount, total, items, nextStep } = invoice;
  const inParts = amount.minor !== total.minor;
  return {
    text: blocks(
      r.say('paid-title', { number }),
      lines(
        itemLines(r, items),
        r.say('paid-total', { total }),
        inParts && r.say('paid-last-part', { amount }),
      ),
      planLines(r, invoice),
      nextStep ? escapeMarkup(nextStep) : r.say('paid-next'),
    ),
  };
}

/** Some of the money came: what came, what is left, how to pay it. */
export function invoicePartPaid(r: Reader, invoice: MessageData['invoice_part_paid']): Outgoing {
  const { number, amount, paid, total, due } = invoice;
  return {
    text: blocks(r.say('part-paid', { number, amount }), r.say('part-paid-left', { paid, total, due })),
    buttons: payButtons(r, invoice),
  };
}

/** A payment did not go through: why in human words, what is safe, another way to pay. */
export function paymentFailed(r: Reader, invoice: MessageData['payment_failed']): Outgoing {
  const because = r.label(`failure-${failureKind(invoice.reason)}`);
  return {
    text: blocks(r.say('payment-failed', { number: invoice.number, because }), r.say('payment-failed-next')),
    buttons: payButtons(r, invoice),
  };
}

export function overpaid(r: Reader, { number, amount }: MessageData['overpaid']): Outgoing {
  return { text: r.say('overpaid', { number, amount }) };
}

export function refundSent(r: Reader, refund: MessageData['refund_sent']): Outgoing {
  const { number, amount, overpayment, returned, byHand } = refund;
  return {
    text: blocks(
      lines(
        r.say(overpayment ? 'refund-sent-extra' : 'refund-sent', { number, amount }),
        returned && itemLines(r, returned),
      ),
      !byHand && r.say('refund-sent-next'),
    ),
  };
}
