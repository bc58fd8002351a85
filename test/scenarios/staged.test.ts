import { afterAll, beforeAll, expect, it } from 'vitest';
import { deal, type Phone, payAtBank } from '../support/phone.ts';
import { audit } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

let shop: Shop;
let anna: Phone;
let maria: Phone;

beforeAll(async () => {
  shop = await openShop();
  anna = shop.anna;
  maria = await shop.person(2001, 'Мария');
  await shop.order(maria, 'Сайт для бюро');
}, 30_000);

afterAll(() => shop.close());

const states = async () => (await deal(shop.till, 1)).invoices.map(({ state, total }) => `${state} ${total}`);

it('divides a sum by shares: the first part goes out, the others wait for their milestone', async () => {
  await anna.write('/invoice 1 100000 Сайт 50/30/20');
  await anna.sees(/3-я часть — 20\s000/);
  await anna.press('dlg:ok');
  const asked = await maria.sees('Часть 1 из 3');
  expect(asked.text).toMatch(/осталось 100\s000/);
  expect(await states()).toEqual(['open 50000.00', 'planned 30000.00', 'planned 20000.00']);
});

it('moves the deal part by part; each message says what is paid and what is left', async () => {
  await payAtBank(shop.till, await maria.link('/sbp'));
  await shop.stage(1, 'partially_paid');
  const paid = await maria.sees(/Счёт №1 оплачен/);
  expect(paid.text).toMatch(/оплачено 50\s000.*осталось 50\s000/);
  expect(await deal(shop.till, 1)).toMatchObject({
    invoiced: '100000.00',
    paid: '50000.00',
    due: '50000.00',
  });

  await anna.write('/deal 1');
  await anna.press('bill:2');
  const before = await maria.last();
  await anna.press('ask:2');
  await maria.sees('Часть 2 из 3', before);
  await payAtBank(shop.till, await maria.link('/card'));
  await maria.sees(/Счёт №2 оплачен/);
  await anna.press('bill:3');
  await anna.press('ask:3');
  await maria.sees('Часть 3 из 3');
  await payAtBank(shop.till, await maria.link('/sbp'));
  await shop.stage(1, 'paid');
  expect(await states()).toEqual(['paid 50000.00', 'paid 30000.00', 'paid 20000.00']);
});

it('takes sums with days, and refuses parts that do not make the whole', async () => {
  const before = await anna.last();
  await anna.write('/invoice 1 900 Правки 50/30/10');
  await anna.sees(/не складываются/, before);
  await anna.write('/invoice 1 900 Правки 500 01.12, 300 15.12');
  await anna.sees(/не складываются[\s\S]*500 01/, before);
  expect(await states()).toHaveLength(3);
  await anna.write('/invoice 1 900 Правки 600 01.12, 300 15.12');
  await anna.sees(/2-я часть — 300/, before);
  await anna.press('dlg:ok');
  await maria.sees(/Следующая часть: 15 декабря/);
  expect(await states()).toEqual(expect.arrayContaining(['open 600.00', 'planned 300.00']));
});

it('lets a part that nobody needs be cancelled, and keeps the books balanced', async () => {
  await anna.write('/cancel 5');
  await anna.press('can:5:y');
  await anna.sees(/Счёт №5.*отмен/);
  expect(await states()).toEqual(expect.arrayContaining(['cancelled 300.00']));
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});
