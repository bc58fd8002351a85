const ru = {
  locale: 'ru',
  vendor: 'ЮKassa: учебная страница оплаты',
  notReal: 'Деньги здесь не настоящие',
  title: 'Оплата',
  sum: 'Сумма',
  purpose: 'За что',
  until: 'Оплатить до',
  card: 'Номер учебной карты',
  cardHint: 'Карты на 4592, 4535, 4543 и другие из руководства ЮKassa откажут.',
  save: 'Сохранить способ оплаты для будущих платежей',
  pay: 'Оплатить',
  decline: 'Отказать: недостаточно средств',
  quiet: 'Оплатить, но никому не сообщить',
  back: 'Вернуться в магазин',
  notFound: 'Такого платежа нет.',
  impossible: 'Так сделать нельзя.',
  methods: {
    bank_card: 'Банковская карта',
    sbp: 'СБП',
    sberbank: 'SberPay',
    yoo_money: 'Кошелёк ЮMoney',
  } as Readonly<Record<string, string>>,
  states: {
    pending: 'Ждёт оплаты',
    waiting_for_capture: 'Деньги заморожены и ждут магазина',
    succeeded: 'Оплачено',
    canceled: 'Отменено',
  },
};

export type Words = typeof ru;

const en: Words = {
  locale: 'en',
  vendor: 'YooKassa: practice payment page',
  notReal: 'No real money here',
  title: 'Payment',
  sum: 'Sum',
  purpose: 'For',
  until: 'Pay until',
  card: 'Number of a test card',
  cardHint: 'Cards that end in 4592, 4535, 4543 and others of YooKassa’s manual are declined.',
  save: 'Save the method for later payments',
  pay: 'Pay',
  decline: 'Decline: insufficient funds',
  quiet: 'Pay, but tell nobody',
  back: 'Back to the shop',
  notFound: 'There is no such payment.',
  impossible: 'This can’t be done.',
  methods: { bank_card: 'Bank card', sbp: 'SBP', sberbank: 'SberPay', yoo_money: 'YooMoney wallet' },
  states: {
    pending: 'Waiting for payment',
    waiting_for_capture: 'The money is held and waits for the shop',
    succeeded: 'Paid',
    canceled: 'Cancelled',
  },
};

export const LANGUAGES = { ru, en };
