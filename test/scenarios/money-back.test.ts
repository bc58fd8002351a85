import { afterAll, beforeAll, expect, it } from 'vitest';
import type { WirePayment } from '../../api/payments/sandbox/wire.ts';
import { atBank, BANK_KEYS, office, openPayment, pressAtBank, referenceOf } from '../support/bank.ts';
import { deal, type Phone } from '../support/phone.ts';
import { audit, until } from '../support/process.ts';
import { type Bill, openShop, type Shop } from '../support/shop.ts';

let shop: Shop;
let anna: Phone;
let oleg: Phone;
let guests = 2000;

beforeAll(async () => {
  shop = await openShop(BANK_KEYS);
  anna = shop.anna;
  oleg = await shop.person(1002, 'Олег');
  await shop.hire(oleg, 'owner');
}, 30_000);

afterAll(() => shop.close());

interface Paid extends Bill {
  readonly guest: Phone;
  readonly dealId: number;
  readonly charge: string;
  bank(): Promise<WirePayment>;
}

/** A new customer who has paid an invoice of 5,000. */
async function paid(): Promise<Paid> {
  const guest = await shop.person(++guests, `Гость ${guests}`);
  const dealId = await shop.order(guest, `Заказ ${guests}`);
  const bill = await shop.bill(guest, dealId, '5000', 'Вывеска');
  const page = await openPayment(`${bill.page}/card`);
  await pressAtBank(page, { do: 'pay' });
  await shop.stage(dealId, 'paid');
  const bank = () => atBank(shop.till, referenceOf(page));
  return { ...bill, guest, dealId, bank, charge: (await bank()).charges[0]?.id ?? '' };
}

/** Goes through the questions of a refund up to the button that sends it. */
async function prepareRefund(who: Phone, number: string, sum = ''): Promise<void> {
  const before = await who.last();
  await who.write(`/refund ${number} ${sum}`.trim());
  await who.sees('Почему', before);
  await who.press('dlg:reason:1');
  await who.sees('Отменить возврат потом нельзя', before);
}

const returned = async (bank: () => Promise<WirePayment>) =>
  (await bank()).refunds.reduce(
    (sum, { amount, state }) => sum + (state === 'failed' ? 0 : Number(amount.minor)),
    0,
  );

it('returns a part, refuses more than is left, and returns the rest', async () => {
  const { number, dealId, guest, bank } = await paid();
  await prepareRefund(anna, number, '1500');
  await anna.press('dlg:ok');
  await shop.stage(dealId, 'partially_refunded');
  await guest.sees(/Вернули вам 1\s500/);
  const before = await anna.last();
  await anna.write(`/refund ${number} 3500,01`);
  await anna.sees('можно вернуть до', before);
  await prepareRefund(anna, number);
  await anna.press('dlg:ok');
  await shop.stage(dealId, 'refunded');
  expect(await deal(shop.till, dealId)).toMatchObject({ paid: '5000.00', refunded: '5000.00', due: '0.00' });
  expect(await returned(bank)).toBe(500_000);
  await anna.write(`/refund ${number}`);
  await anna.sees('возвращать нечего', before);
});

it('never returns more than was paid when two return it in the same moment', async () => {
  const { number, dealId, bank } = await paid();
  await prepareRefund(anna, number, '3000');
  await prepareRefund(oleg, number, '3000');
  await Promise.all([anna.press('dlg:ok'), oleg.press('dlg:ok')]);
  await shop.stage(dealId, 'partially_refunded');
  const said = await Promise.all(
    [anna, oleg].map((who) => who.sees(/Возврат 3\s000.+отправлен|Вернуть 3\s000.+не получится/)),
  );
  expect(said.filter(({ text }) => text.includes('не получится'))).toHaveLength(1);
  expect(await returned(bank)).toBe(300_000);
  expect(await deal(shop.till, dealId)).toMatchObject({ refunded: '3000.00' });
});

it('sends one refund however often its button is pressed', async () => {
  const { number, dealId, bank } = await paid();
  await prepareRefund(anna, number, '1000');
  const { id } = await anna.sees('Отменить возврат потом нельзя');
  await Promise.all(
    Array.from({ length: 5 }, () => anna.act('press', { messageId: id, data: 'dlg:ok' }).catch(() => null)),
  );
  await shop.stage(dealId, 'partially_refunded');
  expect(await returned(bank)).toBe(100_000);
});

it('books what the bank returned in its own office, and tells both sides', async () => {
  const { number, dealId, guest, charge } = await paid();
  await office(shop.till, 'refund', charge, '2000');
  await shop.stage(dealId, 'partially_refunded');
  await guest.sees(/Вернули вам 2\s000/);
  await anna.sees(`По счёту №${number} возвращено`);
  await office(shop.till, 'refund', charge);
  await shop.stage(dealId, 'refunded');
  expect(await deal(shop.till, dealId)).toMatchObject({ refunded: '5000.00', due: '0.00' });
});

it.each([
  ['won', 'paid', 'решён в вашу пользу'],
  ['lost', 'refunded', 'проигран'],
] as const)('follows a charge back to its end: %s', async (end, stage, words) => {
  const { number, dealId, charge, bank } = await paid();
  await office(shop.till, 'chargeback', charge);
  await shop.stage(dealId, 'disputed');
  await anna.sees(`Банк оспорил оплату счёта №${number}`);
  await anna.write(`/refund ${number}`);
  await anna.sees(`По счёту №${number} возвращать нечего`);
  await office(shop.till, end, (await bank()).disputes[0]?.id ?? '');
  await shop.stage(dealId, stage);
  expect((await anna.sees(words)).text).toContain(`№${number}`);
});

it('hears everything once more without doing it again', async () => {
  const { dealId, charge, bank, guest } = await paid();
  await office(shop.till, 'refund', charge, '500');
  await shop.stage(dealId, 'partially_refunded');
  await guest.sees('Вернули вам');
  const told = async () =>
    (await guest.chat()).messages.filter(({ text }) => /Счёт №\d+ оплачен|Вернули вам/.test(text)).length;
  const before = await deal(shop.till, dealId);
  await until('both were told', async () => (await told()) === 2);
  const repeats = () =>
    shop.till.output().match(/"type":"(payment|refund)","outcome":"repeat"/g)?.length ?? 0;
  const heard = repeats();
  await office(shop.till, 'repeat', (await bank()).id);
  await until('both came again', async () => repeats() >= heard + 2);
  // Whatever is answered now was taken after both.
  await guest.write('Спасибо!');
  await anna.sees('Спасибо!');
  expect(await deal(shop.till, dealId)).toEqual(before);
  expect(await told()).toBe(2);
});

it('keeps its books in order through all of it', async () => {
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});
