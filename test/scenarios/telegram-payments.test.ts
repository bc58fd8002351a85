import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deal, type Phone, payAtBank } from '../support/phone.ts';
import { allSaid, audit, until } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

interface Paid {
  readonly ok: boolean;
  readonly chargeId: string | null;
  readonly error: string | null;
}

interface Shown {
  readonly id: number;
  readonly invoice: { readonly title: string; readonly total: number; readonly currency: string } | null;
  readonly service: { readonly type: string; readonly total: number; readonly chargeId: string } | null;
}

const shown = async (person: Phone) => (await person.chat()).messages as unknown as readonly Shown[];

/** The newest invoice in Telegram's own form. */
const nativeInvoice = (person: Phone, after = 0) =>
  until('an invoice of the messenger’s own', async () =>
    (await shown(person)).findLast(({ id, invoice }) => invoice !== null && id > after),
  );

const pay = (person: Phone, messageId: number) =>
  person.act('pay', { messageId }) as unknown as Promise<Paid>;

const control = (shop: Shop, path: string, body: object) =>
  fetch(`${shop.till.url}/sandbox/telegram/control/${path}`, { method: 'POST', body: JSON.stringify(body) });

const said = async (person: Phone, words: RegExp) =>
  (await person.chat()).messages.filter(({ from, text }) => from === 'bot' && words.test(text)).length;

async function refund({ anna }: Shop, number: string): Promise<void> {
  await anna.write(`/refund ${number}`);
  await anna.press('dlg:reason:1');
  await anna.press('dlg:ok');
}

describe('a till that sells for Stars', () => {
  let shop: Shop;
  let maria: Phone;

  beforeAll(async () => {
    shop = await openShop({ CURRENCY: 'XTR' });
    maria = await shop.person(3001, 'Мария');
    await shop.order(maria, 'Нужен набор стикеров');
  }, 60_000);

  afterAll(() => shop.close());

  it('shows the invoice with Telegram’s pay button, and both sides hear that it is paid', async () => {
    const { number } = await shop.bill(maria, 1, '500', 'Набор стикеров');
    const { id, invoice } = await nativeInvoice(maria);
    expect(invoice).toMatchObject({ title: `Счёт №${number}`, total: 500, currency: 'XTR' });
    expect(await pay(maria, id)).toMatchObject({ ok: true, error: null });
    await shop.stage(1, 'paid');
    await maria.sees(/оплачен/);
    await shop.anna.sees(/оплачен/);
    expect(await deal(shop.till, 1)).toMatchObject({ paid: '500', due: '0', currency: 'XTR' });
  });

  it('books a payment once that is told three times', async () => {
    await allSaid(shop.till);
    const [before, told] = [await said(maria, /оплачен/), await said(shop.anna, /оплачен/)];
    const chargeId = (await shown(maria)).findLast(({ service }) => service)?.service?.chargeId;
    await control(shop, 'tell-again', { chargeId });
    await control(shop, 'redeliver', {});
    // Whatever is answered now was taken after both.
    await maria.write('Спасибо!');
    await shop.anna.sees('Спасибо!');
    await allSaid(shop.till);
    expect(await deal(shop.till, 1)).toMatchObject({ paid: '500', stage: 'paid' });
    expect([await said(maria, /оплачен/), await said(shop.anna, /оплачен/)]).toEqual([before, told]);
  });

  it('lets nobody pay it twice, and says so', async () => {
    const { id } = await nativeInvoice(maria);
    expect(await pay(maria, id)).toMatchObject({ ok: false, error: expect.stringContaining('уже оплачен') });
  });

  it('returns the Stars, and tells both sides', async () => {
    await refund(shop, '1');
    await until('the Stars are back', async () => (await deal(shop.till, 1)).refunded === '500');
    expect((await shown(maria)).some(({ service }) => service?.type === 'refund')).toBe(true);
    await maria.sees(/верн/i);
  });

  it('declines a cancelled invoice with words that say what to do', async () => {
    const dealId = await shop.order(await shop.person(3002, 'Пётр'), 'Ещё стикеры');
    const peter = await shop.person(3002, 'Пётр');
    const { number } = await shop.bill(peter, dealId, '300', 'Стикеры');
    const { id } = await nativeInvoice(peter);
    await shop.anna.write(`/cancel ${number}`);
    await shop.anna.press(`can:${number}:y`);
    await peter.sees(/отменён/);
    expect(await pay(peter, id)).toMatchObject({
      ok: false,
      error: 'Этот счёт отменён, деньги не списаны. Напишите в чат, и менеджер подскажет, как быть.',
    });
    expect((await deal(shop.till, dealId)).stage).not.toBe('paid');
  });

  it('is paid by the link of the pay page too, for the same payment', async () => {
    const olga = await shop.person(3003, 'Ольга');
    const dealId = await shop.order(olga, 'Хочу подписку');
    const bill = await shop.bill(olga, dealId, '250', 'Подписка');
    const { id } = await nativeInvoice(olga);
    await payAtSheet(shop, `${bill.page}/stars`, olga.id);
    await shop.stage(dealId, 'paid');
    expect(await pay(olga, id)).toMatchObject({ ok: false, error: expect.stringContaining('уже оплачен') });
  });

  it('leaves the books balanced', async () => {
    await shop.till.stop();
    expect(audit(shop.path)).toMatchObject({ code: 0 });
  });
});

