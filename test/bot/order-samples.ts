import type { MessageData } from '../../domain/message.ts';

const ORDER = { dealId: 7, title: '00000001-0001-1: Чайник', source: 'ozon' };

/** What staff are told of orders at a marketplace. */
export const ORDERS: Pick<MessageData, 'staff_order_over' | 'staff_order_refused'> = {
  staff_order_over: ORDER,
  staff_order_refused: { ...ORDER, what: 'shipped', reason: 'POSTING_ALREADY_SHIPPED' },
};
