import type { OutgoingEvent } from '../../domain/outgoing-event.ts';
import type { Marketplace, MarketStatus } from '../../domain/ports/marketplace.ts';
import { done } from '../../domain/result.ts';
import type { News, Tell } from '../outgoing/teller.ts';

/** Whoever took the deal does the order; what was handed over is on its way. */
const STATUS: Partial<Record<OutgoingEvent['type'], MarketStatus>> = {
  'order.confirmed': 'confirmed',
  'order.shipped': 'shipped',
  'invoice.cancelled': 'cancelled',
};

/** What the marketplace is to hear of some news; null: nothing. */
export function statusIn({ type }: Pick<OutgoingEvent, 'type'>): MarketStatus | null {
  return STATUS[type] ?? null;
}

/** Tells a marketplace what the shop does with its order. */
export function tellerOf(market: Marketplace): Tell {
  return async (news, _known, options) => {
    const status = statusIn(news.event);
    if (!status || !news.order || stillAsks(news, status)) return done({ ref: 'untold' });
    const told = await market.setStatus(news.order.number, status, options);
    if (told.ok) return done({ ref: status });
    // A key that was changed there is set here within three days; until then nothing is lost.
    return told.category === 'auth' ? { ...told, retryable: true } : told;
  };
}

/** One of several invoices went; the order stays. */
function stillAsks({ total }: News, status: MarketStatus): boolean {
  return status === 'cancelled' && total.minor !== '0';
}
