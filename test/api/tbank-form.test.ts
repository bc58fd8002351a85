import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ProviderFake } from '../../api/payments/provider-module.ts';
import { tbank } from '../../api/payments/tbank/index.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import { valueFrom } from '../contract/payment-provider-driver.ts';
import { request as requestOf } from '../support/tbank.ts';

const ROOT = 'http://127.0.0.1:8787/sandbox/tbank';
const PUBLIC = 'https://till.example.com/sandbox/tbank';
let fake: ProviderFake;
let provider: PaymentProvider;
let told: Record<string, unknown>[];

function openFake(): ProviderFake {
  return tbank.fake({
    root: ROOT,
    publicRoot: PUBLIC,
    now: Date.now,
    environment: {},
    onChange: () => undefined,
    fetch: async (_url, init) => {
      told.push(JSON.parse(String(init?.body)) as Record<string, unknown>);
      return new Response('OK');
    },
  });
}

/** The network between the till and the bank inside the same process. */
const wire: typeof fetch = async (input, init) => {
  const request = new Request(input, init);
  return fake.app.fetch(new Request(request.url.replace(ROOT, 'http://bank'), request));
};

beforeEach(() => {
  told = [];
  fake = openFake();
  provider = tbank.open(fake.environment, { fetch: wire, now: Date.now, timeoutMs: 1_000 })!;
});
afterEach(() => fake.close());

const at = (address: string) => new URL(address.replace(PUBLIC, 'http://bank'));
const press = (address: string, what: string) =>
  fake.app.fetch(new Request(at(address), { method: 'POST', body: new URLSearchParams({ do: what }) }));

test('the practice bank speaks with the settings that it gives', async () => {
  expect(Object.keys(fake.environment).sort()).toEqual([
    'TBANK_API_ROOT',
    'TBANK_PASSWORD',
    'TBANK_TERMINAL_KEY',
  ]);
  const { url } = valueFrom(await provider.start(requestOf()));
  const form = await fake.app.fetch(new Request(at(url)));
  const html = await form.text();
  for (const what of ['pay', 'sbp', 'decline', 'silent'])
    expect(html).toContain(`data-testid="bank-${what}"`);
  expect(html).not.toContain('<script');
  expect(form.headers.get('content-security-policy')).toContain("default-src 'none'");
});

test('a payer pays on the form and comes back to the shop, however often the button is pressed', async () => {
  const asked = requestOf();
  const { url } = valueFrom(await provider.start(asked));
  for (let time = 0; time < 3; time += 1) {
    const answer = await press(url, 'pay');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, asked.returnUrl]);
  }
  await expect.poll(() => told.map(({ Status }) => Status)).toEqual(['AUTHORIZED', 'CONFIRMED']);
});

test('the QR of the SBP leads to the form', async () => {
  const { url } = valueFrom(await provider.start(requestOf({ kind: 'sbp' })));
  expect(url).toMatch(new RegExp(`^${PUBLIC}/qr/AD`));
  const answer = await fake.app.fetch(new Request(at(url)));
  const form = answer.headers.get('location')!;
  await press(form, 'sbp');
  await expect.poll(() => told.map(({ Status, Pan }) => [Status, Pan])).toEqual([['CONFIRMED', undefined]]);
});

test('who pays silently is found by asking', async () => {
  const asked = requestOf();
  const { url, reference } = valueFrom(await provider.start(asked));
  await press(url, 'silent');
  const notices = valueFrom(await provider.look({ reference, ...asked }));
  expect(notices.at(-1)).toMatchObject({ state: 'succeeded', amount: asked.amount });
  expect(told).toEqual([]);
});

test('what is over is not paid, and pages that are not there say so', async () => {
  const { url } = valueFrom(await provider.start(requestOf()));
  await press(url, 'decline');
  expect((await press(url, 'pay')).status).toBe(409);
  expect((await press(url, 'constructor')).status).toBe(409);
  for (const path of ['/pay/1', '/pay/x', '/qr/x'])
    expect((await fake.app.fetch(new Request(`http://bank${path}`))).status).toBe(404);
});

test('a snapshot brings everything back, and other text is refused', async () => {
  const asked = requestOf();
  const { reference } = valueFrom(await provider.start(asked));
  const text = fake.snapshot();
  const { environment } = fake;
  fake.close();
  fake = openFake();
  fake.restore(text);
  provider = tbank.open(
    { ...fake.environment, TBANK_TERMINAL_KEY: environment.TBANK_TERMINAL_KEY },
    { fetch: wire, now: Date.now, timeoutMs: 1_000 },
  )!;
  expect(valueFrom(await provider.look({ reference, ...asked }))).toMatchObject([
    { state: 'pending', reference },
  ]);
  expect(() => fake.restore('{}')).toThrow(SyntaxError);
});
