import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deal, type Phone, payAtBank } from '../support/phone.ts';
import { audit, until } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

let shop: Shop;
let anna: Phone;
let pavel: Phone;
let maria: Phone;
let dealId: number;

beforeAll(async () => {
  shop = await openShop();
  anna = shop.anna;
  pavel = await shop.person(1002, 'Павел');
  maria = await shop.person(2001, 'Мария');
}, 30_000);

afterAll(() => shop.close());

/** Writes and gives what the bot says to it. */
async function asked(who: Phone, words: string, answer: string | RegExp): Promise<string> {
  const before = await who.last();
  await who.write(words);
  return (await who.sees(answer, before)).text;
}

/** Presses and gives what the bot says to it. */
async function presses(who: Phone, button: string, answer: string | RegExp): Promise<string> {
  const before = await who.last();
  await who.press(button);
  return (await who.sees(answer, before)).text;
}

/** A manager's invoice or refund up to where the owner is asked; gives the owner's question. */
async function asks(command: string, question: RegExp): Promise<{ id: number; yes: string; no: string }> {
  const before = await anna.last();
  await asked(pavel, command, /сначала спросим владельца|Почему/);
  if (command.startsWith('/refund')) await presses(pavel, 'dlg:reason:1', 'сначала спросим владельца');
  await pavel.press('dlg:ok');
  await pavel.sees('Спросили владельца');
  const bubble = await anna.sees(question, before);
  const [yes = '', no = ''] = bubble.buttons.flat().flatMap(({ callback_data: data }) => data ?? []);
  return { id: bubble.id, yes, no };
}

it('takes in whoever opens an invitation first, with the rights that it names, once', async () => {
  const link = await shop.invite('manager');
  await pavel.start(link);
  expect((await pavel.sees('Добро пожаловать')).text).toContain('менеджер');
  await asked(await shop.person(1009, 'Чужой'), `/start ${link}`, 'больше не действует');
  const viewer = await shop.person(1003, 'Вера');
  await shop.hire(viewer, 'viewer');
  const team = await asked(anna, '/team', 'Команда');
  for (const line of ['3 человека', 'Анна · владелец', 'Павел · менеджер', 'Вера · наблюдатель'])
    expect(team).toContain(line);
  expect(await asked(pavel, '/team', 'Команда')).not.toContain('Новых людей');
  expect((await pavel.chat()).messages.some(({ text }) => text.includes('/invoice'))).toBe(true);
});

it('takes nobody in by an invitation of the day before', async () => {
  const link = await shop.invite('owner');
  const books = new Database(join(shop.path, 'tillbot.db'));
  books.prepare('UPDATE invites SET expires_at = ? WHERE used_by IS NULL').run(Date.now() - 1);
  books.close();
  await asked(await shop.person(1008, 'Опоздавший'), `/start ${link}`, 'больше не действует');
});

it('lets a viewer look at everything and change nothing', async () => {
  const viewer = await shop.person(1003, 'Вера');
  dealId = await shop.order(maria, 'Логотип');
  expect((await viewer.chat()).messages.some(({ text }) => text.includes('Новая сделка'))).toBe(false);
  await asked(viewer, '/deals', 'Мария');
  await asked(viewer, `/deal ${dealId}`, 'Логотип');
  for (const command of [`/invoice ${dealId} 100 Логотип`, '/new Своя'])
    await asked(viewer, command, 'нет прав');
  expect(await deal(shop.till, dealId)).toMatchObject({ stage: 'lead', responsible: null, invoices: [] });
});

it('gives a deal to one of two who press at once, and tells the other who it was', async () => {
  const olga = await shop.person(1004, 'Ольга');
  await shop.hire(olga, 'manager');
  const guest = await shop.person(2002, 'Гость');
  const id = await shop.order(guest, 'Вывеска');
  for (const who of [pavel, olga]) await who.sees('Вывеска');
  const toasts = await Promise.all([pavel, olga].map((who) => who.press(`take:${id}`)));
  const { responsible } = await deal(shop.till, id);
  const winner = responsible === 'Павел' ? 0 : 1;
  expect(toasts[winner]).toBe('Сделка ваша');
  expect(toasts[1 - winner]).toContain(`Сделку №${id} уже ведёт ${responsible}`);
  const loser = winner === 0 ? olga : pavel;
  await until('the card of the other says so', async () =>
    (await loser.chat()).messages.some(
      ({ text }) => text.includes('Вывеска') && text.includes(`Ведёт: ${responsible}`),
    ),
  );
});

