import type { Context } from 'hono';

const ru = {
  locale: 'ru',
  bank: 'Учебный банк',
  notReal: 'Деньги здесь не настоящие',
  payTitle: 'Оплата — учебный банк',
  adminTitle: 'Кабинет учебного банка',
  pay: 'Оплатить',
  decline: 'Отказать: недостаточно средств',
  odd: 'Как бывает в жизни',
  late: (seconds: number) => `Оплатить с опозданием в ${seconds} с`,
  twice: 'Оплатить дважды',
  silent: 'Оплатить, но никому не сообщить',
  less: 'Оплатить меньше',
  lessSum: 'Сколько оплатить, если меньше (целое число; пусто — половину)',
  back: 'Вернуться без оплаты',
  nothing: 'Платежей пока нет.',
  isSilent: 'молчит',
  repeat: 'Сообщить ещё раз',
  refund: 'Вернуть',
  refundSum: 'Сумма; пусто — всё',
  chargeBack: 'Опротестовать',
  refunded: 'Возвращено',
  dispute: 'Спор',
  won: 'Спор выигран',
  lost: 'Спор проигран',
  states: { pending: 'Ждёт оплаты', succeeded: 'Оплачено', expired: 'Срок вышел', cancelled: 'Отменено' },
  disputeStates: { open: 'открыт', won: 'выигран', lost: 'проигран' },
};

/** Words of the bank's pages in one language. */
export type Words = typeof ru;

const en: Words = {
  locale: 'en',
  bank: 'Practice bank',
  notReal: 'No real money here',
  payTitle: 'Payment — practice bank',
  adminTitle: "The practice bank's office",
  pay: 'Pay',
  decline: 'Decline: insufficient funds',
  odd: 'As it happens in life',
  late: (seconds: number) => `Pay ${seconds} s late`,
  twice: 'Pay twice',
  silent: 'Pay, but tell nobody',
  less: 'Pay less',
  lessSum: 'How much, if less (whole number; empty for half)',
  back: 'Go back without paying',
  nothing: 'No payments yet.',
  isSilent: 'silent',
  repeat: 'Tell once more',
  refund: 'Refund',
  refundSum: 'Sum; empty for all',
  chargeBack: 'Charge back',
  refunded: 'Refunded',
  dispute: 'Dispute',
  won: 'Dispute won',
  lost: 'Dispute lost',
  states: { pending: 'Waiting for payment', succeeded: 'Paid', expired: 'Expired', cancelled: 'Cancelled' },
  disputeStates: { open: 'open', won: 'won', lost: 'lost' },
};

/** By `?lang`, else by the browser's first language. */
export function wordsFor(c: Context): Words {
  const wanted = c.req.query('lang') ?? c.req.header('accept-language') ?? '';
  return /^ru\b/i.test(wanted) ? ru : en;
}
