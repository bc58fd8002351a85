/** What the payment sheet says. */
export interface Words {
  readonly locale: string;
  readonly notReal: string;
  readonly title: string;
  readonly missing: string;
  readonly payer: string;
  readonly pay: (sum: string) => string;
  readonly decline: string;
  readonly monthly: string;
  readonly paid: string;
  readonly notPaid: string;
  readonly silent: string;
  readonly back: string;
}

const ru: Words = {
  locale: 'ru',
  notReal: 'Учебная оплата, денег здесь нет',
  title: 'Оплата в Telegram',
  missing: 'Счёта по этой ссылке нет',
  payer: 'Кто платит',
  pay: (sum) => `Заплатить ${sum}`,
  decline: 'Не платить',
  monthly: 'Подписка: списывается каждые 30 дней',
  paid: 'Оплачено. Подтверждение придёт в чат.',
  notPaid: 'Вы не заплатили. Вернуться к счёту можно в любой момент.',
  silent: 'Продавец не ответил вовремя. Деньги не списаны.',
  back: 'Вернуться к счёту',
};

const en: Words = {
  locale: 'en',
  notReal: 'Practice payment, there is no money here',
  title: 'Payment in Telegram',
  missing: 'There is no invoice behind this link',
  payer: 'Who pays',
  pay: (sum) => `Pay ${sum}`,
  decline: 'Don’t pay',
  monthly: 'Subscription: charged every 30 days',
  paid: 'Paid. The confirmation comes to the chat.',
  notPaid: 'You have not paid. You can come back to the invoice at any time.',
  silent: 'The seller did not answer in time. No money was taken.',
  back: 'Back to the invoice',
};

export function wordsOf(language: string | undefined): Words {
  return language?.toLowerCase().startsWith('ru') ? ru : en;
}