it('asks an owner for an invoice above a manager’s ceiling: nothing goes out before the word', async () => {
  await pavel.press(`take:${dealId}`);
  await shop.stage(dealId, 'in_work');
  const oleg = await shop.person(1005, 'Олег');
  await shop.hire(oleg, 'owner');
  const declined = await asks(`/invoice ${dealId} 300000,01 Логотип`, /просит разрешить счёт на 300\s000,01/);
  expect((await deal(shop.till, dealId)).invoices).toEqual([]);
  await anna.press(declined.no);
  await pavel.sees('не разрешён');
  await presses(oleg, declined.yes, 'Это уже решено');
  expect((await deal(shop.till, dealId)).invoices).toEqual([]);

  const allowed = await asks(`/invoice ${dealId} 400000 Логотип`, /просит разрешить счёт на 400\s000/);
  await anna.press(allowed.yes);
  await maria.sees(/400\s000/);
  await pavel.sees('разрешён и выставлен');
  await shop.stage(dealId, 'invoice_issued');
  expect((await deal(shop.till, dealId)).invoices).toHaveLength(1);
  expect((await deal(shop.till, dealId)).responsible).toBe('Павел');
});

it('asks an owner for a refund above the ceiling too', async () => {
  await payAtBank(shop.till, await maria.link('/sbp'));
  await shop.stage(dealId, 'paid');
  const { yes } = await asks('/refund 1 30000,01', /просит разрешить возврат 30\s000,01/);
  expect((await deal(shop.till, dealId)).stage).toBe('paid');
  await anna.press(yes);
  await shop.stage(dealId, 'partially_refunded');
  await maria.sees(/Вернули вам 30\s000,01/);
  expect(await deal(shop.till, dealId)).toMatchObject({ refunded: '30000.01' });
});

it('lets an owner change a ceiling, which counts from then on', async () => {
  await asked(anna, '/team', 'Команда');
  await anna.press('Павел');
  await anna.sees('Без согласования');
  await presses(anna, 'Лимит счёта', 'до какой суммы');
  for (const [sum, answer] of [
    ['сто', 'Не понял'],
    ['-1', /больше нуля|Не понял/],
  ] as const)
    await asked(anna, sum, answer);
  await asked(anna, '1000', /счета без согласования — до 1\s000/);
  const before = await pavel.last();
  await pavel.write(`/invoice ${dealId} 1000,01 Мелочь`);
  await pavel.sees('сначала спросим владельца', before);
  await asked(pavel, `/invoice ${dealId} 1000 Мелочь`, 'Проверьте счёт');
  await pavel.press('dlg:stop');
});

/** Anna takes somebody's access away; gives what the bot says to it. */
async function removes(name: string, answer: string): Promise<void> {
  await asked(anna, '/team', 'Команда');
  // Pages of others have the same button: theirs must be there first.
  await presses(anna, name, new RegExp(`^${name} · `));
  await presses(anna, 'Убрать из команды', `Убрать из команды: ${name}`);
  await anna.press('Да, убрать');
  await anna.sees(answer);
}

it('never lets the last owner go', async () => {
  await removes('Олег', 'Олег: доступа к боту больше нет');
  await removes('Анна', 'единственный владелец');
  expect(await asked(anna, '/team', 'Команда')).toContain('Анна · владелец');
});

it('takes a manager’s rights away at once, in the middle of what they do: they are a customer again', async () => {
  await asked(pavel, `/invoice ${dealId} 500 Мелочь`, 'Проверьте счёт');
  await removes('Павел', 'Павел: доступа к боту больше нет');
  const before = await deal(shop.till, dealId);
  expect(await pavel.press('dlg:ok')).toContain('не действует');
  await asked(pavel, '/refund 1', 'Здравствуйте');
  await asked(pavel, 'Хочу вывеску', 'Как к вам обращаться');
  expect((await anna.sees('Хочу вывеску')).text).toMatch(/Новая сделка|Сделка №3/);
  expect(await deal(shop.till, dealId)).toEqual(before);
  expect(before).toMatchObject({ responsible: null, stage: 'partially_refunded' });
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});
