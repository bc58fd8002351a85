import { afterAll, beforeAll, expect, it } from 'vitest';
import { deal, type Phone } from '../support/phone.ts';
import { audit } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

let shop: Shop;
let anna: Phone;
let maria: Phone;

beforeAll(async () => {
  shop = await openShop();
  anna = shop.anna;
  maria = await shop.person(2001, 'Мария');
  await shop.order(maria, 'Логотип для бара');
}, 30_000);

afterAll(() => shop.close());

/** Writes and gives what the bot says to it. */
async function asked(who: Phone, words: string, answer: string | RegExp): Promise<string> {
  const before = await who.last();
  await who.write(words);
  return (await who.sees(answer, before)).text;
}

it('answers an unknown command with the way to all of them', async () => {
  expect(await asked(anna, '/frobnicate 1', 'frobnicate')).toContain('/help');
  expect(await asked(anna, '/constructor', 'constructor')).toContain('/help');
});

it.each([
  ['/deal', '/deal 1'],
  ['/deal один', '/deal 1'],
  ['/invoice', '/invoice 1 15000 Логотип'],
  ['/invoice один 100 Логотип', '/invoice 1 15000 Логотип'],
  ['/refund', '/refund 1 500'],
  ['/cancel', '/cancel 1'],
  ['/remind', '/remind 1'],
  ['/new', '/new Логотип для кафе'],
])('answers the wrong call %s with an example of the right one', async (words, example) => {
  await asked(anna, words, example);
});

it.each([
  ['/deal 99', 'Сделки №99 нет'],
  ['/invoice 99 100 Логотип', 'Сделки №99 нет'],
  ['/refund 99', 'Такого счёта нет'],
  ['/cancel 99', 'Такого счёта нет'],
  ['/remind 99', 'Такого счёта нет'],
])('says that there is no such thing: %s', async (words, answer) => {
  await asked(anna, words, answer);
});

it.each([
  ['0', 'больше нуля'],
  ['-5', /больше нуля|Не понял сумму/],
  ['99999999999999', 'слишком большая'],
  ['15000.555', 'знаков после запятой'],
  ['сто', 'Не понял сумму'],
  ['15000', 'за что счёт'],
])('makes no invoice of the sum %s', async (sum, answer) => {
  await asked(anna, `/invoice 1 ${sum}${sum === '15000' ? '' : ' Логотип'}`, answer);
  expect((await deal(shop.till, 1)).invoices).toEqual([]);
});

it('asks again in the dialogue for a sum, a quantity or a day that nobody can read', async () => {
  await asked(anna, '/invoice 1', 'За что счёт');
  await asked(anna, 'Логотип', 'Сколько');
  await asked(anna, 'много', 'количество');
  await asked(anna, '0', 'количество');
  await asked(anna, '2', 'Какая цена');
  for (const [sum, answer] of [
    ['0', 'больше нуля'],
    ['-5', /больше нуля|Не понял/],
    ['сто', 'Не понял'],
    ['15000,005', 'знаков'],
  ] as const) {
    await asked(anna, sum, answer);
  }
  await asked(anna, '500', 'Проверьте счёт');
  await anna.press('dlg:due');
  await asked(anna, 'когда-нибудь', 'Не понял дату');
  await anna.press('dlg:stop');
  await anna.sees('Отменено');
  expect((await deal(shop.till, 1)).invoices).toEqual([]);
});

it('forgets a half-made invoice when another command comes', async () => {
  await asked(anna, '/invoice 1 100 Логотип', 'Проверьте счёт');
  await asked(anna, '/deals', 'Сделки');
  expect(await anna.press('dlg:ok')).toContain('не действует');
  expect((await deal(shop.till, 1)).invoices).toEqual([]);
});

it('gives customers nothing of what staff may do, however they ask', async () => {
  const seen = await anna.last();
  for (const command of [
    '/deals',
    '/deal 1',
    '/invoice 1 1 Логотип',
    '/invoices',
    '/refund 1',
    '/cancel 1',
    '/remind 1',
    '/team',
    '/new X',
  ]) {
    await asked(maria, command, 'это видит менеджер');
  }
  expect(await deal(shop.till, 1)).toMatchObject({ stage: 'lead', responsible: null, invoices: [] });
  expect(await anna.last()).toBe(seen);
});

it('takes no invitation that nobody made, and each that was made once', async () => {
  const boris = await shop.person(2002, 'Борис');
  await boris.start('join_AAAAAAAAAAAAAAAAAAAAAA');
  await boris.sees('больше не действует');
  const invitation = await shop.invite('manager');
  const [first, second] = [await shop.person(2003, 'Вера'), await shop.person(2004, 'Глеб')];
  await Promise.all([first.start(invitation), second.start(invitation)]);
  const welcomed = await Promise.all(
    [first, second].map(async (one) => (await one.sees(/Добро пожаловать|больше не действует/)).text),
  );
  expect(welcomed.filter((text) => text.includes('Добро пожаловать'))).toHaveLength(1);
  expect(await asked(anna, '/team', 'Команда')).toContain('2 человека');
});

it('tells a manager who holds a deal that they touch, and changes nothing', async () => {
  const [pavel, olga] = [await shop.person(1002, 'Павел'), await shop.person(1003, 'Ольга')];
  await shop.hire(pavel, 'manager');
  await shop.hire(olga, 'manager');
  const denis = await shop.person(2005, 'Денис');
  const id = await shop.order(denis, 'Вывеска');
  await pavel.press(`take:${id}`);
  await shop.stage(id, 'in_work');
  const { number } = await shop.bill(denis, id, '5000', 'Вывеска', pavel);
  const before = await deal(shop.till, id);
  const held = `Сделку №${id} уже ведёт Павел`;
  for (const command of [
    `/invoice ${id} 100 Вывеска`,
    `/refund ${number}`,
    `/cancel ${number}`,
    `/remind ${number}`,
  ]) {
    await asked(olga, command, held);
  }
  await asked(olga, `/deal ${id}`, 'Вывеска');
  for (const button of [`inv:${id}`, `ans:${id}`]) {
    const last = await olga.last();
    await olga.press(button);
    await olga.sees(held, last);
  }
  expect(await deal(shop.till, id)).toEqual(before);
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});
