import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { md5 } from '../../api/payments/robokassa/md5.ts';
import { toReceipt } from '../../api/payments/robokassa/receipt.ts';
import { invIdOf, shpParts, sign } from '../../api/payments/robokassa/signature.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { Stand, SUM, valueFrom } from '../contract/payment-provider-driver.ts';
import { fieldsOf, notice, type RobokassaStand, signedNotice, startRobokassa } from '../support/robokassa.ts';

let shop: RobokassaStand;
beforeEach(() => {
  shop = startRobokassa();
});
afterEach(() => shop.close());

/** A request as the contract suite makes them. */
const request = (over: Parameters<Stand['request']>[0] = {}) =>
  new Stand({ provider: shop.provider, currency: 'RUB' } as ConstructorParameters<typeof Stand>[0]).request(
    over,
  );

const receipt: Receipt = {
  type: 'payment',
  taxSystem: 'usn_income',
  customer: { phone: null, email: 'maria@example.com' },
  items: [
    {
      title: 'Сайт',
      quantity: 1500n,
      price: 100_000n,
      amount: 150_000n,
      vat: '22_of',
      mode: 'full_prepayment',
      subject: 'service',
    },
  ],
};

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('signatures', () => {
  test('MD5 is that of RFC 1321', () => {
    const of = (text: string) => hex(md5(new TextEncoder().encode(text)));
    expect(of('')).toBe('d41d8cd98f00b204e9800998ecf8427e');
    expect(of('message digest')).toBe('f96b697d7cb7938d525a2f31aaf161d0');
    expect(of('1234567890'.repeat(8))).toBe('57edf4a22be3c955ac49da2e2107b67a');
  });

  test('a payment, a notice and a receipt are signed as in the published examples', async () => {
    expect(await sign('md5', 'demo', '10.00', '7', 'pass1')).toBe('fad3820196eb083e7b0a8af4d660e8d3');
    const tail = shpParts([['Shp_order', '7']]);
    expect(await sign('md5', '10.00', '7', 'pass2', ...tail)).toBe('2715d7e9664373aac5f5fbeffdfcb239');
    const encoded = encodeURIComponent('{"items":[{"name":"A","quantity":1,"sum":10,"tax":"none"}]}');
    expect(await sign('md5', 'demo', '10.00', '7', encoded, 'pass1')).toBe(
      'e17faa874e8104bfa2b4dbbafe097389',
    );
  });

  test('a number is positive, fits into 63 bits and follows from the key', async () => {
    const numbers = await Promise.all(Array.from({ length: 500 }, (_, index) => invIdOf(`key-${index}`)));
    expect(new Set(numbers).size).toBe(500);
    for (const number of numbers) expect(BigInt(number) > 0n && BigInt(number) < 2n ** 63n).toBe(true);
    expect(await invIdOf('key-0')).toBe(numbers[0]);
  });
});

