import { afterAll, beforeAll, expect, it } from 'vitest';
import { BANK_KEYS, pressAtBank } from '../support/bank.ts';
import { type Bubble, deal, type Phone } from '../support/phone.ts';
import { API_KEY, audit, until } from '../support/process.ts';
import { type Bill, openShop, type Shop } from '../support/shop.ts';

let shop: Shop;
let anna: Phone;
let boris: Phone;
let guests = 2000;

beforeAll(async () => {
  shop = await openShop(BANK_KEYS);
  anna = shop.anna;
  boris = await shop.person(1002, 'Борис');
  await shop.hire(boris, 'manager');
}, 30_000);

afterAll(() => shop.close());

async function billed(sum = '5000'): Promise<Bill & { guest: Phone; dealId: number }> {
  const guest = await shop.person(++guests, `Гость ${guests}`);
  const dealId = await shop.order(guest, `Заказ ${guests}`);
  return { ...(await shop.bill(guest, dealId, sum, 'Вывеска')), guest, dealId };
}

/** Somebody pays at the bank what the till never asked for. Gives the bank's id of the payment. */
async function strangerPays(minor: string): Promise<string> {
  const key = crypto.randomUUID();
  const made = await fetch(`${shop.till.url}/sandbox/bank/v1/payments`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${BANK_KEYS.SANDBOX_BANK_SECRET_KEY}`,
      'idempotency-key': key,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      amount: { minor, currency: 'RUB' },
      kind: 'sbp',
      description: 'nobody knows',
      paymentId: key,
      returnUrl: 'https://example.com/',
      webhookUrl: `${shop.till.url}/webhooks/payments/sandbox`,
      expiresAt: null,
    }),
  });
  const { id, url } = (await made.json()) as { id: string; url: string };
  await pressAtBank(url.replace('localhost', '127.0.0.1'), { do: 'pay' });
  await until('the till has it', async () => (await listed()).some(({ reference }) => reference === id));
  return id;
}

interface Row {
  readonly reference: string;
  readonly key: string;
  readonly amount: string;
  readonly candidates: readonly { invoice: string; why: string }[];
}

async function api<T>(path: string, body?: unknown): Promise<{ status: number; json: T }> {
  const answer = await fetch(`${shop.till.url}/api/unmatched${path}`, {
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: (await answer.json()) as T };
}

async function listed(): Promise<readonly Row[]> {
  return (await api<{ unmatched: Row[] }>('')).json.unmatched;
}

/** Data of the button under a message whose words contain `label`. */
function button({ buttons }: Bubble, label: string): string {
  const found = buttons.flat().find(({ text }) => text.includes(label));
  if (!found?.callback_data) throw new Error(`no button "${label}"`);
  return found.callback_data;
}

/** Presses a button under a message, and waits until that message, or a newer one, says `words`. */
async function step(who: Phone, bubble: Bubble, label: string, words: string | RegExp): Promise<Bubble> {
  await who.press(button(bubble, label));
  return who.sees(words, bubble.id - 1);
}

/** Opens the newest row of the list, as somebody sees it. */
async function opened(who: Phone, sum: string): Promise<Bubble> {
  const before = await who.last();
  await who.write('/unmatched');
  const list = await who.sees('Нажмите сумму', before);
  const first = list.buttons.flat()[0]?.text ?? '';
  return step(who, list, first, new RegExp(`для которых нет счёта: ${sum}`));
}

it('puts unknown money on the invoice that a manager picks; both sides are told', async () => {
  const { guest, dealId, number } = await billed();
  await strangerPays('500000');
  const row = await opened(anna, '5\\s000');
  const list = await step(anna, row, 'Чьи', 'Сумма совпала');
  const last = await step(anna, list, `№${number}`, 'Счёт будет оплачен полностью');
  const before = await guest.last();
  await step(anna, last, 'Зачислить', `зачислены в счёт №${number}`);
  await guest.sees(`Счёт №${number} оплачен`, before);
  await shop.stage(dealId, 'paid');
  expect(await deal(shop.till, dealId)).toMatchObject({ paid: '5000.00', due: '0.00' });
  expect(await listed()).toEqual([]);
});

it('sends unknown money back to whoever paid', async () => {
  await strangerPays('77700');
  const row = await opened(anna, '777');
  const last = await step(anna, row, 'Вернуть', 'туда, откуда пришли');
  await step(anna, last, 'Вернуть 777', 'Возврат 777');
  await anna.sees(/возвращено лишнее: 777/);
  expect(await listed()).toEqual([]);
});

it('keeps it as credit of a customer, who is billed as before; it counts later', async () => {
  const { dealId, number } = await billed('3000');
  await strangerPays('300000');
  const row = await opened(anna, '3\\s000');
  const list = await step(anna, row, 'Чьи', 'Выберите счёт');
  const asked = await step(anna, list, 'Другой счёт', 'Напишите номер счёта');
  await anna.write(number);
  const last = await anna.sees('Зачислить', asked.id);
  await step(anna, last, 'Записать', 'записаны за клиентом');
  const told = await anna.sees(/За клиентом записано 3\s000/);
  expect(await deal(shop.till, dealId)).toMatchObject({
    stage: 'invoice_issued',
    paid: '0.00',
    due: '3000.00',
  });
  await anna.press(button(told, 'Зачесть'));
  await shop.stage(dealId, 'paid');
});

it('lets one of two managers win, and tells the other who did what', async () => {
  const first = await billed('1000');
  const second = await billed('1000');
  await strangerPays('100000');
  // Boris may give it back, Anna puts it on an invoice: both have the last question before them.
  const his = await step(boris, await opened(boris, '1\\s000'), 'Вернуть', 'туда, откуда пришли');
  const list = await step(anna, await opened(anna, '1\\s000'), 'Чьи', 'Сумма совпала');
  const mine = await step(anna, list, `№${second.number}`, 'Зачислить');
  const [a, b] = await Promise.all([
    step(anna, mine, 'Зачислить', /зачислены в счёт|уже разобрались/),
    step(boris, his, 'Вернуть', /Возврат 1\s000|уже разобрались/),
  ]);
  const lost = [a, b].filter(({ text }) => text.includes('уже разобрались'));
  expect(lost).toHaveLength(1);
  expect(lost[0]?.text).toContain(lost[0] === a ? 'Борис' : 'Анна');
  const paid = await Promise.all(
    [first, second].map(async ({ dealId }) => (await deal(shop.till, dealId)).paid),
  );
  expect(paid).toEqual(['0.00', lost[0] === a ? '0.00' : '1000.00']);
  const late = await api<{ detail: string }>(`/sandbox/${'x'.repeat(20)}/attach`, { invoice: first.number });
  expect(late.status).toBe(404);
});

it('is decided by another server too, once', async () => {
  const { dealId, number } = await billed('4321');
  await strangerPays('432100');
  const [row] = await listed();
  expect(row?.amount).toBe('4321.00');
  expect(row?.candidates[0]).toMatchObject({ invoice: number, why: 'sum' });
  const path = `/sandbox/${encodeURIComponent(row?.key ?? '')}`;
  const answers = await Promise.all(
    ['attach', 'credit', 'attach'].map((what) => api(`${path}/${what}`, { invoice: number })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  expect((await listed()).filter(({ amount }) => amount === '4321.00')).toEqual([]);
  expect((await deal(shop.till, dealId)).stage).toMatch(/paid|invoice_issued/);
});

it('takes cash by hand only where an owner allows it, with a reason, and hands it back', async () => {
  const { dealId, number, guest } = await billed('2000');
  const page = async () => {
    const before = await anna.last();
    await anna.write(`/deal ${dealId}`);
    await anna.sees('Сделка', before);
    await anna.press(`bill:${number}`);
    return anna.sees(`Счёт №${number}`, before + 2);
  };
  expect((await page()).buttons.flat().map(({ text }) => text)).not.toContain('Внести вручную');
  await anna.write('/help');
  await anna.press('pol');
  await anna.press('Разрешить наличные');
  await anna.sees('Наличные можно');
  await page();
  await anna.press(`cash:${number}`);
  await anna.sees('Сколько получено');
  await anna.write('2500');
  await anna.sees('больше, чем осталось');
  await anna.press('dlg:all');
  await anna.press('Наличными');
  await anna.sees('от кого и как');
  await anna.write('от курьера');
  await anna.sees('Откуда: от курьера');
  await anna.press('Записать 2');
  await guest.sees(`Счёт №${number} оплачен`);
  await shop.stage(dealId, 'paid');
  await anna.write(`/refund ${number} 500`);
  await anna.press('Клиент передумал');
  await anna.sees('отдайте их клиенту сами');
  await anna.press('Вернуть 500');
  const back = await guest.sees('Вернули вам 500');
  expect(back.text).not.toContain('банка');
  await shop.stage(dealId, 'partially_refunded');
  expect(await deal(shop.till, dealId)).toMatchObject({ paid: '2000.00', refunded: '500.00' });
});

it('keeps its books in order through all of it', async () => {
  await until('nothing waits', async () => (await metrics()).includes('tillbot_outbox_pending 0\n'));
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});

async function metrics(): Promise<string> {
  return (await fetch(`${shop.till.url}/metrics`)).text();
}
