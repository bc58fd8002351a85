import { afterAll, beforeAll, expect, it } from 'vitest';
import { atBank, BANK_KEYS, openPayment, pressAtBank, referenceOf } from '../support/bank.ts';
import { deal, type Phone } from '../support/phone.ts';
import { audit, until } from '../support/process.ts';
import { type Bill, openShop, type Shop } from '../support/shop.ts';

let shop: Shop;
let anna: Phone;
let guests = 2000;

beforeAll(async () => {
  shop = await openShop(BANK_KEYS);
  anna = shop.anna;
}, 30_000);

afterAll(() => shop.close());

/** A new customer with a deal of their own and an invoice of 5,000. */
async function billed(): Promise<Bill & { guest: Phone; dealId: number }> {
  const guest = await shop.person(++guests, `Гость ${guests}`);
  const dealId = await shop.order(guest, `Заказ ${guests}`);
  return { ...(await shop.bill(guest, dealId, '5000', 'Вывеска')), guest, dealId };
}

async function pay(page: string, what: string, more: Record<string, string> = {}): Promise<void> {
  await pressAtBank(await openPayment(`${page}/sbp`), { do: what, ...more });
}

it('keeps a second payment apart, tells both, and returns it by one button; the deal stays paid', async () => {
  const { page, guest, dealId, number } = await billed();
  await pay(page, 'twice');
  await shop.stage(dealId, 'paid');
  await guest.sees('сверх счёта');
  const told = await anna.sees(`По счёту №${number} пришло лишнее`);
  await anna.press(told.buttons.flat()[0]?.callback_data ?? '');
  await anna.sees(`По счёту №${number} возвращено лишнее`);
  await guest.sees('пришедшие сверх счёта');
  const paid = { stage: 'paid', invoiced: '5000.00', paid: '5000.00', refunded: '0.00', due: '0.00' };
  expect(await deal(shop.till, dealId)).toMatchObject(paid);
  await anna.press(told.buttons.flat()[0]?.callback_data ?? '');
  await anna.sees('возвращать нечего', told.id);
});

it('takes a part and then the rest, by another way', async () => {
  const { page, guest, dealId } = await billed();
  await pay(page, 'less', { sum: '2000' });
  await shop.stage(dealId, 'partially_paid');
  await guest.sees(/осталось 3\s000/);
  expect(await deal(shop.till, dealId)).toMatchObject({ paid: '2000.00', due: '3000.00' });
  await pressAtBank(await openPayment(`${page}/card`), { do: 'pay' });
  await shop.stage(dealId, 'paid');
  expect(await deal(shop.till, dealId)).toMatchObject({ paid: '5000.00', due: '0.00' });
  expect(await openPayment(`${page}/card`)).toBe(409);
});

it.each([
  ['counted', 'crd', 'paid', '5000.00'],
  ['returned', 'ovr', 'cancelled', '0.00'],
] as const)(
  'asks staff about money that came after the invoice was cancelled: %s',
  async (_what, verb, stage, paid) => {
    const { page, guest, dealId, number } = await billed();
    const bank = await openPayment(`${page}/sbp`);
    await anna.write(`/cancel ${number}`);
    await anna.press(`can:${number}:y`);
    await guest.sees('отменён');
    await shop.stage(dealId, 'cancelled');
    expect(await openPayment(`${page}/sbp`)).toBe(409);
    expect(await atBank(shop.till, referenceOf(bank))).toMatchObject({ state: 'cancelled' });
    await pressAtBank(bank, { do: 'late', seconds: '1' });
    const told = await anna.sees(`По отменённому счёту №${number}`);
    expect(await deal(shop.till, dealId)).toMatchObject({ stage: 'cancelled', due: '0.00' });
    const buttons = told.buttons.flat().flatMap(({ callback_data: data }) => data ?? []);
    await anna.press(buttons.find((data) => data.startsWith(verb)) ?? '');
    await guest.sees(verb === 'crd' ? `Счёт №${number} оплачен` : 'Вернули вам');
    await shop.stage(dealId, stage);
    expect(await deal(shop.till, dealId)).toMatchObject({ paid });
  },
);