describe('links', () => {
  test('a link holds these fields and no call is made for it', async () => {
    const asked = request({ paymentId: 'p-1', idempotencyKey: 'p-1', purpose: 'Сайт' });
    const { url, reference } = valueFrom(await shop.provider.start(asked));
    const { SignatureValue, ...fields } = Object.fromEntries(new URL(url).searchParams);
    expect(fields).toEqual({
      MerchantLogin: 'demo',
      OutSum: '1500.00',
      InvId: reference,
      Description: '№ 17: Сайт',
      Culture: 'ru',
      Encoding: 'utf-8',
      Email: 'maria@example.com',
      Shp_payment: 'p-1',
      Shp_back: Buffer.from('/pay/AbCdEfGhIjKlMnOpQrStUv').toString('base64url'),
    });
    expect(SignatureValue).toMatch(/^[0-9a-f]{32}$/);
    expect(shop.requests).toEqual([]);
  });

  test('a link signed by another password is refused when it is opened', async () => {
    const stranger = shop.open({ ROBOKASSA_PASSWORD_1: 'another' });
    const { reference } = valueFrom(await stranger.start(request()));
    const page = await shop.visit(reference, null);
    expect(page.status).toBe(400);
    expect(await page.text()).toContain('29');
  });

  test('a receipt goes into the link and its signature, with exact numbers', async () => {
    expect(decodeURIComponent(toReceipt(receipt))).toBe(
      '{"sno":"usn_income","items":[{"name":"Сайт","quantity":1.5,"sum":1500.00,"tax":"vat122",' +
        '"payment_method":"full_prepayment","payment_object":"service"}]}',
    );
    const { reference } = valueFrom(await shop.provider.start(request({ receipt })));
    expect((await shop.visit(reference, 'pay')).status).toBe(303);
    expect(shop.fake.books.get(reference).receipt).toContain('vat122');
  });

  test('a receipt that is not the sum is not sent', async () => {
    const wrong = { ...receipt, items: receipt.items.map((item) => ({ ...item, amount: 1n })) };
    expect(await shop.provider.start(request({ receipt: wrong }))).toMatchObject({ category: 'invalid' });
  });

  test('a link that would be too long is left at Robokassa, and is paid like others', async () => {
    const items = Array.from({ length: 30 }, () => ({
      ...receipt.items[0]!,
      title: 'Я'.repeat(128),
      amount: SUM / 30n,
    }));
    const asked = request({ receipt: { ...receipt, items } });
    const { url, reference } = valueFrom(await shop.provider.start(asked));
    expect(url).toMatch(/\/Merchant\/Index\/[\w-]+$/);
    expect(valueFrom(await shop.provider.start(asked)).url).toBe(url);
    expect((await shop.visit(reference, 'pay')).status).toBe(303);
  });
});

describe('notices', () => {
  const good = { OutSum: '1500.000000', InvId: '7', Fee: '58.50', Shp_payment: 'p-1' };

  test('a notice is answered with OK and its number, and tells the fee', async () => {
    const reading = await shop.provider.readWebhook(await signedNotice(good));
    expect(reading).toMatchObject({ ok: true, acknowledge: { status: 200, body: 'OK7' } });
    expect(reading.ok && reading.notices).toMatchObject([
      {
        eventKey: 'payment:7:succeeded',
        paymentId: 'p-1',
        amount: { minor: 150_000n },
        fee: { minor: 5_850n },
      },
    ]);
  });

  test('the same by GET is read from the address', async () => {
    const posted = await signedNotice(good);
    const url = `${posted.url}?${new TextDecoder().decode(posted.body)}`;
    const reading = await shop.provider.readWebhook({
      ...posted,
      method: 'GET',
      url,
      body: new Uint8Array(),
    });
    expect(reading).toMatchObject({ ok: true, acknowledge: { body: 'OK7' } });
  });

  test('a test payment is no money while test mode is off', async () => {
    const raw = await signedNotice({ ...good, IsTest: '1' });
    expect(await shop.provider.readWebhook(raw)).toMatchObject({ ok: false, status: 401 });
    expect(await shop.open({ ROBOKASSA_TEST: '1' }).readWebhook(raw)).toMatchObject({ ok: true });
  });

  test('what is signed and still no payment is refused', async () => {
    const broken = [
      { OutSum: '1e3' },
      { OutSum: '-1' },
      { OutSum: '0.00' },
      { OutSum: '1.005' },
      { InvId: '0' },
      { InvId: '9223372036854775808' },
    ];
    for (const over of broken) {
      const reading = await shop.provider.readWebhook(await signedNotice({ ...good, ...over }));
      expect(reading).toMatchObject({ ok: false, status: 400 });
    }
  });

  test('a field that comes twice is refused: nobody knows which one was signed', async () => {
    const raw = await signedNotice(good);
    const body = new TextEncoder().encode(`${new TextDecoder().decode(raw.body)}&OutSum=1.00`);
    expect(await shop.provider.readWebhook({ ...raw, body })).toMatchObject({ ok: false, status: 400 });
  });

  test('another answer than OK and the number makes Robokassa tell it again', async () => {
    shop.close();
    shop = startRobokassa({ pace: 0.001 });
    shop.answer('ok', 'OK');
    const { reference } = valueFrom(await shop.provider.start(request()));
    await shop.visit(reference, 'pay');
    await expect.poll(async () => (await shop.webhooks()).length).toBe(3);
    expect(fieldsOf((await shop.webhooks())[2]!).InvId).toBe(reference);
  });

  test('the customer comes back to the pay page, and to no other site', async () => {
    const back = async (path: string) => {
      const raw = notice({ InvId: '7', Shp_back: Buffer.from(path).toString('base64url') });
      const reading = await shop.provider.readWebhook({ ...raw, kind: 'return' });
      return reading.ok && [reading.acknowledge.headers?.location, reading.notices.length];
    };
    expect(await back('/pay/AbC-_9')).toEqual(['/pay/AbC-_9', 0]);
    for (const bad of ['//evil.example', '/\\evil.example', 'https://evil.example', '/a\r\nb', ''])
      expect(await back(bad)).toEqual(['/', 0]);
  });
});

