import type { OutgoingEvent } from '../../domain/outgoing-event.ts';
import type { Texts } from '../../domain/ports/texts.ts';

/**
 * What a CRM's people read of money that moved: the sum, how, on which invoice, and where to look it up here. Null for
 * news that the deal's stage and sum tell already.
 */
export function noteOf(event: OutgoingEvent, texts: Texts, locale: string): string | null {
  const said = moneyOf(event, texts, locale);
  if (said === null) return null;
  const say = (key: string, values: Readonly<Record<string, unknown>>) => texts.plain(locale, key, values);
  const { invoice, deal } = event;
  return [
    said,
    ...(invoice ? [say('mirror-note-invoice', { number: invoice.number, total: invoice.total })] : []),
    say('mirror-note-deal', { deal: String(deal.id) }),
  ].join('\n');
}

function moneyOf({ payment, refund, dispute }: OutgoingEvent, texts: Texts, locale: string): string | null {
  const say = (key: string, values: Readonly<Record<string, unknown>>) => texts.plain(locale, key, values);
  if (payment)
    return say('mirror-note-payment', { amount: payment.amount, kind: say(`kind-${payment.kind}`, {}) });
  if (refund)
    return say(refund.overpayment ? 'mirror-note-overpayment' : 'mirror-note-refund', {
      amount: refund.amount,
    });
  if (dispute) return say(`mirror-note-dispute-${dispute.state}`, { amount: dispute.amount });
  return null;
}
