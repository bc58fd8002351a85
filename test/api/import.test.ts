import { beforeEach, expect, test } from 'vitest';
import { type Desk, openDesk, seed } from '../support/desk.ts';
import { aDeal } from '../support/world.ts';

let desk: Desk;

beforeEach(async () => {
  desk = openDesk();
  await seed(desk, aDeal());
});

async function bring(file: string | Uint8Array, query = '') {
  const answer = await desk.app.request(`/api/import${query}`, {
    method: 'POST',
    body: file as never,
    headers: { authorization: 'Bearer key-1' },
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const FILE = [
  'ID;Название сделки;Основной контакт;Рабочий телефон;Рабочий email;Компания;ИНН;Источник сделки',
  '17;Торт на свадьбу;Анна;8 900 000-00-01;Anna@example.com;ООО «Пример»;7700000016;Сайт, форма 2',
  '18;Пирог;Анна;+7 900 000-00-01;;;;',
  ';;Пётр;;petr@example.com;;;',
  '19;Печенье;Олег;позвонить вечером;;;;',
  '20;Хлеб;;;;;;',
].join('\n');

const deals = async () => (await desk.store.deals({ limit: 50 })).map(({ deal }) => deal);
const COUNTS = { rows: 5, contacts: 3, deals: 2, seen: 0, refused: 2 };

test('a preview says what would come of a file, and keeps nothing', async () => {
  const { body } = await bring(FILE, '?dry=1');
  expect(body).toMatchObject({ dry: true, ...COUNTS });
  expect(body.columns).toMatchObject({
    title: 'Название сделки',
    name: 'Основной контакт',
    phone: 'Рабочий телефон',
  });
  expect(body.problems).toEqual([
    { line: 5, column: 'phone', expected: 'one phone number' },
    { line: 6, column: 'name', expected: 'a name, a phone or an e-mail address' },
  ]);
  expect(await deals()).toHaveLength(1);
});

test('what the preview said comes of it, once, and quietly', async () => {
  expect((await bring(FILE)).body).toMatchObject({ dry: false, ...COUNTS });
  const [second, first] = await deals();
  expect(first).toMatchObject({ title: 'Торт на свадьбу', stage: 'lead', source: 'import:Сайт-форма-2' });
  const person = await desk.store.contact(first?.contactId ?? '');
  expect(person).toMatchObject({ phone: '+79000000001', email: 'anna@example.com', phoneVerified: false });
  expect(person?.company).toEqual({ name: 'ООО «Пример»', inn: '7700000016', kpp: null });
  // Two rows with one phone and two ids are two people until somebody has proved otherwise.
  expect(second?.contactId).not.toBe(first?.contactId);
  expect(await desk.store.messagesOf(first?.id ?? 0, 10)).toEqual([]);
  expect((await bring(FILE)).body).toMatchObject({ contacts: 0, deals: 0, seen: 3, refused: 2 });
  expect(await deals()).toHaveLength(3);
});

test('a row that was put right comes in with the next file', async () => {
  await bring(FILE);
  const right = FILE.replace('позвонить вечером', '+79000000009');
  expect((await bring(right)).body).toMatchObject({ contacts: 1, deals: 1, seen: 3, refused: 1 });
});

test('windows-1251, tabs and quotes are read', async () => {
  const text = 'Имя\tТелефон\tСделка\n"Анна ""Аня"""\t+79000000002\t"Два\nслова"';
  const letters = [...text].map((letter) => {
    const code = letter.charCodeAt(0);
    return code < 128 ? code : code - 0x410 + 0xc0;
  });
  expect((await bring(new Uint8Array(letters))).body).toMatchObject({ contacts: 1, deals: 1 });
  const [deal] = await deals();
  expect((await desk.store.contact(deal?.contactId ?? ''))?.name).toBe('Анна "Аня"');
});

test.each([
  ['', 'The first row names no column'],
  ['Дата;Сумма\n1;2', 'The first row names no column'],
  ['Имя\n"Анна', 'A quote is not closed'],
  [`Имя\n${'Анна\n'.repeat(5_001)}`, 'More than 5000 rows'],
])('%#: what is no table of people is refused whole', async (file, why) => {
  const { status, body } = await bring(file);
  expect([status, body.detail]).toEqual([422, expect.stringContaining(why)]);
  expect(await deals()).toHaveLength(1);
});
