import type { Context } from 'hono';

const ru = {
  locale: 'ru',
  bank: 'Учебный банк',
  notReal: 'Деньги здесь не настоящие',
  payTitle: 'Оплата',
  adminTitle: 'Кабинет учебного банка',
  merchant: 'Получатель',
  purpose: 'За что',
  sum: 'Сумма',
  until: 'Оплатить до',
  pay: 'Оплатить',
  decline: 'Отказать: недостаточно средств',
  odd: 'Как бывает в жизни',
  late: 'Оплатить с опозданием',
  lateSeconds: 'Опоздание, секунд (деньги придут и после срока)',
  lateHint: 'Срок вышел, но деньги могут прийти и теперь.',
  twice: 'Оплатить дважды',
  silent: 'Оплатить, но никому не сообщить',
  less: 'Оплатить меньше',
  lessSum: 'Сколько оплатить, если меньше (пусто — половину)',
  back: 'Вернуться в магазин',
  nothing: 'Платежей пока нет.',
  isSilent: 'молчит',
  repeat: 'Сообщить ещё раз',
  charge: 'Списание',
  fee: 'комиссия',
  refund: 'Вернуть',
  refundSum: 'Сумма возврата; пусто — весь остаток',
  chargeBack: 'Опротестовать',
  refundHead: 'Возврат',
  finish: 'Провести возврат',
  fail: 'Отклонить возврат',
  dispute: 'Спор',
  won: 'Спор выигран',
  lost: 'Спор проигран',
  declined: 'Отказ',
  wrongSum: 'Сумма не прочиталась. Напишите её числом, например 150,50.',
  wrongSeconds: 'Напишите число секунд от 1 до 86400.',
  impossible: 'Так сделать нельзя',
  notFound: 'Такого платежа в банке нет.',
  states: { pending: 'Ждёт оплаты', succeeded: 'Оплачено', expired: 'Срок вышел', cancelled: 'Отменено' },
  refundStates: { pending: 'в пути', succeeded: 'прошёл', failed: 'не прошёл' },
  disputeStates: { open: 'открыт', won: 'выигран', lost: 'проигран' },
};

/** Words of the bank's pages in one language. */
export type Words = typeof ru;

const en: Words = {
  locale: 'en',
  bank: 'Practice bank',
  notReal: 'No real money here',
  payTitle: 'Payment',
  adminTitle: "The practice bank's office",
  merchant: 'To',
  purpose: 'For',
  sum: 'Sum',
  until: 'Pay until',
  pay: 'Pay',
  decline: 'Decline: insufficient funds',
  odd: 'As it happens in life',
  late: 'Pay late',
  lateSeconds: 'How late, seconds (the money comes even after the deadline)',
  lateHint: 'The time is over, but money may still come.',
  twice: 'Pay twice',
  silent: 'Pay, but tell nobody',
  less: 'Pay less',
  lessSum: 'How much, if less (empty for half)',
  back: 'Back to the shop',
  nothing: 'No payments yet.',
  isSilent: 'silent',
  repeat: 'Tell once more',
  charge: 'Charge',
  fee: 'fee',
  refund: 'Refund',
  refundSum: 'Sum to refund; empty for all that is left',
  chargeBack: 'Charge back',
  refundHead: 'Refund',
  finish: 'Complete the refund',
  fail: 'Reject the refund',
  dispute: 'Dispute',
  won: 'Dispute won',
  lost: 'Dispute lost',
  declined: 'Declined',
  wrongSum: 'This sum can’t be read. Write it as a number, for example 150.50.',
  wrongSeconds: 'Write a number of seconds from 1 to 86400.',
  impossible: 'This can’t be done',
  notFound: 'The bank has no such payment.',
  states: { pending: 'Waiting for payment', succeeded: 'Paid', expired: 'Expired', cancelled: 'Cancelled' },
  refundStates: { pending: 'on its way', succeeded: 'done', failed: 'failed' },
  disputeStates: { open: 'open', won: 'won', lost: 'lost' },
};

/** A page's words and the query that keeps its language on the next page. */
export interface Speech {
  readonly words: Words;
  readonly query: string;
}

/** By `?lang`, else by the browser's first language. */
export function speechOf(c: Context): Speech {
  const asked = c.req.query('lang');
  const words = /^\s*ru\b/i.test(asked ?? c.req.header('accept-language') ?? '') ? ru : en;
  return { words, query: asked ? `?lang=${words.locale}` : '' };
}
