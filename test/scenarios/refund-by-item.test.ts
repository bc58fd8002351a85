import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WirePayment } from '../../api/payments/sandbox/wire.ts';
import { atBank, BANK_KEYS, office, openPayment, pressAtBank, referenceOf } from '../support/bank.ts';
import { deal, type Phone } from '../support/phone.ts';
import { audit, until } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

let shop: Shop;
let anna: Phone;
let oleg: Phone;
let guests = 3000;

beforeAll(async () => {
  shop = await openShop(BANK_KEYS);
  anna = shop.anna;
  oleg = await shop.person(1002, 'Олег');
  await shop.hire(oleg, 'owner');
}, 30_000);

afterAll(() => shop.close());

interface Paid {
  readonly number: string;
  readonly guest: Phone;
  readonly dealId: number;
  bank(): Promise<WirePayment>;
}

/** A new customer who has paid for three cakes of 1,000 and candles of 500. */
async function paid(): Promise<Paid> {
  const guest = await shop.person(++guests, `Гость ${guests}`);
  const dealId = await shop.order(guest, `Заказ ${guests}`);
  const seen = await guest.last();
  await anna.press(`inv:${dealId}`);
  await line('Торт', '3', '1000');
  await anna.press('dlg:add');
  await line('Свечи', '1', '500');
  await anna.press('dlg:ok');
  const bubble = await guest.sees('Торт', seen);
  const number = /№([\w-]+)/.exec(bubble.text)?.[1] ?? '';
  const link = await guest.link('/pay/');
  const page = await openPayment(
    `${link.replace(/(\/pay\/[\w-]+).*/, '$1').replace('localhost', '127.0.0.1')}/card`,
  );
  await pressAtBank(page, { do: 'pay' });
  await shop.stage(dealId, 'paid');
  return { number, guest, dealId, bank: () => atBank(shop.till, referenceOf(page)) };
}

/** Anna answers the three questions about an item. */
async function line(title: string, quantity: string, price: string): Promise<void> {
  for (const [question, answer] of [
    [/За что счёт/, title],
    [/Сколько\?/, quantity],
    [/Какая цена/, price],
  ] as const) {
    await anna.sees(question);
    const before = await anna.last();
    await anna.write(answer);
    await anna.sees(/Сколько\?|Какая цена|Проверьте счёт/, before);
  }
}

/** Opens the picking of items by `/refund`. */
async function pickItems(who: Phone, number: string): Promise<void> {
  const before = await who.last();
  await who.write(`/refund ${number}`);
  await who.sees('Почему', before);
  await who.press('dlg:items');
  await who.sees('Что возвращаем');
}

/** From the picked items to the last look. */
async function toConfirm(who: Phone): Promise<void> {
  await who.press('dlg:next');
  await who.sees('Почему');
  await who.press('dlg:reason:1');
  await who.sees('Отменить возврат потом нельзя');
}

const returned = async (bank: () => Promise<WirePayment>) =>
  (await bank()).refunds.reduce(
    (sum, { amount, state }) => sum + (state === 'failed' ? 0 : Number(amount.minor)),
    0,
  );

it('returns one of three and shows what is left to pick; the customer reads what it was for', async () => {
  const { number, guest, dealId, bank } = await paid();
  await pickItems(anna, number);
  await anna.press('dlg:more:0');
  await anna.sees(/К возврату: 1\s000/);
  await toConfirm(anna);
  await anna.press('dlg:ok');
  await shop.stage(dealId, 'partially_refunded');
  expect((await guest.sees(/Вернули вам 1\s000/)).text).toContain('Торт');
  expect(await returned(bank)).toBe(100_000);
  await pickItems(anna, number);
  expect((await anna.sees('Что возвращаем')).text).toMatch(/Торт: 2 на 2\s000/);
  await anna.press('dlg:stop');
});

it('takes what is written as well, and refuses more than there is', async () => {
  const { number, dealId } = await paid();
  await pickItems(anna, number);
  let before = await anna.last();
  await anna.write('1 4');
  await anna.sees('не больше, чем есть', before);
  before = await anna.last();
  await anna.write('1 2');
  await anna.sees(/К возврату: 2\s000/, before);
  await anna.write('2');
  await anna.sees(/К возврату: 2\s500/, before);
  await toConfirm(anna);
  await anna.press('dlg:ok');
  await shop.stage(dealId, 'partially_refunded');
  expect(await deal(shop.till, dealId)).toMatchObject({ refunded: '2500.00' });
});

it('returns a thing once when two return it in the same moment', async () => {
  const { number, dealId, bank } = await paid();
  for (const who of [anna, oleg]) {
    await pickItems(who, number);
    await who.press('dlg:item:1');
    await toConfirm(who);
  }
  await Promise.all([anna.press('dlg:ok'), oleg.press('dlg:ok')]);
  await shop.stage(dealId, 'partially_refunded');
  const said = await Promise.all(
    [anna, oleg].map((who) => who.sees(/Возврат 500.+отправлен|уже не вернуть/)),
  );
  expect(said.filter(({ text }) => text.includes('уже не вернуть'))).toHaveLength(1);
  expect(await returned(bank)).toBe(50_000);
});

it('shares a return by sum out over the items, and all of them return all that is left', async () => {
  const { number, dealId } = await paid();
  const before = await anna.last();
  await anna.write(`/refund ${number} 350`);
  await anna.sees('Почему', before);
  await anna.press('dlg:reason:1');
  await anna.sees('Отменить возврат потом нельзя', before);
  await anna.press('dlg:ok');
  await shop.stage(dealId, 'partially_refunded');
  await pickItems(anna, number);
  await anna.press('dlg:item:0');
  await anna.press('dlg:item:1');
  await anna.sees(/К возврату: 3\s150/);
  await toConfirm(anna);
  await anna.press('dlg:ok');
  await shop.stage(dealId, 'refunded');
  expect(await deal(shop.till, dealId)).toMatchObject({ paid: '3500.00', refunded: '3500.00' });
});

it('shows a refund that waits and one that failed, and tries it again as a new one', async () => {
  const { number, dealId, bank } = await paid();
  await office(shop.till, 'byHand', 'refunds');
  const before = await anna.last();
  await anna.write(`/refund ${number} 500`);
  await anna.sees('Почему', before);
  await anna.press('dlg:reason:1');
  await anna.sees('Отменить возврат потом нельзя', before);
  await anna.press('dlg:ok');
  await anna.sees('отправлен', before);
  await anna.write(`/deal ${dealId}`);
  await anna.sees(/Возврат 500.+в пути/, before);
  const refund = await until('the bank has the refund', async () => (await bank()).refunds[0]);
  await office(shop.till, 'fail', refund.id);
  const told = await anna.sees(/Возврат 500.+не прошёл/, before);
  expect(told.text).toContain('Карта или счёт клиента закрыты');
  await anna.write(`/deal ${dealId}`);
  await office(shop.till, 'byHand', 'refunds');
  await anna.press('Повторить возврат 500');
  await shop.stage(dealId, 'partially_refunded');
  expect(await returned(bank)).toBe(50_000);
  expect((await bank()).refunds.map(({ state }) => state)).toEqual(['failed', 'succeeded']);
});

it('answers a wrong call with an example that tells of items', async () => {
  const before = await anna.last();
  await anna.write('/refund');
  expect((await anna.sees('/refund 1 500', before)).text).toContain('отдельные позиции');
});

it('keeps its books in order through all of it', async () => {
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});
