import { afterAll, beforeAll, expect, it } from 'vitest';
import { deal, type Phone } from '../support/phone.ts';
import { audit, until } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';
import { corrected, postUpdate, pressed, UPDATES_SECRET, wrote } from '../support/updates.ts';

let shop: Shop;
let anna: Phone;
let maria: Phone;

beforeAll(async () => {
  shop = await openShop({ TELEGRAM_WEBHOOK_SECRET: UPDATES_SECRET });
  anna = shop.anna;
  maria = await shop.person(2001, 'Мария');
}, 30_000);

afterAll(() => shop.close());

const control = async (path: string, body?: unknown): Promise<unknown> => {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return (await fetch(`${shop.till.url}/sandbox/telegram/control${path}`, init)).json();
};

/** How often the process has said that it met an update before. */
const repeats = () => shop.till.output().split('"outcome":"repeat"').length - 1;

const heard = async (who: Phone, words: string) =>
  (await who.chat()).messages.filter(({ from, text }) => from === 'bot' && text.includes(words)).length;

it('does once what an update asks for, however often it comes', async () => {
  await shop.order(maria, 'Логотип для бара');
  await maria.write('И ещё визитки');
  await anna.sees('И ещё визитки');
  const updates = (await control('/updates')) as { update_id: number }[];
  for (const { update_id } of updates) await control('/redeliver', { updateId: update_id });
  await until('all came again', async () => repeats() >= updates.length);
  expect(await heard(anna, 'И ещё визитки')).toBe(1);
  expect(await heard(anna, 'Логотип для бара')).toBe(1);
  expect((await control('/updates')) as unknown[]).toHaveLength(updates.length);
  await expect(deal(shop.till, 2)).rejects.toThrow('404');
});

it('does once what comes eight times in one moment, by two roads', async () => {
  const before = await anna.last();
  const update = wrote(900_001, maria.id, 'Срочно!');
  const answers = await Promise.all(Array.from({ length: 8 }, () => postUpdate(shop.till, update)));
  expect(answers).toEqual(Array(8).fill(200));
  await anna.sees('Срочно!', before);
  expect(await heard(anna, 'Срочно!')).toBe(1);
});

it('opens one deal when somebody’s first messages come in the same moment', async () => {
  await shop.person(2002, 'Пётр');
  const words = ['Один', 'Два', 'Три', 'Четыре'];
  await Promise.all(words.map((text, index) => postUpdate(shop.till, wrote(900_010 + index, 2002, text))));
  await until('all are passed on', async () =>
    (await Promise.all(words.map((text) => heard(anna, text)))).every(Boolean),
  );
  expect(await deal(shop.till, 2)).toMatchObject({ stage: 'lead' });
  await expect(deal(shop.till, 3)).rejects.toThrow('404');
});

it('understands updates in another order than they were made in', async () => {
  const before = await anna.last();
  expect(await postUpdate(shop.till, corrected(900_022, maria.id, 'Синий логотип', 7001))).toBe(200);
  expect(await postUpdate(shop.till, wrote(900_021, maria.id, 'Красный логотип', 7001))).toBe(200);
  const later = await anna.sees('Синий логотип', before);
  expect(later.text).toContain('исправлено');
  expect((await anna.sees('Красный логотип', before)).text).not.toContain('исправлено');
});

it('shows staff what a customer corrected, and changes nothing of the deal by it', async () => {
  const unchanged = await deal(shop.till, 1);
  const messageId = await maria.write('Нужно к пятнице');
  const first = await anna.sees('Нужно к пятнице');
  await maria.act('edit', { messageId, text: 'Нужно к среде' });
  const second = await anna.sees('Нужно к среде', first.id);
  expect(second.text).toContain('исправлено');
  expect(await deal(shop.till, 1)).toEqual(unchanged);
});

it('tells a member of staff that a correction does not reach the customer, and runs no command again', async () => {
  await anna.press('ans:1');
  const messageId = await anna.write('Здравствуйте!');
  await maria.sees('Здравствуйте!');
  await anna.act('edit', { messageId, text: '/invoice 1 100 Логотип' });
  await anna.sees('Клиент правку не увидит');
  expect((await deal(shop.till, 1)).invoices).toEqual([]);
});

it('carries more than one message’s worth of words both ways, without losing any', async () => {
  const long = (mark: string) => Array.from({ length: 700 }, (_, index) => `${mark}${index}`).join(' ');
  // Telegram itself lets nobody write above 4,096 characters; a client of another make might.
  const [before, seen] = [await anna.last(), await maria.last()];
  expect(await postUpdate(shop.till, wrote(900_031, maria.id, long('слово')))).toBe(200);
  await anna.sees('слово699', before);
  const told = (await anna.chat()).messages.filter(({ id, from }) => id > before && from === 'bot');
  const words = told.flatMap(({ text }) => text.match(/слово\d+/g) ?? []);
  expect(words.join(' ')).toBe(long('слово'));
  expect(told.every(({ text }) => text.length <= 4096)).toBe(true);

  await anna.press('ans:1');
  expect(await postUpdate(shop.till, wrote(900_032, anna.id, long('ответ')))).toBe(200);
  await maria.sees('ответ699', seen);
  const answered = (await maria.chat()).messages.filter(({ id, from }) => id > seen && from === 'bot');
  expect(answered.flatMap(({ text }) => text.match(/ответ\d+/g) ?? []).join(' ')).toBe(long('ответ'));
});

it('does nothing for forged data of buttons', async () => {
  const { number } = await shop.bill(maria, 1, '5000', 'Логотип');
  const stranger = await shop.person(2003, 'Чужой');
  const before = [await deal(shop.till, 1), await anna.last(), await maria.last()];
  const staffs = [
    'take:1',
    'inv:1',
    'ans:1',
    'lost:1',
    'deal:1',
    'deals:0',
    'invs:0',
    `bill:${number}`,
    `rem:${number}`,
    `ref:${number}`,
  ];
  const graver = [
    `can:${number}:y`,
    'ovr:1',
    'crd:1',
    'apr:1:y',
    'invite:owner',
    'member:1',
    'ceil:1:invoice',
    'fire:1:y',
  ];
  const theirs = [`tom:${number}`, `paid:${number}`, `no:${number}`, 'dlg:ok', 'dlg:due:3d', 'dlg:skip'];
  const odd = [
    '',
    ':',
    'take',
    'take:',
    'take:1e9',
    'take:-1',
    '__proto__:1',
    'constructor:1',
    'x'.repeat(64),
    `bill:${'9'.repeat(58)}`,
  ];
  let updateId = 910_000;
  const press = async (by: Phone, data: string) => {
    expect(await postUpdate(shop.till, pressed(updateId++, by.id, data)), data).toBe(200);
  };
  await Promise.all([...staffs, ...graver, ...odd].map((data) => press(maria, data)));
  await Promise.all([...staffs, ...graver, ...theirs, ...odd].map((data) => press(stranger, data)));
  expect([await deal(shop.till, 1), await anna.last(), await maria.last()]).toEqual(before);
  expect((await stranger.chat()).messages).toEqual([]);
  await Promise.all(odd.map((data) => press(anna, data)));
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});
