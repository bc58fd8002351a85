import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readPayload } from '../../api/payments/transfer/fake/payload.ts';
import { deal, type Phone } from '../support/phone.ts';
import { API_KEY, audit, runProgram } from '../support/process.ts';
import { type Bill, openShop, type Shop } from '../support/shop.ts';

const BROWSER = { 'user-agent': 'Mozilla/5.0 (iPhone)' };

let shop: Shop;
let anna: Phone;
let maria: Phone;
let bill: Bill;
let payload: ReadonlyMap<string, string>;

beforeAll(async () => {
  shop = await openShop({ REMIND_AFTER: '1s' });
  anna = shop.anna;
  maria = await shop.person(2001, 'Мария');
  await shop.order(maria, 'Вывеска для кофейни');
}, 30_000);

afterAll(() => shop.close());

/** A company's bank carries out a payment order. */
async function order(form: Record<string, string>): Promise<void> {
  const body = new URLSearchParams({ do: 'in', name: 'ООО «Покупатель»', inn: '7700000016', ...form });
  const sent = await fetch(`${shop.till.url}/sandbox/transfer/orders`, {
    method: 'POST',
    body,
    redirect: 'manual',
  });
  expect(sent.status).toBe(303);
}

async function statement(): Promise<Buffer> {
  const file = await fetch(`${shop.till.url}/sandbox/transfer/statement.txt`);
  return Buffer.from(await file.arrayBuffer());
}

/** Anna sends the bank's statement as a file; gives what the bot answers. */
async function sendStatement(bytes?: Buffer, name = 'kl_to_1c.txt'): Promise<string> {
  const before = await anna.last();
  const base64 = (bytes ?? (await statement())).toString('base64');
  await anna.act('file', { kind: 'document', name, mime: 'text/plain', base64, caption: '' });
  return (await anna.sees(/Выписка:|Ничего не записано|не похоже/, before)).text;
}

const post = (body: Uint8Array<ArrayBuffer> | string) =>
  fetch(`${shop.till.url}/api/statements`, {
    method: 'POST',
    headers: { authorization: `Bearer ${API_KEY}` },
    body,
  });

it('learns the company of a customer, and finds a slip in its INN', async () => {
  const before = await anna.last();
  await anna.write('/deal 1');
  await anna.press('comp:1');
  await anna.sees('Пришлите её ИНН', before);
  await anna.write('7700000017');
  await anna.sees('контрольная цифра', before);
  await anna.write('7700000016 770001001');
  await anna.sees('Как называется', before);
  await anna.write('ООО «Покупатель»');
  await anna.sees('узнаем в выписке', before);
  await anna.write('/deal 1');
  await anna.sees('🏢 ООО «Покупатель», ИНН 7700000016', before);
});

it('shows the requisites with a QR that a bank reads, and a purpose that names the invoice', async () => {
  bill = await shop.bill(maria, 1, '15000', 'Вывеска «Кофе»');
  const opened = await fetch(`${bill.page}/transfer`, { redirect: 'manual', headers: BROWSER });
  expect(opened.status).toBe(303);
  const address = (opened.headers.get('location') ?? '').replace('localhost', '127.0.0.1');
  expect(address).toBe(`${bill.page}/transfer/details`);
  const page = await fetch(address, { headers: BROWSER });
  const html = await page.text();
  for (const shown of [
    '5544332219',
    '40702810000000000001',
    '044525000',
    '15000.00',
    'на следующий рабочий день',
  ])
    expect(html).toContain(shown);
  expect(html).toContain('Оплата по счёту № 1: Вывеска «Кофе». Без НДС');
  const link = /href="([^"]*sandbox\/transfer\?payload=[^"]*)"/.exec(html)?.[1] ?? '';
  payload =
    readPayload(new URL(link.replaceAll('&amp;', '&')).searchParams.get('payload') ?? '') ?? new Map();
  expect(Object.fromEntries(payload)).toMatchObject({
    PersonalAcc: '40702810000000000001',
    BIC: '044525000',
    PayeeINN: '5544332219',
    Sum: '1500000',
    Purpose: 'Оплата по счёту № 1: Вывеска «Кофе». Без НДС',
  });
  const picture = await fetch(`${bill.page}/transfer/qr.png`);
  expect(picture.headers.get('content-type')).toBe('image/png');
  const preview = await fetch(address, {
    redirect: 'manual',
    headers: { 'user-agent': 'TelegramBot (like TwitterBot)' },
  });
  expect(preview.headers.get('location')).toBe(new URL(bill.page).pathname);
});

it('answers "I have paid" with when the bank will tell, and tells staff what to do', async () => {
  await maria.sees(/счёт/i);
  await maria.press('paid:1');
  await maria.sees('когда банк пришлёт выписку');
  await anna.sees('пришлите её сюда файлом');
  expect((await deal(shop.till, 1)).stage).toBe('awaiting_payment');
});

