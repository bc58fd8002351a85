import type { OrderPlaced } from '../../domain/decisions/open-order.ts';
import type { HistoryEvent } from '../../domain/history.ts';
import { fromJson, type MoneyJson, toDecimal } from '../../domain/money.ts';
import type { OutgoingEvent } from '../../domain/outgoing-event.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import type { Store } from '../../domain/ports/store.ts';
import type { OutgoingBody } from './schema.ts';

/** The order that a deal came from, as its history keeps it; null for a deal that is none. */
export function orderOf(history: readonly HistoryEvent[]): { number: string; source: string } | null {
  const placed = history.find(({ type }) => type === 'order_placed')?.data as unknown as
    | OrderPlaced
    | undefined;
  return placed ? { number: placed.number, source: placed.source } : null;
}

/** The text of a call that tells an event, with the order that its deal came from. */
export async function eventAsText(
  store: Pick<Store, 'history'>,
  event: OutgoingEvent,
  publicUrl: string,
): Promise<Outgoing> {
  const history = await store.history(`deal:${event.deal.id}`);
  return { text: JSON.stringify(outgoingBody(event, orderOf(history), publicUrl)) };
}

/** An event as other systems read it. Sums are decimal text; everything that is not of its kind is null. */
export function outgoingBody(
  event: OutgoingEvent,
  order: { number: string; source: string } | null,
  publicUrl: string,
): OutgoingBody {
  const { id, type, at, sequence, deal, previousStage, invoice, payment, refund, dispute } = event;
  return {
    id,
    type,
    timestamp: new Date(at).toISOString(),
    data: {
      sequence,
      deal,
      order,
      previousStage,
      invoice: invoice && {
        number: invoice.number,
        state: invoice.state,
        currency: invoice.total.currency,
        total: decimal(invoice.total),
        paid: decimal(invoice.paid),
        refunded: decimal(invoice.refunded),
        due: decimal(invoice.due),
        payUrl: `${publicUrl}/pay/${invoice.payToken}`,
      },
      payment: payment && { ...payment, ...sum(payment.amount) },
      refund: refund && { ...refund, ...sum(refund.amount) },
      dispute: dispute && { ...dispute, ...sum(dispute.amount) },
    },
  };
}

function sum(amount: MoneyJson): { amount: string; currency: string } {
  return { amount: decimal(amount), currency: amount.currency };
}

function decimal(amount: MoneyJson): string {
  return toDecimal(fromJson(amount));
}
