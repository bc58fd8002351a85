import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Phone, payAtBank } from '../support/phone.ts';
import { allSaid, audit, until } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

let shop: Shop;
let anna: Phone;
let maria: Phone;

beforeAll(async () => {
  shop = await openShop();
  anna = shop.anna;
  maria = await shop.person(2001, 'Мария');
  await shop.order(maria, 'Логотип');
}, 30_000);

afterEach(() => faults('DELETE'));
afterAll(() => shop.close());

/** Plans what the messenger does wrong next, or takes it back. */
async function faults(method: 'POST' | 'DELETE', plan?: Record<string, unknown>): Promise<void> {
  const body = plan ? { body: JSON.stringify(plan) } : {};
  await fetch(`${shop.till.url}/sandbox/telegram/control/faults`, { method, ...body });
}

const fail = (method: string, fault: Record<string, unknown>, times = 1) =>
  faults('POST', { method, fault, times });

async function heard(who: Phone, words: string): Promise<number> {
  const { messages } = await who.chat();
  return messages.filter(({ from, text }) => from === 'bot' && text.includes(words)).length;
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${shop.till.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

/** What the card of the deal says while its customer can't be reached. */
const SILENT = 'Сообщения до клиента не доходят';

it('keeps a customer who blocked the bot as one who can’t be reached, and tells the manager once', async () => {
  await maria.act('block', {});
  const told = await anna.sees('заблокировал бота');
  const card = await anna.sees(SILENT);
  expect(card.buttons.flat().some((button) => button.callback_data === 'ans:1')).toBe(false);
  await anna.write('Вы здесь?', card.id);
  await anna.sees('Клиенту сейчас не написать', told.id);
  expect(await heard(anna, 'заблокировал бота')).toBe(1);
});

it('reaches a customer who came back', async () => {
  await maria.act('unblock', {});
  await until('the card is as before', async () => (await heard(anna, SILENT)) === 0);
  await anna.press('ans:1');
  const asked = (await anna.sees('Напишите, что ответить')).id;
  await anna.write('Рады видеть');
  await maria.sees('Рады видеть');
  await anna.sees('Отправлено', asked);
});

it('learns of a block by a refused message too, and takes whoever writes for back again', async () => {
  const { id } = await anna.sees('Отправлено');
  const card = await anna.sees('Сделка №1 · Логотип');
  // Both messages that this causes are refused: what the customer is told, and that it was sent. It is written as a
  // reply, since a question asked by a button may come or not: the same press soon after the first says nothing new.
  const description = 'Forbidden: bot was blocked by the user';
  await allSaid(shop.till);
  await fail('sendMessage', { kind: 'error', status: 403, description }, 2);
  await anna.write('Дойдёт ли?', card.id);
  await anna.sees('заблокировал бота', id);
  await anna.sees(SILENT);
  await until('both are given up', async () => (await metric('tillbot_outbox_parked')) === 2);
  await maria.write('Я здесь');
  await until('the card is as before', async () => (await heard(anna, SILENT)) === 0);
});

it('sends once what Telegram refused, and nobody waits for somebody else’s message that hangs', async () => {
  const faults = [
    { kind: 'rate_limit', retryAfter: 4 },
    { kind: 'rate_limit', retryAfter: 1 },
    { kind: 'error', status: 500 },
    { kind: 'cut' },
  ];
  const customers = await Promise.all(faults.map((_, index) => shop.person(2002 + index, `Гость ${index}`)));
  for (const customer of customers) await shop.order(customer, `Заказ ${customer.id}`);
  await allSaid(shop.till);
  await fail('sendPhoto', { kind: 'hang' });
  await anna.write('/invoice 1 5000 Логотип');
  await anna.press('dlg:ok');
  await anna.sees('отправлен клиенту');

  const started = Date.now();
  for (const fault of faults) await fail('sendMessage', fault);
  await Promise.all(customers.map((customer) => customer.write('/help')));
  await Promise.all(customers.map((customer) => customer.sees('Пишите сюда')));
  expect(Date.now() - started).toBeGreaterThanOrEqual(4_000);
  expect((await maria.chat()).messages.some(({ text }) => text.includes('Логотип — 5'))).toBe(false);
  for (const customer of customers) expect(await heard(customer, 'Пишите сюда')).toBe(1);
  await until('the picture comes too', async () => heard(maria, 'Логотип — 5'), 20_000);
  await until('nothing waits', async () => (await metric('tillbot_outbox_pending')) === 0);
  expect(await heard(maria, 'Логотип — 5')).toBe(1);
}, 40_000);

it('sends again what may have been lost on the way: twice at most, never not at all', async () => {
  const guest = await shop.person(2007, 'Гость');
  await allSaid(shop.till);
  await fail('sendMessage', { kind: 'lost_answer' });
  await guest.act('other', { location: { latitude: 1, longitude: 1 } });
  await guest.sees('передать не могу');
  await until('nothing waits', async () => (await metric('tillbot_outbox_pending')) === 0);
  expect(await heard(guest, 'передать не могу')).toBeLessThanOrEqual(2);
});

it('loses nothing while Telegram is away: what happened meanwhile is told when it is back', async () => {
  const page = (await maria.link('/pay/')).replace(/(\/pay\/[\w-]+).*/, '$1');
  const parked = await metric('tillbot_outbox_parked');
  await allSaid(shop.till);
  await fail('*', { kind: 'error', status: 502, description: 'Bad Gateway' }, 1_000);
  await payAtBank(shop.till, `${page}/card`);
  await shop.stage(1, 'paid');
  await until('messages wait', async () => (await metric('tillbot_outbox_pending')) > 0);
  await maria.write('Оплатила!');
  await faults('DELETE');
  await maria.sees('оплачен');
  await anna.sees('Счёт №1 оплачен');
  await anna.sees('Оплатила!');
  expect(await heard(maria, '✅ Счёт №1 оплачен')).toBe(1);
  expect(await heard(anna, 'Счёт №1 оплачен')).toBe(1);
  expect(await metric('tillbot_outbox_parked')).toBe(parked);
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});
