import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPayment, pressAtBank } from '../support/bank.ts';
import type { Phone } from '../support/phone.ts';
import { audit } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

let shop: Shop;
let anna: Phone;
let guests = 2000;

beforeAll(async () => {
  shop = await openShop({ VAT: '22', TAX_SYSTEM: 'osn', RECEIPT_CONTACT: 'before', HANDED_OVER: 'later' });
  anna = shop.anna;
}, 30_000);

afterAll(() => shop.close());

/** A customer of whom no phone is known, with an invoice of 5,000. */
async function billed() {
  const guest = await shop.person(++guests, `Гость ${guests}`);
  const dealId = await shop.order(guest, `Заказ ${guests}`);
  return { guest, dealId, ...(await shop.bill(guest, dealId, '5000', 'Вывеска')) };
}

const browser = { 'user-agent': 'Mozilla/5.0 (iPhone)' };
const open = (url: string) => fetch(url, { redirect: 'manual', headers: browser });
const give = (page: string, to: string) =>
  fetch(`${page}/receipt`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...browser, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ to, kind: 'card' }),
  });

/** Receipts as the register has them, oldest first. */
async function registered(): Promise<string> {
  const page = await fetch(`${shop.till.url}/sandbox/register/receipts?lang=ru`);
  return page.text();
}

it('asks where the receipt goes, then lets the customer pay; both receipts and the return arrive in the chat', async () => {
  const { guest, dealId, page, number } = await billed();
  const asked = await open(`${page}/card`);
  expect(asked.status).toBe(303);
  expect(asked.headers.get('location')).toContain('/receipt?kind=card');
  const form = await open(`${page}/receipt?kind=card`);
  expect(await form.text()).toContain('Куда прислать чек');
  const wrong = await give(page, 'мне лично в руки');
  expect(wrong.status).toBe(422);
  expect(await wrong.text()).toContain('Не похоже ни на почту');
  const given = await give(page, 'guest@example.com');
  expect(given.headers.get('location')).toMatch(/\/pay\/[\w-]+\/card$/);
  const bank = await openPayment(`${page}/card`);
  await pressAtBank(bank, { do: 'pay' });
  await shop.stage(dealId, 'paid');
  await guest.sees(new RegExp(`Чек по счёту №${number} на 5\\s000`));
  const link = await guest.link('Открыть чек');
  const receipt = await (await open(link.replace('localhost', '127.0.0.1'))).text();
  expect(receipt).toContain('Вывеска');
  expect(receipt).toContain('guest@example.com');
  expect(receipt).toContain('vat122');

  await anna.write('/invoices');
  await anna.press(`bill:${number}`);
  await anna.press('Выдано клиенту');
  await guest.sees(`Итоговый чек по счёту №${number}`);

  await anna.write(`/refund ${number} 1000`);
  await anna.sees('Почему');
  await anna.press('dlg:reason:1');
  await anna.sees('Отменить возврат потом нельзя');
  await anna.press('dlg:ok');
  await guest.sees(new RegExp(`Чек возврата по счёту №${number} на 1\\s000`));
  expect(await registered()).toContain('Возврат прихода');
});

it('a register that refuses holds up no money: staff see why, and print it again with one press', async () => {
  const { guest, dealId, page, number } = await billed();
  await give(page, '+7 900 000-00-01');
  const broken = await fetch(`${shop.till.url}/sandbox/register/receipts`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ do: 'fail' }),
  });
  expect(broken.status).toBe(303);
  const bank = await openPayment(`${page}/card`);
  await pressAtBank(bank, { do: 'pay' });
  await shop.stage(dealId, 'paid');
  await anna.sees(new RegExp(`Чек на 5\\s000\\s₽ по счёту №${number} не пробит`));
  await anna.press('Пробить ещё раз');
  await guest.sees(new RegExp(`Чек по счёту №${number}`));
});

it('where nobody was asked before, the customer just writes an address into the chat', async () => {
  const other = await openShop();
  try {
    const guest = await other.person(2001, 'Мария');
    const dealId = await other.order(guest, 'Торт');
    const { page, number } = await other.bill(guest, dealId, '3500', 'Торт «Прага»');
    await pressAtBank(await openPayment(`${page}/card`), { do: 'pay' });
    await guest.sees('Напишите почту или номер телефона');
    await guest.write('maria@example.com');
    await guest.sees('Чек придёт на maria@example.com');
    await guest.sees(`Чек по счёту №${number}`);
    expect(await (await open(page)).text()).toContain('data-testid="receipt-sale"');
  } finally {
    await other.close();
  }
});

it('ends with books that balance', () => {
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});
