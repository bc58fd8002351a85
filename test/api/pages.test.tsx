import { describe, expect, it, vi } from 'vitest';
import { createAssets } from '../../api/pages/assets.ts';
import { acceptedLocale } from '../../api/pages/locale.ts';
import { type PayDeps, payRoutes, type StartAnswer } from '../../api/pages/pay-routes.tsx';
import type { PayState, PayView } from '../../api/pages/pay-view.ts';
import { createTexts } from '../../bot/texts/index.ts';

const TOKEN = 'AbCdEfGhIjKlMnOpQrStUv';
const PERSON = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1' };
const rub = (minor: string) => ({ minor, currency: 'RUB' });
const texts = createTexts('ru');

const VIEW: PayView = {
  state: 'payable',
  number: '12',
  seller: 'Студия «Кот»',
  items: [{ title: 'Логотип <b>&', quantity: '1.5', amount: rub('1500000') }],
  total: rub('1500000'),
  paid: rub('0'),
  refunded: rub('0'),
  due: rub('1500000'),
  held: rub('0'),
  piece: null,
  dueAt: Date.UTC(2026, 10, 27, 20, 59, 59),
  kinds: ['sbp', 'card', 'cash'],
  locale: 'ru',
  chatLink: 'https://t.me/shop_bot',
};

function stand(
  view: Partial<PayView> = {},
  answer: StartAnswer = { ok: true, url: 'https://bank.example/pay/1' },
) {
  const start = vi.fn(async () => answer);
  const deps: PayDeps = {
    texts,
    publicUrl: 'https://shop.example.com',
    timeZone: 'Europe/Moscow',
    now: () => Date.UTC(2026, 10, 24),
    find: async (token) => (token === TOKEN ? { ...VIEW, ...view } : null),
    start,
    qr: async (text) => new TextEncoder().encode(text),
  };
  const app = payRoutes(deps);
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    app.request(`/pay/${path}`, { method, headers: { ...PERSON, ...headers } });
  return { get, start, app };
}

describe('the pay page', () => {
  it('says what is owed, for what and until when, and offers every way that works online', async () => {
    const { get } = stand();
    const html = await (await get(TOKEN)).text();
    expect(html).toContain('15\u00a0000\u00a0₽');
    expect(html).toContain('Логотип &lt;b&gt;&amp;');
    expect(html).toContain('× 1,5');
    expect(html).toContain('27 ноября');
    expect(html).toContain(`action="/pay/${TOKEN}/sbp"`);
    expect(html).toContain('data-testid="pay-card"');
    expect(html).not.toContain('pay-cash');
  });

  it('runs nothing but its own files, and is neither kept, indexed, framed nor told to the next site', async () => {
    const { headers } = await stand().get(TOKEN);
    const policy = headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-robots-tag')).toContain('noindex');
    const html = await (await stand().get(TOKEN)).text();
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=/);
  });

  it('speaks the customer’s language, whatever the browser says, until the reader picks another', async () => {
    const { get } = stand();
    expect(await (await get(TOKEN, { 'accept-language': 'en-US' })).text()).toContain('<html lang="ru">');
    const english = await (await get(`${TOKEN}?lang=en`)).text();
    expect(english).toContain('<html lang="en">');
    expect(english).toContain(`action="/pay/${TOKEN}/sbp?lang=en"`);
  });

  const closed: PayState[] = ['paid', 'cancelled', 'expired', 'refunded', 'partially_refunded', 'disputed'];
  it.each(closed)('asks for no money once it is %s', async (state) => {
    const html = await (
      await stand({ state, kinds: [], paid: rub('1500000'), due: rub('0') }).get(TOKEN)
    ).text();
    expect(html).toContain('data-testid="outcome"');
    expect(html).not.toContain('<form');
    expect(html).not.toContain('data-watch');
  });

  it('shows what was paid already and asks for the rest', async () => {
    const view = { state: 'partially_paid' as const, paid: rub('500000'), due: rub('1000000') };
    const html = await (await stand(view).get(TOKEN)).text();
    expect(html).toMatch(/data-testid="sum">10\s000\s₽/);
    expect(html).toContain('data-testid="paid-so-far"');
  });

  it('tells a reader who comes back from the bank not to pay twice', async () => {
    expect(await (await stand().get(`${TOKEN}?back=1`)).text()).toContain('data-testid="returned"');
    expect(await (await stand().get(TOKEN)).text()).not.toContain('data-testid="returned"');
  });

  it.each(['nobody-has-this-token1', 'short', 'wrong.characters!in'])(
    'meets %s with a kind 404',
    async (token) => {
      const answer = await stand().get(token, { 'accept-language': 'en' });
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('No such invoice');
    },
  );

  it('gives the state as JSON for its script', async () => {
    const answer = await stand().get(`${TOKEN}/status`);
    expect(await answer.json()).toEqual({ state: 'payable', paid: rub('0'), due: rub('1500000') });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect((await stand().get('nobody-has-this-token1/status')).status).toBe(404);
  });

  it('has a QR code that leads to itself at the public address', async () => {
    const answer = await stand().get(`${TOKEN}/qr.png`);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(await answer.text()).toBe(`https://shop.example.com/pay/${TOKEN}`);
  });
});

