import { afterAll, beforeAll, expect, it } from 'vitest';
import { deal, type Phone, payAtBank } from '../support/phone.ts';
import { audit } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

let shop: Shop;
let anna: Phone;

beforeAll(async () => {
  shop = await openShop();
  anna = shop.anna;
}, 30_000);

afterAll(() => shop.close());

it('sells at the counter: one command, a QR that turns to paid by itself, a receipt for who scans again', async () => {
  await anna.write('/qr 1500 Чай и пирог');
  const shown = await anna.sees('Чай и пирог');
  expect(shown.media?.kind).toBe('photo');
  const { invoices, stage } = await deal(shop.till, 1);
  expect(stage).toBe('invoice_issued');
  await payAtBank(shop.till, `${invoices[0]?.payUrl}/sbp`);
  const turned = await anna.sees(/Оплачено/);
  expect(turned).toMatchObject({ id: shown.id, edited: true });

  const token = String(invoices[0]?.payUrl).split('/').at(-1);
  const page = await fetch(`${shop.till.url}/pay/${token}`, { headers: { 'accept-language': 'ru' } });
  expect(await page.text()).toContain(`start=r_${token}`);
  const oleg = await shop.person(2005, 'Олег');
  await oleg.start(`r_${token}`);
  await oleg.sees('Чай и пирог');
  const late = await shop.person(2006, 'Ира');
  await late.start(`r_${token}`);
  await late.sees(/чека здесь нет/);
  expect((await deal(shop.till, 1)).stage).toBe('paid');
});

it('answers a wrong call with a right one, and makes nothing', async () => {
  for (const wrong of ['/qr', '/qr Кофе', '/qr 0 Кофе', '/qr 1500']) {
    const before = await anna.last();
    await anna.write(wrong);
    await anna.sees(/./, before + 1);
  }
  await expect(deal(shop.till, 2)).rejects.toThrow('404');
});

it('leaves the books balanced', () => {
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});
