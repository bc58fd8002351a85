import type { Meaning, MeaningKind } from './meaning.ts';
import type { Message } from './message.ts';
import type { MoneyJson } from './money.ts';

/** The meaning of a row of the outbox; null for what is only ever said in a conversation. */
export function meaningOf(message: Message): Meaning | null {
  const { locale, dealId } = message;
  const about = (
    kind: MeaningKind,
    { number, payToken }: { number: string; payToken: string },
    amount: MoneyJson,
  ): Meaning => ({ kind, locale, number, amount, payToken });
  switch (message.kind) {
    case 'invoice_issued':
      return about('invoice', message.data, message.data.due);
    case 'invoice_reminder':
      return about('reminder', message.data, message.data.due);
    case 'invoice_paid':
    case 'invoice_part_paid':
      return about('paid', message.data, message.data.amount);
    case 'refund_sent':
      return about('refund', message.data, message.data.amount);
    case 'screen':
      return null;
    default:
      return dealId === null
        ? null
        : { kind: 'message', locale, number: String(dealId), amount: null, payToken: null };
  }
}
