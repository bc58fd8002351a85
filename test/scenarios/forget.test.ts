import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { payAtBank } from '../support/phone.ts';
import { audit, until } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';
import { everythingIn } from '../support/tills.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
}, 30_000);
afterAll(() => shop.close());

const AGRAFENA = 770_077_123;
const rows = () => everythingIn(`file:${join(shop.path, 'tillbot.db')}`);
/** Tables in which something of the person is still found. */
async function traces(...words: readonly (string | number)[]): Promise<string[]> {
  const found = Object.entries(await rows()).flatMap(([table, all]) =>
    all.filter((row) => words.some((word) => row.includes(String(word)))).map((row) => `${table}: ${row}`),
  );
  return found;
}

it('an owner hands out what is kept about a customer, and erases it for good; the money stays', async () => {
  const { anna } = shop;
  const agrafena = await shop.person(AGRAFENA, 'Аграфена');
  const dealId = await shop.order(agrafena, 'Каравай к юбилею тёти');
  const { page } = await shop.bill(agrafena, dealId, '5000', 'Каравай');
  await agrafena.write('Звоните после шести, спросите Пелагею');
  await anna.sees('спросите Пелагею');
  const manager = await shop.person(1002, 'Борис');
  await shop.hire(manager, 'manager');

  await manager.write(`/forget ${dealId}`);
  await manager.sees('нет прав');
  await anna.write(`/forget ${dealId}`);
  await anna.sees(/Данные клиента: Аграфена[\s\S]*открытый счёт/);

  await payAtBank(shop.till, `${page}/sbp`);
  await shop.stage(dealId, 'paid');
  const person = ['Аграфена', 'Пелагею', AGRAFENA, 'юбилею'];
  expect((await traces(...person)).length).toBeGreaterThan(3);

  await anna.write('/help');
  await anna.write(`/forget ${dealId}`);
  await anna.sees(
    /Данные клиента: Аграфена[\s\S]*«Стереть» уберёт всё, кроме денег:(?![\s\S]*открытый счёт)/,
  );
  await anna.press('Выгрузить');
  const file = await anna.sees('одним файлом');
  expect(file.media?.kind).toBe('document');

  await anna.press('Стереть…');
  await anna.sees(/навсегда\? С ним была 1 сделка/);
  await anna.press('Стереть навсегда');
  await anna.sees('Данные клиента стёрты');
  // Answers are empty once they are delivered: nothing of the person is left anywhere.
  await until('nothing is left', async () => (await traces(...person)).length === 0);

  const left = await rows();
  expect(left.postings?.length).toBeGreaterThan(0);
  expect(left.invoices?.join()).toContain('Каравай');
  expect(audit(shop.path)).toMatchObject({ code: 0 });
  await anna.write(`/deal ${dealId}`);
  await anna.sees(`№${dealId}`);
  await anna.write(`/forget ${dealId}`);
  await anna.sees('Менять нечего');

  // Who writes again is somebody new.
  await agrafena.write('Здравствуйте, мне снова каравай');
  await anna.sees(/Новая сделка[\s\S]*снова каравай/);
});
