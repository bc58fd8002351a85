import { afterAll, beforeAll, expect, it } from 'vitest';
import { deal, type Phone, payAtBank, phone } from '../support/phone.ts';
import { allSaid, audit, until } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

/** The number of a customer who writes in WhatsApp; Anna works in Telegram. */
const IRINA = 79_000_000_031;

let shop: Shop;
let irina: Phone;

beforeAll(async () => {
  shop = await openShop({ REMIND_AFTER: '2s,24h' });
  irina = await phone(shop.till, IRINA, 'Ирина', 'ru', 'whatsapp');
}, 30_000);

afterAll(() => shop.close());

const faults = (plan: Record<string, unknown>) =>
  fetch(`${shop.till.url}/sandbox/whatsapp/control/faults`, { method: 'POST', body: JSON.stringify(plan) });

const told = async (words: string | RegExp) =>
  (await irina.chat()).messages.filter(
    ({ from, text }) =>
      from === 'bot' && (typeof words === 'string' ? text.includes(words) : words.test(text)),
  );

it('begins in WhatsApp: a deal with its source and the number that WhatsApp vouches for', async () => {
  await irina.start('src_autumn');
  await irina.sees('что вам нужно');
  await irina.write('Нужен логотип для кафе');
  await shop.anna.sees('Нужен логотип для кафе');
  expect(await deal(shop.till, 1)).toMatchObject({ stage: 'lead', source: 'whatsapp:autumn' });
  await irina.press('dlg:use');
  // The number is known, so nobody asks for it.
  await irina.sees('менеджер ответит здесь');
  await shop.anna.sees(`+${IRINA}`);
  await shop.anna.press('take:1');
  await shop.stage(1, 'in_work');
});

it('carries words and files from one messenger to the other, both ways', async () => {
  const picture = Buffer.from('not a picture, but bytes').toString('base64');
  await irina.act('file', {
    kind: 'photo',
    name: 'x.jpg',
    mime: 'image/jpeg',
    base64: picture,
    caption: 'Вот так',
  });
  const seen = await shop.anna.sees('Вот так');
  expect(seen.media?.kind).toBe('photo');
  await shop.anna.act('file', {
    kind: 'document',
    name: 'brief.pdf',
    mime: 'application/pdf',
    base64: picture,
  });
  const before = await irina.last();
  const { messageId } = await shop.anna.act('text', { text: 'Ответ', replyTo: seen.id });
  expect(messageId).toBeGreaterThan(0);
  await irina.sees('Ответ', before);
});

it('goes on with an invoice: its picture, one button to pay, the other ways as links', async () => {
  const before = await irina.last();
  await shop.anna.write('/invoice 1 15к Логотип');
  await shop.anna.press('dlg:ok');
  const invoice = await irina.sees(/15\s000/, before);
  expect(invoice.media?.kind).toBe('photo');
  expect(invoice.buttons).toHaveLength(1);
  expect(invoice.buttons[0]?.[0]?.url).toContain('/pay/');
  expect(invoice.text).toContain('/pay/');
  expect((await deal(shop.till, 1)).stage).toBe('invoice_issued');
});

it('reminds within the 24 hours in our words, with buttons that work', async () => {
  const reminder = await irina.sees('Напоминаю про счёт №1');
  expect(reminder.buttons.flat()).toMatchObject([{ url: expect.stringContaining('/pay/') }]);
  const before = await irina.last();
  await irina.press('tom:1');
  await irina.sees(/завтра/i, before);
});

it('shows staff what became of a message', async () => {
  await irina.act('read', {});
  await until('the deal’s page says that it was read', async () => {
    const before = await shop.anna.last();
    await shop.anna.write('/deal 1');
    return /прочитан/.test((await shop.anna.sees('Сделка №1', before)).text);
  });
});

it('outside the 24 hours says the same in approved words', async () => {
  await irina.act('wait', {});
  const before = await irina.last();
  await shop.anna.write('/remind 1');
  const reminder = await irina.sees('Напоминаем: счёт №1', before);
  expect(reminder).toMatchObject({ template: 'tillbot_reminder', media: null });
  expect(reminder.buttons[0]?.[0]?.url).toMatch(/\/pay\/[\w-]+$/);
});

it('says it in approved words too when WhatsApp tells only later that ours did not get through', async () => {
  await irina.write('Думаю');
  await shop.anna.sees('Думаю');
  await allSaid(shop.till);
  await faults({ method: 'messages', fault: { kind: 'fails_later', code: 131047 } });
  const before = await irina.last();
  const asked = await shop.anna.sees('Думаю');
  await shop.anna.write('Хорошо, ждём', asked.id);
  const answer = await irina.sees('Хорошо, ждём', before);
  expect(answer).toMatchObject({ template: 'tillbot_message' });
  expect(answer.text).toContain('№1');
});

