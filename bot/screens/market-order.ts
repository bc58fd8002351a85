import type { MessageData } from '../../domain/message.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import { lines, type Reader } from './reader.ts';
import { originName } from './source.ts';

/** An order was called off at its marketplace before anybody paid: nobody should pack it. */
export function orderOver(r: Reader, order: MessageData['staff_order_over']): Outgoing {
  const { dealId, title, source } = order;
  return {
    text: lines(
      r.say('staff-order-over', { market: originName(r, source) }),
      r.say('staff-order-over-next', { deal: String(dealId), title }),
    ),
    buttons: [[r.button('deal', [dealId], 'button-open-deal')]],
  };
}

/** A marketplace does not take what staff have said of an order: people must see to it there. */
export function orderRefused(r: Reader, refused: MessageData['staff_order_refused']): Outgoing {
  const { dealId, title, source, what, reason } = refused;
  return {
    text: lines(
      r.say('staff-order-refused', { market: originName(r, source), what }),
      reason && r.say('staff-order-refused-why', { reason }),
      r.say('staff-order-refused-next', { deal: String(dealId), title }),
    ),
    buttons: [[r.button('deal', [dealId], 'button-open-deal')]],
  };
}
