import type { Template } from './types.ts';

const WORDS: Readonly<Record<string, readonly [ru: string, en: string, button?: readonly [string, string]]>> =
  {
    invoice: ['Счёт №{{1}} на {{2}} готов.', 'Invoice {{1}} for {{2}} is ready.', ['Оплатить', 'Pay']],
    reminder: [
      'Напоминаем: счёт №{{1}} ждёт оплаты, осталось {{2}}.',
      'A reminder: invoice {{1}} is waiting, {{2}} is due.',
      ['Оплатить', 'Pay'],
    ],
    paid: ['Оплата по счёту №{{1}} получена: {{2}}. Спасибо!', 'We got {{2}} for invoice {{1}}. Thank you!'],
    refund: ['По счёту №{{1}} возвращаем {{2}}.', 'We are returning {{2}} for invoice {{1}}.'],
    subscription: [
      'Подписка по счёту №{{1}}: к оплате {{2}}.',
      'Your subscription, invoice {{1}}: {{2}} is due.',
      ['Оплатить', 'Pay'],
    ],
    message: ['Сообщение по заказу №{{1}}: {{2}}', 'A message about order {{1}}: {{2}}'],
  };

/** The templates that the README gives for approval, as if Meta had approved them. */
export function approvedTemplates(payRoot: string): Template[] {
  return Object.entries(WORDS).flatMap(([kind, [ru, en, button]]) =>
    (['ru', 'en'] as const).map((language) => ({
      name: `tillbot_${kind}`,
      language,
      status: 'APPROVED',
      body: language === 'ru' ? ru : en,
      ...(button ? { button: { text: button[language === 'ru' ? 0 : 1], url: `${payRoot}{{1}}` } } : {}),
    })),
  );
}