describe('paying', () => {
  it.each(['POST', 'GET'])('leads to the bank on %s', async (method) => {
    const { get, start } = stand();
    const answer = await get(`${TOKEN}/card`, {}, method);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('https://bank.example/pay/1');
    expect(start).toHaveBeenCalledWith(TOKEN, 'card', undefined, null);
  });

  const previews = [
    'TelegramBot (like TwitterBot)',
    'WhatsApp/2.23',
    'facebookexternalhit/1.1',
    'Slackbot-LinkExpanding 1.0',
  ];
  it.each([...previews, 'vkShare', 'Mozilla/5.0 (compatible; YandexBot/3.0)', 'SkypeUriPreview', 'Viber/13'])(
    'makes no payment for %s, which sees no goods and no names',
    async (agent) => {
      const { get, start } = stand();
      const answer = await get(`${TOKEN}/sbp`, { 'user-agent': agent });
      const html = await answer.text();
      expect(answer.status).toBe(200);
      expect(html).toContain('property="og:title"');
      expect(html).not.toContain('Логотип');
      expect(start).not.toHaveBeenCalled();
    },
  );

  it('makes no payment for HEAD or a prefetch', async () => {
    const { get, start } = stand();
    expect((await get(`${TOKEN}/sbp`, {}, 'HEAD')).status).toBe(200);
    expect((await get(`${TOKEN}/sbp`, { 'sec-purpose': 'prefetch' })).status).toBe(200);
    expect(start).not.toHaveBeenCalled();
  });

  it.each(['bitcoin', 'instalments', 'cash', '..%2f', 'CARD'])('knows no way called %s', async (kind) => {
    const { get, start } = stand();
    expect((await get(`${TOKEN}/${kind}`, {}, 'POST')).status).toBe(404);
    expect(start).not.toHaveBeenCalled();
  });

  it.each([
    ['provider_failed', true, 502, 'data-testid="retry"'],
    ['provider_unknown', false, 502, 'data-testid="retry"'],
    ['provider_failed', false, 502, 'data-testid="to-invoice"'],
    ['kind_not_offered', false, 404, 'data-testid="to-invoice"'],
    ['invoice_not_open', false, 409, 'data-testid="invoice"'],
    ['invoice_expired', false, 410, 'data-testid="invoice"'],
  ] as const)('answers %s (repeatable: %s) with %i and a way on', async (code, retryable, status, shows) => {
    const { get } = stand({}, { ok: false, code, retryable });
    const answer = await get(`${TOKEN}/card`, {}, 'POST');
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(shows);
  });

  it.each([
    ['paid', 409],
    ['cancelled', 409],
    ['expired', 410],
  ] as const)(
    'an old link to pay a %s invoice shows how it stands and starts nothing',
    async (state, status) => {
      const { get, start } = stand({ state, kinds: [] });
      expect((await get(`${TOKEN}/card`)).status).toBe(status);
      expect(start).not.toHaveBeenCalled();
    },
  );
});

