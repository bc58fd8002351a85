import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { atol } from '../../api/fiscal/atol/index.ts';
import { failureOf, valueFrom } from '../contract/payment-provider-driver.ts';
import { type AtolStand, CALLBACK_URL, itemOf, requestOf, startAtol } from '../support/atol.ts';

let stand: AtolStand;
beforeEach(() => {
  stand = startAtol({ readyAfterMs: 5_000 });
});
afterEach(() => stand.close());

const page = async (path: string, language = 'ru') => {
  const answer = await stand.fake.app.request(path, { headers: { 'accept-language': language } });
  return { status: answer.status, html: await answer.text() };
};
const press = (what: string, headers: Record<string, string> = {}) =>
  stand.fake.app.request('/receipts', { method: 'POST', body: new URLSearchParams({ do: what }), headers });

describe('the emulated register’s pages', () => {
  test('show every receipt with its lines and sum, and what became of it', async () => {
    expect((await page('/receipts')).html).toContain('Чеков пока нет');
    const items = [itemOf(154_050n, { title: 'Кружка <синяя>', quantity: 2000n, price: 77_025n })];
    valueFrom(await stand.register.register(requestOf({}, { items })));
    expect((await page('/receipts')).html).toContain('В очереди');
    stand.pass(5_000);
    const { html } = await page('/receipts');
    for (const text of ['Приход', 'Пробит', 'Кружка &lt;синяя&gt;', '1 540,50', '2 × 770,25'])
      expect(html.replaceAll('\u00a0', ' ')).toContain(text);
  });

  test('one receipt is shown with its tags, where the buyer’s link leads', async () => {
    const items = [itemOf(122_000n, { vat: '22_of', mode: 'full_prepayment' })];
    const { receiptReference } = valueFrom(await stand.register.register(requestOf({}, { items })));
    stand.pass(5_000);
    const { url } = valueFrom(await stand.register.look(receiptReference));
    const { html } = await page(new URL(url!).pathname, 'en');
    for (const text of ['(1020)', '(1081)', 'maria@example.com', '5544332219', 'vat122', '₽220'])
      expect(html).toContain(text);
    expect(html).toMatch(/full_prepayment[\s\S]*9999078900001234/);
    expect(html).toMatch(/t=20261124T1200&amp;s=1220\.00&amp;fn=9999078900001234&amp;i=1&amp;fp=\d+&amp;n=1/);
    expect((await page('/receipts/nothing')).status).toBe(404);
  });

  test('a register that is switched off answers 503 until it is on again', async () => {
    await press('break');
    expect((await page('/receipts')).html).toContain('Касса выключена');
    expect(failureOf(await stand.register.register(requestOf()))).toMatchObject({ category: 'unavailable' });
    await press('mend');
    valueFrom(await stand.register.register(requestOf()));
  });

  test('the next receipt fails on request, and only that; another site’s form asks in vain', async () => {
    await press('fail', { 'sec-fetch-site': 'cross-site' });
    await press('fail');
    const first = valueFrom(await stand.register.register(requestOf()));
    const second = valueFrom(await stand.register.register(requestOf()));
    stand.pass(5_000);
    expect(valueFrom(await stand.register.look(first.receiptReference)).state).toBe('failed');
    expect(valueFrom(await stand.register.look(second.receiptReference)).state).toBe('succeeded');
    expect((await page('/receipts')).html).toContain('Авария');
  });
});

describe('the emulation', () => {
  test('goes on after a restart: receipts, keys and numbers are kept', async () => {
    const request = requestOf();
    const { receiptReference } = valueFrom(await stand.register.register(request));
    const saved = stand.fake.snapshot();
    stand.close();
    stand = startAtol({ readyAfterMs: 5_000 });
    stand.fake.restore(saved);
    expect(valueFrom(await stand.register.register(request)).receiptReference).toBe(receiptReference);
    stand.pass(5_000);
    expect(valueFrom(await stand.register.look(receiptReference)).fiscal?.documentNumber).toBe('1');
    expect(await stand.webhooks()).toHaveLength(1);
  });

  test('keeps its memory bounded', async () => {
    stand.close();
    stand = startAtol({ keep: 3 });
    for (let each = 0; each < 5; each += 1) valueFrom(await stand.register.register(requestOf()));
    expect(stand.fake.register.all()).toHaveLength(3);
  });

  test('refuses what ATOL refuses: wrong sums, people without an address, unknown operations and types', async () => {
    valueFrom(await stand.register.register(requestOf({ callbackUrl: CALLBACK_URL })));
    const { headers, text } = stand.sent[1]!;
    const post = async (path: string, body: unknown, over: Record<string, string> = {}) => {
      const all = { ...headers, ...over };
      const init = { method: 'POST', headers: all, body: JSON.stringify(body) };
      const answer = await stand.fake.app.request(path, init);
      const { error } = (await answer.json()) as { error: { code: number; text: string } };
      expect(error.text).toMatch(/\S/);
      return [answer.status, error.code, error.text];
    };
    const body = JSON.parse(text) as { receipt: Record<string, unknown> };
    const changed = (receipt: object) => ({
      ...body,
      external_id: 'x',
      receipt: { ...body.receipt, ...receipt },
    });
    const sell = '/v5/shop_5179/sell';
    expect(await post(sell, changed({ total: 1 }))).toEqual([400, 32, expect.stringContaining('total')]);
    expect(await post(sell, changed({ payments: [] }))).toEqual([
      400,
      32,
      expect.stringContaining('payments'),
    ]);
    expect(await post(sell, changed({ client: {} }))).toEqual([400, 32, expect.stringContaining('client')]);
    expect(await post(sell, changed({ total: 1500.005 }))).toEqual([400, 32, expect.any(String)]);
    expect(await post('/v4/shop_5179/sell', changed({}))).toEqual([400, 32, expect.any(String)]);
    expect(await post('/v5/shop_5179/gift', changed({}))).toEqual([400, 31, expect.any(String)]);
    expect(await post('/v5/other/sell', changed({}))).toEqual([401, 20, expect.any(String)]);
    expect(await post(sell, changed({}), { token: 'x' })).toEqual([401, 10, expect.any(String)]);
    expect(await post(sell, changed({}), { 'content-type': 'text/plain' })).toEqual([
      415,
      41,
      expect.any(String),
    ]);
    expect(await post(sell, body)).toEqual([400, 33, expect.any(String)]);
    expect(await post('/v5/getToken', {})).toEqual([400, 13, expect.any(String)]);
    expect(stand.fake.register.all()).toHaveLength(1);
  });

  test('opens for the playground with keys of its own, unless a stand is set', () => {
    const options = {
      publicRoot: 'http://localhost:8787/sandbox/register',
      root: 'http://127.0.0.1:8787/sandbox/register',
      fetch,
      now: Date.now,
      onChange: () => undefined,
    };
    const fake = atol.fake({ ...options, environment: {} });
    const deps = { fetch, now: Date.now, timeoutMs: 1, publicUrl: 'http://localhost:8787' };
    expect(atol.open(fake.environment, deps)?.id).toBe('atol');
    expect(atol.open({}, deps)).toBeNull();
    fake.close();
    const other = atol.fake({ ...options, environment: { ATOL_API_ROOT: 'https://stand.example.com' } });
    expect(other.environment).toEqual({});
    other.close();
  });
});
