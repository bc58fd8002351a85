import { expect, test } from 'vitest';
import { renderMessage } from '../../bot/screens/index.ts';
import type { MessageKind } from '../../domain/message.ts';
import { message, place } from './samples.ts';

/** The words of a message with plain spaces, and its buttons in brackets, a line a row. */
async function shown(kind: MessageKind, locale: string): Promise<string> {
  const { text, buttons = [] } = await renderMessage(message(kind, undefined, locale), place);
  const rows = buttons.map((row) => row.map((button) => `[${button.text}]`).join(' '));
  return [text, ...rows].join('\n').replaceAll(/[\u00a0\u202f]/g, ' ');
}

// Word for word: these five are what a business is judged by, so a change to them is made on purpose.

test('invoice_issued in Russian', async () => {
  expect(await shown('invoice_issued', 'ru')).toMatchInlineSnapshot(`
    "🧾 <b>Счёт №7</b>

    • Логотип — 15 000 ₽
    • Правки × 1,5 — 3 000,50 ₽
    Итого: <b>18 000,50 ₽</b>
    Оплатить до 27 ноября включительно

    Нажмите кнопку ниже или наведите камеру на QR-код. Как только деньги придут, я сразу напишу.
    [Оплатить по СБП]
    [Оплатить картой] [Оплатить частями]
    [Все способы и QR-код]"
  `);
});

test('invoice_issued in English', async () => {
  expect(await shown('invoice_issued', 'en')).toMatchInlineSnapshot(`
    "🧾 <b>Invoice #7</b>

    • Логотип — ₽15,000
    • Правки × 1.5 — ₽3,000.50
    Total: <b>₽18,000.50</b>
    Please pay by November 27

    Tap the button below or scan the QR code. As soon as the money arrives, I’ll let you know.
    [Pay by SBP]
    [Pay by card] [Pay in instalments]
    [All ways and QR code]"
  `);
});

test('invoice_reminder in Russian', async () => {
  expect(await shown('invoice_reminder', 'ru')).toMatchInlineSnapshot(`
    "🔔 Напоминаю про счёт №7: <b>18 000,50 ₽</b>.
    Оплатить до 27 ноября включительно

    Это займёт минуту, прямо по кнопке ниже.
    [Оплатить по СБП] [Другие способы]
    [Напомнить завтра] [Уже оплачено]
    [Не нужно]"
  `);
});

test('invoice_reminder in English', async () => {
  expect(await shown('invoice_reminder', 'en')).toMatchInlineSnapshot(`
    "🔔 A gentle reminder about invoice #7: <b>₽18,000.50</b>.
    Please pay by November 27

    It takes a minute: just tap a button below.
    [Pay by SBP] [Other ways]
    [Remind me tomorrow] [Already paid]
    [No longer needed]"
  `);
});

test('invoice_paid in Russian', async () => {
  expect(await shown('invoice_paid', 'ru')).toMatchInlineSnapshot(`
    "✅ <b>Счёт №7 оплачен.</b> Спасибо!

    • Логотип — 15 000 ₽
    • Правки × 1,5 — 3 000,50 ₽
    Оплачено: <b>18 000,50 ₽</b>

    Менеджер уже знает об оплате и напишет здесь, что дальше."
  `);
});

test('invoice_paid in English', async () => {
  expect(await shown('invoice_paid', 'en')).toMatchInlineSnapshot(`
    "✅ <b>Invoice #7 is paid.</b> Thank you!

    • Логотип — ₽15,000
    • Правки × 1.5 — ₽3,000.50
    Paid: <b>₽18,000.50</b>

    Our team knows about the payment and will write here about what comes next."
  `);
});

test('payment_failed in Russian', async () => {
  expect(await shown('payment_failed', 'ru')).toMatchInlineSnapshot(`
    "⚠️ Оплата по счёту №7 не прошла: на счёте не хватило денег.

    Деньги к нам не поступили. Если банк показывает списание, он вернёт его сам. Счёт в силе: попробуйте ещё раз или выберите другой способ.
    [Оплатить по СБП]
    [Оплатить картой] [Оплатить частями]
    [Все способы и QR-код]"
  `);
});

test('payment_failed in English', async () => {
  expect(await shown('payment_failed', 'en')).toMatchInlineSnapshot(`
    "⚠️ The payment for invoice #7 didn’t go through: not enough money on the account.

    We have not received any money. If your bank shows a charge, it will return it by itself. The invoice is still good: please try again or choose another way to pay.
    [Pay by SBP]
    [Pay by card] [Pay in instalments]
    [All ways and QR code]"
  `);
});

test('staff_invoice_paid in Russian', async () => {
  expect(await shown('staff_invoice_paid', 'ru')).toMatchInlineSnapshot(`
    "✅ <b>Счёт №7 оплачен</b> · 18 000,50 ₽ · СБП
    Анна · сделка №1
    [Ответить] [Открыть сделку]"
  `);
});

test('staff_invoice_paid in English', async () => {
  expect(await shown('staff_invoice_paid', 'en')).toMatchInlineSnapshot(`
    "✅ <b>Invoice #7 is paid</b> · ₽18,000.50 · SBP
    Анна · deal #1
    [Answer] [Open the deal]"
  `);
});