it('believes the bank and not the customer who says that they paid', async () => {
  const { page, guest, dealId, number } = await billed();
  const bank = await openPayment(`${page}/sbp`);
  await anna.write(`/remind ${number}`);
  await guest.sees('Напоминаю');
  await guest.press(`paid:${number}`);
  await guest.sees('Банк ещё не подтвердил');
  await anna.sees('Клиент говорит, что оплатил');
  expect(await deal(shop.till, dealId)).toMatchObject({ stage: 'awaiting_payment', paid: '0.00' });
  // The bank takes the money and tells nobody: only asking finds it.
  await pressAtBank(bank, { do: 'silent' });
  expect(await guest.press(`paid:${number}`)).toContain('Оплата нашлась');
  await guest.sees(`Счёт №${number} оплачен`);
  await shop.stage(dealId, 'paid');
  expect(await deal(shop.till, dealId)).toMatchObject({ paid: '5000.00' });
});

it('tells why a payment failed, and takes the next one', async () => {
  const { page, guest, dealId } = await billed();
  const bank = await openPayment(`${page}/card`);
  await pressAtBank(bank, { do: 'decline' });
  await guest.sees('не хватило денег');
  await anna.sees('не прошла');
  expect(await deal(shop.till, dealId)).toMatchObject({ paid: '0.00', due: '5000.00' });
  await pay(page, 'pay');
  await shop.stage(dealId, 'paid');
});

it('opens one payment however often and however fast the button is pressed', async () => {
  const { page, dealId, number } = await billed();
  const pages = await Promise.all(Array.from({ length: 10 }, () => openPayment(`${page}/sbp`)));
  // Who came while the bank was being asked may be told to wait; nobody gets another payment.
  const opened = pages.filter((each) => typeof each === 'string');
  expect(new Set(opened).size).toBe(1);
  expect(await openPayment(`${page}/sbp`)).toBe(opened[0]);
  expect(await paymentsAtBank(number)).toBe(1);
  await Promise.all(Array.from({ length: 3 }, () => pressAtBank(opened[0] ?? '', { do: 'pay' })));
  await shop.stage(dealId, 'paid');
  expect(await deal(shop.till, dealId)).toMatchObject({ paid: '5000.00' });
});

it('opens no payment for link previews, crawlers, prefetches and HEAD', async () => {
  const { page, dealId } = await billed();
  const before = await bankOffice();
  for (const headers of [
    { 'user-agent': 'TelegramBot (like TwitterBot)' },
    { 'user-agent': 'WhatsApp/2.23.20.0' },
    { 'user-agent': 'facebookexternalhit/1.1' },
    { 'user-agent': 'Mozilla/5.0', 'sec-purpose': 'prefetch' },
  ]) {
    const seen = await fetch(`${page}/sbp`, {
      redirect: 'manual',
      headers: headers as Record<string, string>,
    });
    expect([seen.status, seen.headers.get('location')]).toEqual([200, null]);
  }
  const head = await fetch(`${page}/sbp`, { method: 'HEAD', redirect: 'manual' });
  expect(head.status).toBe(200);
  expect(await bankOffice()).toBe(before);
  expect(await deal(shop.till, dealId)).toMatchObject({ stage: 'invoice_issued' });
});

it('keeps its books in order through all of it', async () => {
  await until('nothing waits', async () => (await metrics()).includes('tillbot_outbox_pending 0\n'));
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});

async function metrics(): Promise<string> {
  return (await fetch(`${shop.till.url}/metrics`)).text();
}

async function bankOffice(): Promise<string> {
  return (await fetch(`${shop.till.url}/sandbox/bank/admin`)).text();
}

/** Payments that the bank's office shows for an invoice's number. */
async function paymentsAtBank(number: string): Promise<number> {
  return (await bankOffice()).split(`№ ${number}:`).length - 1;
}