it('books the line of a statement that was sent in the chat, and tells both sides', async () => {
  await order({ sum: '15000', purpose: payload.get('Purpose') ?? '' });
  await order({ sum: '4200', purpose: 'Оплата за консультацию, без НДС', name: 'ИП Сидоров', inn: '' });
  await order({
    sum: '99000',
    purpose: 'Возмещение по операциям с картами, реестр 7',
    name: 'АО «Банк»',
    inn: '',
  });
  await order({ do: 'out', sum: '700', purpose: 'Аренда за ноябрь' });
  const told = await sendStatement();
  expect(told).toMatch(/4 строки[\s\S]*Счёт №1: 15\s000/);
  expect(told).toMatch(/1 платёж без счёта[\s\S]*эквайринга[\s\S]*: 1[\s\S]*Списания: 1/);
  await shop.stage(1, 'paid');
  await maria.sees(/Счёт №1 оплачен/);
  await anna.sees(/Счёт №1[\s\S]*банковский перевод/);
});

it('changes nothing when the same file comes again, by any way in', async () => {
  expect(await sendStatement()).toMatch(/Уже были раньше: 3/);
  const answer = await post(new Uint8Array(await statement()));
  expect(await answer.json()).toMatchObject({ booked: [], seen: 3, doubtful: 0, unknown: 0 });
  expect(await deal(shop.till, 1)).toMatchObject({ stage: 'paid', paid: '15000.00', due: '0.00' });
});

it('shows money without an invoice to a person, with who paid and for what', async () => {
  await anna.press('unm:0');
  const list = await anna.sees('Нажмите сумму');
  const row = list.buttons.flat().find(({ text }) => /4\s200/.test(text));
  await anna.act('press', { messageId: list.id, data: row?.callback_data });
  await anna.sees(/Сидоров[\s\S]*консультацию/);
});

it('books a part of the known payer, and leaves a doubtful sum to a person', async () => {
  await shop.bill(maria, 1, '9000', 'Монтаж');
  await order({ sum: '4000', purpose: 'Частичная оплата по сч. № 2' });
  await order({ sum: '3000', purpose: 'по счету 2', name: 'ООО «Чужие»', inn: '5500000015' });
  const told = await sendStatement();
  expect(told).toMatch(/Счёт №2: 4\s000[\s\S]*часть суммы/);
  expect(told).toMatch(/1 платёж похож на наш/);
  expect(await deal(shop.till, 1)).toMatchObject({ paid: '19000.00', due: '5000.00' });
});

it('returns a transfer by hand: says to whom and how, and hears of it in the next statement', async () => {
  const before = await anna.last();
  await anna.write('/refund 1 5000');
  await anna.press('dlg:reason:1');
  await anna.sees('Отменить возврат потом нельзя', before);
  await anna.press('dlg:ok');
  const asked = await anna.sees('Назначение: Возврат по счёту № 1. Без НДС', before);
  expect(asked.text).toMatch(/ООО «Покупатель», ИНН 7700000016[\s\S]*40702810600000000777/);
  expect(await deal(shop.till, 1)).toMatchObject({ refunded: '0.00' });
  await order({ do: 'out', sum: '5000', purpose: 'Возврат по счёту № 1. Без НДС' });
  expect(await sendStatement()).toMatch(/Счёт №1: возврат 5\s000/);
  await maria.sees(/Вернули вам 5\s000/);
  expect(await deal(shop.till, 1)).toMatchObject({ refunded: '5000.00' });
  await anna.write('/refund 1 1000');
  await anna.press('dlg:reason:1');
  await anna.press('dlg:ok');
  await anna.sees(/Верните 1\s000/, before);
  expect(await anna.press('Отправлено')).toMatch('возврат отправлен');
  await maria.sees(/Вернули вам 1\s000/);
});

it('refuses a broken file with the line and what was expected, and books nothing of it', async () => {
  const whole = (await statement()).toString('latin1');
  const cut = Buffer.from(whole.slice(0, whole.length - 40), 'latin1');
  expect(await sendStatement(cut)).toMatch('обрывается на строке');
  const refused = await post(
    'Дата;Номер документа;Кредит;Счет контрагента;Назначение платежа\n24.11.2026;7;15O0;40702810600000000777;по счету 1',
  );
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({
    detail: 'Line 2, “Кредит”: a sum like 1540.50 was expected. Nothing was booked.',
  });
  expect((await fetch(`${shop.till.url}/api/statements`, { method: 'POST', body: 'x' })).status).toBe(401);
});

it('takes another document of staff as before', async () => {
  const before = await anna.last();
  await anna.act('file', {
    kind: 'document',
    name: 'notes.txt',
    mime: 'text/plain',
    base64: Buffer.from('купить бумагу').toString('base64'),
    caption: '',
  });
  await anna.sees('/help', before);
});

it('takes a file from the command line, beside the running till; the books balance', async () => {
  await shop.bill(maria, 1, '800', 'Крепёж');
  await order({ sum: '800', purpose: 'Оплата по счёту № 3', name: 'ООО «Чужие»', inn: '5500000015' });
  const file = join(shop.path, 'kl_to_1c.txt');
  writeFileSync(file, await statement());
  const before = await anna.last();
  expect(runProgram('node-import-statement', [file], shop.path)).toMatchObject({
    code: 0,
    output: expect.stringContaining('invoice 3: 800.00 RUB'),
  });
  expect((await anna.sees('Выписка:', before)).text).toContain('Счёт №3');
  writeFileSync(file, 'купить бумагу');
  expect(runProgram('node-import-statement', [file], shop.path)).toMatchObject({ code: 1 });
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});
