import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPayment, pressAtBank } from '../support/bank.ts';
import type { Phone } from '../support/phone.ts';
import { audit } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

let shop: Shop;
let anna: Phone;
let guests = 2000;

/** Nobody has a register of their own here: whoever takes the money makes its receipt. */
beforeAll(async () => {
  const seller = { VAT: 'none', TAX_SYSTEM: 'usn_income', RECEIPT_CONTACT: 'before' };
  shop = await openShop({ ...seller, RECEIPTS_BY: 'provider' });
  anna = shop.anna;
}, 30_000);

afterAll(() => shop.close());

const browser = { 'user-agent': 'Mozilla/5.0 (iPhone)' };

/** A customer who pays 5,000 through this provider, with the receipt to go to this address. */
async function pays(provider: string, to: string) {
  const chosen = await fetch(`${shop.till.url}/sandbox/provider`, {
    method: 'POST',
    body: new URLSearchParams({ id: provider }),
    redirect: 'manual',
  });
  expect(chosen.status).toBe(303);
  const guest = await shop.person(++guests, `Гость ${guests}`);
  const dealId = await shop.order(guest, `Заказ ${guests}`);
  const bill = await shop.bill(guest, dealId, '5000', 'Вывеска');
  const given = await fetch(`${bill.page}/receipt`, {
    method: 'POST',
    redirect: 'manual',
    headers: { ...browser, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ to, kind: 'card' }),
  });
  expect(given.status).toBe(303);
  const page = await openPayment(`${bill.page}/card`);
  expect(String(page)).toContain(`/sandbox/${provider}/`);
  await pressAtBank(page, { do: 'pay' });
  await shop.stage(dealId, 'paid');
  return { guest, dealId, ...bill };
}

describe.each(['tbank', 'yookassa', 'cloudpayments'])('money through %s', (provider) => {
  it('takes its receipts along: the customer gets the one of sale, and the one of return', async () => {
    const { guest, number } = await pays(provider, 'guest@example.com');
    const receipt = await guest.sees(new RegExp(`Чек по счёту №${number} на 5\\s000`));
    expect(receipt.text).toMatch(/ФН.*9999078900000000/s);
    await anna.write(`/refund ${number} 1000`);
    await anna.sees('Почему');
    await anna.press('dlg:reason:1');
    await anna.sees('Отменить возврат потом нельзя');
    await anna.press('dlg:ok');
    await guest.sees(new RegExp(`Чек возврата по счёту №${number} на 1\\s000`));
  }, 30_000);
});

describe.each(['yookassa', 'cloudpayments'])('a receipt that %s refuses with the payment', (provider) => {
  it('does not stand in the way of the money: it is made afterwards', async () => {
    const { guest, number } = await pays(provider, 'refused@example.com');
    await guest.sees(new RegExp(`Чек по счёту №${number} на 5\\s000`));
  }, 30_000);
});

it('a receipt that the bank refuses and makes no other way is told to staff; the money is there', async () => {
  const { number } = await pays('tbank', 'refused@example.com');
  await anna.sees(new RegExp(`Чек на 5\\s000\\s₽ по счёту №${number} не пробит`));
}, 30_000);

it('ends with books that balance', () => {
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});
