import { afterAll, beforeAll, expect, it } from 'vitest';
import { atBank, BANK_KEYS, office, openPayment, pressAtBank, referenceOf } from '../support/bank.ts';
import { deal, type Phone } from '../support/phone.ts';
import { audit, until } from '../support/process.ts';
import { type Bill, openShop, type Shop } from '../support/shop.ts';

let shop: Shop;
let anna: Phone;
let guests = 2000;

beforeAll(async () => {
  shop = await openShop(BANK_KEYS);
  anna = shop.anna;
  await anna.write('/team');
  await anna.press('Как платят клиенты');
  await anna.sees('Деньги списываются сразу');
  await anna.press('Сначала бронировать');
  await anna.sees('Сначала бронь, списание по вашей кнопке');
}, 30_000);

afterAll(() => shop.close());

interface Held extends Bill {
  readonly guest: Phone;
  readonly dealId: number;
  readonly reference: string;
  /** Presses a button under the message about the held money: `all`, `part`, `off`. */
  press(what: string): Promise<void>;
}

/** A customer whose 5,000 are held at the bank. */
async function held(): Promise<Held> {
  const guest = await shop.person(++guests, `Гость ${guests}`);
  const dealId = await shop.order(guest, `Заказ ${guests}`);
  const bill = await shop.bill(guest, dealId, '5000', 'Вывеска');
  const page = await openPayment(`${bill.page}/card`);
  await pressAtBank(page, { do: 'pay' });
  await guest.sees(`По счёту №${bill.number} забронировано`);
  const told = await anna.sees(`По счёту №${bill.number} забронировано`);
  const buttons = told.buttons.flat().flatMap(({ callback_data: data }) => data ?? []);
  const press = async (what: string) =>
    void (await anna.press(buttons.find((data) => data.endsWith(`:${what}`)) ?? ''));
  return { ...bill, guest, dealId, reference: referenceOf(page), press };
}

it('holds the money of a card: it is not paid, both sides know, and nobody can pay twice', async () => {
  const { dealId, page, reference } = await held();
  expect(await deal(shop.till, dealId)).toMatchObject({
    stage: 'awaiting_payment',
    paid: '0.00',
    due: '5000.00',
  });
  expect(await atBank(shop.till, reference)).toMatchObject({ state: 'authorized', charges: [] });
  expect(await openPayment(`${page}/card`)).toBe(409);
  expect(await openPayment(`${page}/sbp`)).toBe(409);
  const shown = await (await fetch(page, { headers: { 'user-agent': 'Mozilla/5.0' } })).text();
  expect(shown).toContain('Деньги забронированы');
  expect(shown).not.toContain('data-testid="pay-card"');
});

it('takes all of it when staff press the button, and only then it is paid', async () => {
  const { dealId, guest, number, press, reference } = await held();
  await press('all');
  await guest.sees(`Счёт №${number} оплачен`);
  await shop.stage(dealId, 'paid');
  expect(await atBank(shop.till, reference)).toMatchObject({ state: 'succeeded', charges: [{}] });
  const before = await anna.last();
  await press('all');
  await anna.sees('Это уже решено', before);
});

it('takes a part; the rest of the invoice is asked for, and taken at once by SBP', async () => {
  const { dealId, guest, page, press, number } = await held();
  await press('part');
  await anna.sees('Сколько списать');
  const before = await anna.last();
  await anna.write('6000');
  await anna.sees('не получится, можно до', before);
  await anna.write('2000');
  await anna.sees('Списываем');
  await shop.stage(dealId, 'partially_paid');
  await guest.sees(/осталось 3\s000/);
  await pressAtBank(await openPayment(`${page}/sbp`), { do: 'pay' });
  await guest.sees(`Счёт №${number} оплачен`);
  expect(await deal(shop.till, dealId)).toMatchObject({ stage: 'paid', paid: '5000.00' });
});

it('lets it go after a second press: the customer hears so and can pay again', async () => {
  const { dealId, guest, page, press, reference, number } = await held();
  await press('off');
  await anna.sees(`по счёту №${number}? Деньги вернутся`);
  await anna.press('Да, отпустить');
  const told = await guest.sees('мы ничего не списали');
  expect(told.text).toContain('его можно оплатить ещё раз');
  await anna.sees('снята, клиент об этом знает');
  expect(await atBank(shop.till, reference)).toMatchObject({ state: 'cancelled' });
  expect(await deal(shop.till, dealId)).toMatchObject({ stage: 'invoice_issued', paid: '0.00' });
  expect(await openPayment(`${page}/card`)).toMatch(/^http/);
});

it('gives it back before the invoice is cancelled', async () => {
  const { dealId, guest, number, reference } = await held();
  await anna.write(`/cancel ${number}`);
  await anna.press(`can:${number}:y`);
  await guest.sees('отменён, платить по нему не нужно');
  await shop.stage(dealId, 'cancelled');
  expect(await atBank(shop.till, reference)).toMatchObject({ state: 'cancelled', charges: [] });
});

it('hears when the money was taken, or let go, in the bank’s own office', async () => {
  const one = await held();
  await office(shop.till, 'capture', one.reference);
  await one.guest.sees(`Счёт №${one.number} оплачен`);
  const two = await held();
  await office(shop.till, 'free', two.reference);
  await anna.sees(`по счёту №${two.number} снял банк`);
  expect(await deal(shop.till, two.dealId)).toMatchObject({ stage: 'invoice_issued' });
});

it('keeps its books in order through all of it', async () => {
  const metrics = async () => (await fetch(`${shop.till.url}/metrics`)).text();
  await until('nothing waits', async () => (await metrics()).includes('tillbot_outbox_pending 0\n'));
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});
