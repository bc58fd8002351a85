import { afterAll, beforeAll, expect, it } from 'vitest';
import { BANK_KEYS, openPayment, pressAtBank } from '../support/bank.ts';
import { deal, type Phone } from '../support/phone.ts';
import { audit } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';
import { postUpdate, pressed, UPDATES_SECRET } from '../support/updates.ts';

let shop: Shop;
let anna: Phone;
let guests = 2000;

/** A provider whose service is not there, and a funnel of its own for the school. */
const SETTINGS = {
  ...BANK_KEYS,
  TELEGRAM_WEBHOOK_SECRET: UPDATES_SECRET,
  YOOKASSA_SHOP_ID: '100500',
  YOOKASSA_SECRET_KEY: 'test_key',
  YOOKASSA_API_ROOT: 'http://127.0.0.1:9/v3',
  POLICIES: JSON.stringify({ school: { people: ['card'], inPieces: true } }),
};

beforeAll(async () => {
  shop = await openShop(SETTINGS);
  anna = shop.anna;
}, 30_000);

afterAll(() => shop.close());

async function billed() {
  const guest = await shop.person(++guests, `Гость ${guests}`);
  const dealId = await shop.order(guest, `Заказ ${guests}`);
  return invoiced(guest, dealId);
}

async function invoiced(guest: Phone, dealId: number) {
  const bill = await shop.bill(guest, dealId, '5000', 'Вывеска');
  const urls = bill.bubble.buttons.flat().flatMap(({ url }) => url ?? []);
  const ways = urls.flatMap((url) => /\/pay\/[\w-]+\/(\w+)$/.exec(url)?.[1] ?? []);
  return { ...bill, guest, dealId, ways };
}

const open = async () => {
  await anna.write('/help');
  await anna.press('Как платят клиенты');
  return anna.sees('Людям показываем');
};

it('shows customers what an owner has chosen, in that order, and refuses the rest', async () => {
  expect((await billed()).ways.slice(0, 2)).toEqual(['sbp', 'card']);
  await open();
  await anna.press('pol:main:p:k:sbp');
  await anna.press('pol:main:p:u:wallet');
  const chosen = await anna.sees(/1\. кошелёк[\s\S]*2\. карта/);
  expect(chosen.text).toContain('Последним менял');
  const { ways, page } = await billed();
  expect(ways.slice(0, 2)).toEqual(['wallet', 'card']);
  expect(ways).not.toContain('sbp');
  expect(await openPayment(`${page}/sbp`)).toBe(404);
  expect(await openPayment(`${page}/card`)).toMatch(/^http/);
});

it('asks the next provider at once when the first that an owner chose is away', async () => {
  await open();
  await anna.press('pol:main:p:f:card');
  await anna.sees('какой сервис пробовать первым');
  await anna.press('pol:main:p:f:card:yookassa');
  await anna.sees('карта · сначала yookassa');
  const { page, dealId } = await billed();
  const bank = await openPayment(`${page}/card`);
  expect(bank).toMatch(/\/sandbox\/(?!yookassa)/);
  // The attempt at the provider that is away stays in doubt and is asked about; the customer pays the other.
  await pressAtBank(bank, { do: 'pay' });
  await shop.stage(dealId, 'paid');
});

it('keeps owners’ choices from everybody else', async () => {
  const oleg = await shop.person(1002, 'Олег');
  await shop.hire(oleg, 'manager');
  await oleg.write('/help');
  const help = await oleg.sees('Что можно делать');
  expect(JSON.stringify(help.buttons)).not.toContain('pol');
  await postUpdate(shop.till, pressed(900_001, 1002, 'pol:main:p:s:h'));
  await oleg.sees('нет прав');
});

it('leads a campaign into the funnel of its name, with ways and pieces of its own', async () => {
  const guest = await shop.person(2999, 'Ольга');
  await guest.start('src_school');
  await guest.write('Курс керамики');
  const card = await anna.sees(/Сделка №\d+ · Курс керамики/);
  expect(card.text).toContain('school');
  const dealId = Number(/№(\d+)/.exec(card.text)?.[1]);
  const { ways, page, number } = await invoiced(guest, dealId);
  expect(new Set(ways)).toEqual(new Set(['card']));
  const post = (sum: string) =>
    fetch(`${page}/card`, {
      method: 'POST',
      headers: { 'user-agent': 'Mozilla/5.0' },
      body: new URLSearchParams({ sum }),
      redirect: 'manual',
    });
  expect((await post('5000,01')).status).toBe(400);
  const first = await post('1 500,50');
  expect(first.status).toBe(303);
  await pressAtBank(first.headers.get('location')?.replace('localhost', '127.0.0.1') ?? '', { do: 'pay' });
  await shop.stage(dealId, 'partially_paid');
  expect(await deal(shop.till, dealId)).toMatchObject({ paid: '1500.50', due: '3499.50' });
  await pressAtBank(await openPayment(`${page}/card`), { do: 'pay' });
  await guest.sees(`Счёт №${number} оплачен`);
  await shop.stage(dealId, 'paid');
});

it('keeps its books in order', () => {
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});
