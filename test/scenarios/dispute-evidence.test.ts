import { afterAll, beforeAll, expect, it } from 'vitest';
import { atBank, BANK_KEYS, office, openPayment, pressAtBank, referenceOf } from '../support/bank.ts';
import type { Phone } from '../support/phone.ts';
import { audit } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

let shop: Shop;
let anna: Phone;
let oleg: Phone;
let maria: Phone;
let dealId: number;
let number: string;
let charge: string;
let dispute: string;
let reference: string;

beforeAll(async () => {
  shop = await openShop(BANK_KEYS);
  anna = shop.anna;
  oleg = await shop.person(1002, 'Олег');
  await shop.hire(oleg, 'owner');
  maria = await shop.person(2001, 'Мария');
  dealId = await shop.order(maria, 'Нужна вывеска <срочно>');
  await maria.write('Буквы синие, 60 см');
  const said = await anna.sees('Буквы синие');
  await anna.write('Сделаем к пятнице', said.id);
  await maria.sees('Сделаем к пятнице');
  const bill = await shop.bill(maria, dealId, '5000', 'Вывеска');
  number = bill.number;
  const page = await openPayment(`${bill.page}/card`);
  await pressAtBank(page, { do: 'pay' });
  await shop.stage(dealId, 'paid');
  reference = referenceOf(page);
  charge = (await atBank(shop.till, reference)).charges[0]?.id ?? '';
}, 30_000);

afterAll(() => shop.close());

it('says until when the bank must be answered, and why it asks', async () => {
  await office(shop.till, 'chargeback', charge);
  await shop.stage(dealId, 'disputed');
  const { text } = await anna.sees(`Банк оспорил оплату счёта №${number}`);
  const told = (await atBank(shop.till, reference)).disputes[0];
  dispute = told?.id ?? '';
  const day = new Intl.DateTimeFormat('ru', {
    day: 'numeric',
    month: 'long',
    timeZone: 'Europe/Moscow',
  }).format(told?.respondBefore ?? 0);
  expect(text).toContain(`до ${day}`);
  expect(text).toContain('клиент не получил заказ');
});

/** The file that a message of the bot carries. */
async function fileOf(who: Phone, after: number): Promise<{ name: string; html: string; link: string }> {
  const bubble = await who.sees('Доказательства по спору', after);
  const { path, name } = bubble.media as unknown as { path: string; name: string };
  const answer = await fetch(`${shop.till.url}/sandbox/telegram/${path}`);
  return { name, html: await answer.text(), link: await who.link('/evidence/') };
}

it('gathers all that it knows into one file, and gives an address of it', async () => {
  const before = await anna.last();
  expect(await anna.press('Собрать доказательства')).toContain('файл придёт');
  const { name, html, link } = await fileOf(anna, before);
  expect(name).toBe(`evidence-${number}.html`);
  for (const words of [
    'Вывеска',
    'Мария',
    charge,
    reference,
    dispute,
    'Буквы синие, 60 см',
    'Сделаем к пятнице',
    'Счёт выставлен',
    'Деньги пришли',
    'Анна',
    'клиент не получил заказ',
    '&lt;срочно&gt;',
  ])
    expect(html).toContain(words);
  expect(html).not.toContain('<срочно>');
  expect(html).not.toMatch(/<script|https?:\/\/(?!till)/);
  expect(html).toMatch(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC<br><small>/);
  const opened = await fetch(link.replace('localhost', '127.0.0.1'));
  expect(opened.status).toBe(200);
  expect(await opened.text()).toBe(html);
  expect(opened.headers.get('cache-control')).toBe('no-store');
  expect(opened.headers.get('x-robots-tag')).toContain('noindex');
});

it('keeps the pack from whoever has no address of it, and from previews', async () => {
  const link = (await anna.link('/evidence/')).replace('localhost', '127.0.0.1');
  for (const path of ['/evidence/AAAAAAAAAAAAAAAAAAAAAA', '/evidence/x', '/evidence/'])
    expect((await fetch(shop.till.url + path)).status).toBe(404);
  const preview = await fetch(link, { headers: { 'user-agent': 'TelegramBot (like TwitterBot)' } });
  expect(preview.status).toBe(404);
  // The customer never hears of it.
  const { messages } = await maria.chat();
  expect(messages.some(({ text }) => /оспорил|Доказательства/.test(text))).toBe(false);
});

it('ends with the access of whoever asked for it', async () => {
  const before = await oleg.last();
  await oleg.write(`/deal ${dealId}`);
  await oleg.sees('Сделка', before);
  await oleg.press(`bill:${number}`);
  await oleg.sees('спор с банком');
  await oleg.press('Собрать доказательства');
  const { link } = await fileOf(oleg, before);
  const address = link.replace('localhost', '127.0.0.1');
  expect((await fetch(address)).status).toBe(200);
  const at = await anna.last();
  await anna.write('/team');
  await anna.sees('Команда', at);
  await anna.press('Олег');
  await anna.press('Убрать из команды');
  await anna.press('Да, убрать');
  await anna.sees('доступа к боту больше нет', at);
  expect((await fetch(address)).status).toBe(404);
});

it('follows the dispute to its end, and keeps its books in order', async () => {
  await office(shop.till, 'won', dispute);
  await shop.stage(dealId, 'paid');
  await anna.sees('решён в вашу пользу');
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});