describe('assets', () => {
  const assets = createAssets('/assets', {
    'a.js': "import { b } from './b.client.js';",
    'b.js': 'export const b = 1;',
  });

  it('are kept for ever under the address of their version, and asked about under any other', async () => {
    const kept = await assets.routes.request(assets.href('a.js'));
    expect(kept.headers.get('cache-control')).toContain('immutable');
    expect(kept.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect((await assets.routes.request('/assets/a.js?v=old')).headers.get('cache-control')).toBe('no-cache');
    expect((await assets.routes.request('/assets/c.js')).status).toBe(404);
  });

  it('import each other under the same version', async () => {
    const version = assets.href('b.js').split('?')[1];
    const text = await (await assets.routes.request('/assets/a.js')).text();
    expect(text).toBe(`import { b } from './b.js?${version}';`);
  });
});

describe('the language of a browser', () => {
  it.each([
    ['en-US,en;q=0.9,ru;q=0.8', 'en'],
    ['de, ru;q=0.5, en;q=0.7', 'en'],
    ['de', 'ru'],
    ['en;q=0, ru', 'ru'],
    [undefined, 'ru'],
  ])('%s is %s', (header, locale) => {
    expect(acceptedLocale(header, texts)).toBe(locale);
  });
});

describe('paying in pieces', () => {
  const piece = { least: rub('100'), most: rub('1500050') };
  const post = (app: ReturnType<typeof stand>['app'], body: Record<string, string>) =>
    app.request(`/pay/${TOKEN}/card`, {
      method: 'POST',
      headers: { ...PERSON, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(body),
    });

  it('has one field for the sum, filled with all that is left, and a button for every way', async () => {
    const html = await (await stand({ piece }).get(TOKEN)).text();
    expect(html.match(/name="sum"/g)).toHaveLength(1);
    expect(html).toContain('value="15000.50"');
    expect(html).toContain(`formaction="/pay/${TOKEN}/sbp"`);
    expect(html).toContain(`formaction="/pay/${TOKEN}/card"`);
    expect(await (await stand().get(TOKEN)).text()).not.toContain('name="sum"');
  });

  it('hands on what the customer wrote; nothing written, and links of a chat, pay all', async () => {
    const { app, start, get } = stand({ piece });
    await post(app, { sum: ' 500,50 ' });
    await post(app, { sum: '' });
    await get(`${TOKEN}/card?sum=5`);
    expect(start.mock.calls).toEqual([
      [TOKEN, 'card', undefined, '500,50'],
      [TOKEN, 'card', undefined, null],
      [TOKEN, 'card', undefined, null],
    ]);
    const whole = stand();
    await post(whole.app, { sum: '5' });
    expect(whole.start).toHaveBeenCalledWith(TOKEN, 'card', undefined, null);
  });

  it('says on the page which sums can be paid when another was written', async () => {
    const { app } = stand({ piece }, { ok: false, code: 'piece_out_of_range', retryable: false });
    const answer = await post(app, { sum: '1' });
    expect(answer.status).toBe(400);
    const html = await answer.text();
    expect(html).toContain('role="alert"');
    expect(html).toContain('Деньги не списаны');
  });
});

describe('money that is held', () => {
  it('is shown as held: not paid, nothing to press', async () => {
    const { get, start } = stand({ state: 'held', held: rub('1500000') });
    const page = await get(TOKEN);
    const html = await page.text();
    expect(html).toContain('Деньги забронированы');
    expect(html).toContain('data-watch');
    expect(html).not.toContain('data-testid="pay-card"');
    expect((await get(`${TOKEN}/card`)).status).toBe(409);
    expect(start).not.toHaveBeenCalled();
  });

  it('that came between is shown too', async () => {
    const { get } = stand({}, { ok: false, code: 'money_held', retryable: false });
    expect((await get(`${TOKEN}/card`)).status).toBe(409);
  });
});
