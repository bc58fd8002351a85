const ru = {
  locale: 'ru',
  vendor: 'Т-Банк: учебная форма оплаты',
  notReal: 'Деньги здесь не настоящие',
  title: 'Оплата заказа',
  purpose: 'За что',
  sum: 'Сумма',
  pay: 'Оплатить картой',
  sbp: 'Оплатить через СБП',
  decline: 'Отказать: недостаточно средств',
  silent: 'Оплатить, но никому не сообщить',
  back: 'Вернуться в магазин',
  impossible: 'Так сделать нельзя',
  missing: 'Такого платежа нет.',
  states: {
    open: 'Ждёт оплаты',
    held: 'Деньги удержаны',
    paid: 'Оплачено',
    returned: 'Деньги возвращены',
    over: 'Оплатить уже нельзя',
  },
};

/** Words of the form in one language. */
export type Words = typeof ru;

const en: Words = {
  locale: 'en',
  vendor: 'T-Bank: practice payment form',
  notReal: 'No real money here',
  title: 'Payment',
  purpose: 'For',
  sum: 'Sum',
  pay: 'Pay by card',
  sbp: 'Pay by SBP',
  decline: 'Decline: insufficient funds',
  silent: 'Pay, but tell nobody',
  back: 'Back to the shop',
  impossible: 'This can’t be done',
  missing: 'There is no such payment.',
  states: {
    open: 'Waiting for payment',
    held: 'The money is held',
    paid: 'Paid',
    returned: 'The money has gone back',
    over: 'It can’t be paid any more',
  },
};

export const wordsOf = (language: string): Words => (language === 'en' ? en : ru);