describe('money back and money again', () => {
  const pay = async (over: Parameters<typeof request>[0] = {}) => {
    const asked = request(over);
    const { reference } = valueFrom(await shop.provider.start(asked));
    await shop.visit(reference, 'pay');
    return { asked, reference };
  };
  const refundOf = (reference: string, minor: bigint, again = false) => ({
    refundId: 'r-1',
    idempotencyKey: 'r-1',
    reference,
    chargeId: reference,
    amount: { minor, currency: 'RUB' },
    charged: { minor: SUM, currency: 'RUB' },
    reason: 'Не подошло',
    again,
  });

  test('without Password #3 nothing can be refunded', () => {
    const provider = shop.open({ ROBOKASSA_PASSWORD_3: '' });
    expect(provider.can.refund).toBe('none');
    expect(provider.refund).toBeUndefined();
  });

  test('a wrong password is told as such by states and refunds', async () => {
    const { asked, reference } = await pay();
    const looked = await shop.open({ ROBOKASSA_PASSWORD_2: 'another' }).look({ ...asked, reference });
    expect(looked).toMatchObject({ ok: false, category: 'auth' });
    const provider = shop.open({ ROBOKASSA_PASSWORD_3: 'another' });
    expect(await provider.refund?.(refundOf(reference, SUM))).toMatchObject({
      ok: false,
      category: 'refused',
    });
    expect(shop.fake.books.get(reference).refunds).toEqual([]);
  });

  test('a part whose fate nobody knows is not sent twice, also after a restart', async () => {
    const { reference } = await pay();
    shop.fake.fail('Create', { kind: 'lost_answer' });
    const asked = refundOf(reference, 100n);
    expect(await shop.provider.refund?.(asked)).toMatchObject({ category: 'unknown' });
    expect(await shop.provider.refund?.(asked)).toMatchObject({
      category: 'unknown',
      code: 'refund_uncertain',
    });
    const restarted = shop.open({});
    expect(await restarted.refund?.({ ...asked, again: true })).toMatchObject({ category: 'unknown' });
    expect(shop.fake.books.get(reference).refunds).toHaveLength(1);
  });

  test('a card that was kept is charged again, once per key', async () => {
    const { reference } = await pay({ saveMethod: true });
    const reading = await shop.provider.readWebhook((await shop.webhooks())[0]!);
    expect(reading.ok && reading.notices).toMatchObject([{ savedMethod: { token: reference } }]);
    const charge = { ...request(), savedMethod: reference };
    const first = valueFrom(await shop.provider.charge!(charge));
    expect(valueFrom(await shop.provider.charge!(charge))).toEqual(first);
    expect(shop.requests.filter(({ url }) => url.endsWith('/Merchant/Recurring'))).toHaveLength(1);
    const notices = valueFrom(await shop.provider.look({ ...charge, reference: first.reference }));
    expect(notices).toMatchObject([
      { state: 'succeeded', amount: { minor: SUM }, paymentId: charge.paymentId },
    ]);
  });

  test('a charge that is not accepted is refused, and one of unknown fate is not made twice', async () => {
    const { reference } = await pay({ saveMethod: true });
    shop.fake.books.refuseCharge = true;
    const refused = await shop.provider.charge!({ ...request(), savedMethod: reference });
    expect(refused).toMatchObject({ ok: false, category: 'refused' });
    shop.fake.fail('Recurring', { kind: 'lost_answer' });
    const charge = { ...request(), savedMethod: reference };
    expect(await shop.provider.charge!(charge)).toMatchObject({ category: 'unknown' });
    valueFrom(await shop.provider.charge!(charge));
    expect(shop.fake.books.all()).toHaveLength(2);
  });
});