it('is paid by link: the deal moves and both sides know, outside the window as well', async () => {
  await irina.act('wait', {});
  const before = await irina.last();
  const link = await irina.link('/pay/');
  await payAtBank(shop.till, `${link.replace(/(\/pay\/[\w-]+).*/, '$1')}/sbp`);
  await shop.stage(1, 'paid');
  expect(await irina.sees('Оплата по счёту №1 получена', before)).toMatchObject({ template: 'tillbot_paid' });
  await shop.anna.sees(/Счёт №1 оплачен/);
});

it('comes full circle: the money goes back, and the customer knows', async () => {
  const before = await irina.last();
  await shop.anna.write('/refund 1');
  await shop.anna.write('Передумали');
  await shop.anna.press('dlg:ok');
  await shop.stage(1, 'refunded');
  expect(await irina.sees('По счёту №1 возвращаем', before)).toMatchObject({ template: 'tillbot_refund' });
  expect(await told('Оплата по счёту №1 получена')).toHaveLength(1);
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});

it('keeps a customer whom WhatsApp can’t reach as one, and takes whoever writes for back again', async () => {
  await irina.write('Ещё одна мысль');
  await shop.anna.sees('Ещё одна мысль');
  const asked = await shop.anna.sees('Ещё одна мысль');
  await allSaid(shop.till);
  await faults({ method: 'messages', fault: { kind: 'fails_later', code: 131026 } });
  const before = await shop.anna.last();
  await shop.anna.write('Какая?', asked.id);
  await shop.anna.sees('не доходят', before);
  await irina.write('Вы писали?');
  await shop.anna.sees('Вы писали?');
});

it('lets staff work from WhatsApp: an invitation, commands as words, an answer to a card', async () => {
  const oleg = await phone(shop.till, 79_000_000_041, 'Олег', 'ru', 'whatsapp');
  const payload = await shop.invite('manager');
  await oleg.start(payload);
  await oleg.sees('Добро пожаловать');
  const maria = await shop.person(2001, 'Мария');
  const id = await shop.order(maria, 'Визитки');
  const card = await oleg.sees('Визитки');
  await oleg.press(`take:${id}`);
  const before = await oleg.last();
  await oleg.write(`invoice ${id} 700 Визитки`);
  await oleg.sees(/700/, before);
  await oleg.press('dlg:ok');
  await maria.sees(/700/);
  await oleg.write('Здравствуйте!', card.id);
  await maria.sees('Здравствуйте!');
  // The card came anew once, when he took the deal, and not with every change since.
  const cards = (await oleg.chat()).messages.filter(({ text }) => /Сделка №\d+[\s\S]*Стадия/.test(text));
  expect(cards).toHaveLength(2);
});

it('ends reminders at once for whoever says stop', async () => {
  const before = await irina.last();
  await irina.write('СТОП');
  await irina.sees(/не будем|больше не/i, before);
});

it('joins one person in both messengers by the number that both vouch for, once they say so', async () => {
  const vera = await shop.person(2009, 'Вера');
  await vera.write('Нужна вывеска');
  await vera.press('dlg:use');
  await vera.act('contact', {});
  await vera.sees('Спасибо, Вера');
  const card = await shop.anna.sees('Нужна вывеска');
  const id = Number(/№(\d+)/.exec(card.text)?.[1]);
  // Telegram's emulation gives her this number.
  const there = await phone(shop.till, 79_000_002_009, 'Вера', 'ru', 'whatsapp');
  await there.write('Добавьте подсветку');
  await there.sees('Это вы?');
  expect((await there.chat()).messages.some(({ text }) => text.includes('вывеска'))).toBe(false);
  await there.press('dlg:ok:same');
  await there.sees('Нужна вывеска');
  const said = await shop.anna.sees('Добавьте подсветку');
  expect(said.text).toContain(`№${id}`);
  await vera.sees('теперь мы ответим там');
  await shop.anna.write('Добавим', said.id);
  await there.sees('Добавим');
  // She is answered where she wrote last.
  await vera.write('А сроки?');
  const asked = await shop.anna.sees('А сроки?');
  await shop.anna.write('Три дня', asked.id);
  await vera.sees('Три дня');
});

it('leaves two people with one number apart when they say that they are', async () => {
  const petr = await shop.person(2010, 'Пётр');
  await petr.write('Нужны наклейки');
  await petr.press('dlg:use');
  await petr.act('contact', {});
  await petr.sees('Спасибо, Пётр');
  await shop.anna.sees('Нужны наклейки');
  const other = await phone(shop.till, 79_000_002_010, 'Глеб', 'ru', 'whatsapp');
  await other.write('Нужен баннер');
  await other.sees('Это вы?');
  await other.write('Нет');
  await other.sees('Как к вам обращаться');
  const card = await shop.anna.sees(/Новая сделка[\s\S]*Нужен баннер/);
  expect(card.text).not.toContain('наклейки');
});