describe('a till in rubles', () => {
  let shop: Shop;
  let maria: Phone;

  beforeAll(async () => {
    shop = await openShop();
    const chosen = {
      method: 'POST',
      body: new URLSearchParams({ id: 'telegram' }),
      redirect: 'manual',
    } as const;
    await fetch(`${shop.till.url}/sandbox/provider`, chosen);
    maria = await shop.person(3001, 'Мария');
    await shop.order(maria, 'Нужен логотип');
  }, 60_000);

  afterAll(() => shop.close());

  it('takes a card in Telegram’s own sheet', async () => {
    const { page } = await shop.bill(maria, 1, '1500', 'Логотип');
    await payAtSheet(shop, `${page}/card`, maria.id);
    await shop.stage(1, 'paid');
    expect(await deal(shop.till, 1)).toMatchObject({ paid: '1500.00' });
  });

  it('does not return it, and says where to', async () => {
    await refund(shop, '1');
    await shop.anna.sees(/кабинете платёжного сервиса, который подключён к боту: платёж provider_/);
    expect(await deal(shop.till, 1)).toMatchObject({ refunded: '0.00', stage: 'paid' });
  });

  it('declines the sheet of an invoice that was paid in another way meanwhile', async () => {
    const peter = await shop.person(3002, 'Пётр');
    const dealId = await shop.order(peter, 'Нужен сайт');
    const { page } = await shop.bill(peter, dealId, '2000', 'Сайт');
    const sheet = await openSheet(shop, `${page}/card`);
    await payAtBank(shop.till, `${page}/sbp`);
    await shop.stage(dealId, 'paid');
    const declined = await press(shop, sheet, peter.id);
    expect([declined.status, await declined.text()]).toEqual([409, expect.stringContaining('уже оплачен')]);
    expect(await deal(shop.till, dealId)).toMatchObject({ paid: '2000.00' });
  });

  it('keeps its books balanced', async () => {
    await shop.till.stop();
    expect(audit(shop.path)).toMatchObject({ code: 0 });
  });
});

/** The address of Telegram’s payment sheet behind a pay link. */
async function openSheet(shop: Shop, link: string): Promise<string> {
  const opened = await fetch(link, { redirect: 'manual', headers: { 'user-agent': 'Mozilla/5.0 (iPhone)' } });
  const sheet = new URL(opened.headers.get('location') ?? '', shop.till.url);
  expect([opened.status, sheet.pathname]).toEqual([
    303,
    expect.stringMatching(/^\/sandbox\/telegram-payments\/L\d+$/),
  ]);
  return `${shop.till.url}${sheet.pathname}`;
}

const press = (_: Shop, sheet: string, payer: number) =>
  fetch(sheet, {
    method: 'POST',
    body: new URLSearchParams({ do: 'pay', payer: String(payer) }),
    headers: { 'accept-language': 'ru' },
    redirect: 'manual',
  });

async function payAtSheet(shop: Shop, link: string, payer: number): Promise<void> {
  const sheet = await openSheet(shop, link);
  expect(await (await fetch(sheet, { headers: { 'accept-language': 'ru' } })).text()).toContain('Заплатить');
  expect((await press(shop, sheet, payer)).status).toBe(303);
}
