import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../../prisma/node.ts';
import { openPayments } from '../faults/open-payments.ts';
import { folder, type Running, start, until } from '../support/process.ts';
import { postUpdate, wrote } from '../support/updates.ts';

const NOBODY = 'http://127.0.0.1:9';
/** Settings with keys, none of them one that exists, for vendors that do not answer. */
const SECRETS = {
  TELEGRAM_BOT_TOKEN: '7000001:AAtokenOfTheMessenger',
  TELEGRAM_WEBHOOK_SECRET: 'secret-of-the-messenger',
  YOOKASSA_SECRET_KEY: 'live_keyOfTheBank',
  TBANK_PASSWORD: 'passwordOfTheTerminal',
  STRIPE_SECRET_KEY: 'sk_test_keyOfTheCards',
  STRIPE_WEBHOOK_SECRET: 'whsec_secretOfTheCards',
  AMOCRM_TOKEN: 'long-lived-token-of-the-crm',
  API_KEYS: 'key-of-the-site',
};

let till: Running;
let payToken = '';
const at = folder();

beforeAll(async () => {
  const store = await openStore(`file:${at.path}/tillbot.db`);
  const [open] = await openPayments(store, 1);
  payToken = (await store.caseByDeal(open?.dealId ?? 0))?.invoices[0]?.payToken ?? '';
  await store.close();
  const env = {
    TELEGRAM_MODE: 'webhook',
    YOOKASSA_SHOP_ID: '100500',
    TBANK_TERMINAL_KEY: '1DEMO',
    OWNER: 'telegram:5000001',
    AMOCRM_URL: 'https://example.amocrm.ru',
  };
  const roots = Object.fromEntries(
    ['TELEGRAM', 'YOOKASSA', 'TBANK', 'STRIPE', 'AMOCRM'].map((name) => [`${name}_API_ROOT`, NOBODY]),
  );
  till = await start(at.path, { ...SECRETS, ...env, ...roots, SANDBOX: 'off', LOG_LEVEL: 'trace' });
}, 30_000);

afterAll(async () => {
  await till.stop();
  at.clean();
});

it('writes no secret, no pay link and no personal data into its log or its answers, when all vendors fail', async () => {
  const secret = SECRETS.TELEGRAM_WEBHOOK_SECRET;
  const said: string[] = [];
  const ask = async (path: string, init: RequestInit = {}) => {
    const answer = await fetch(till.url + path, { redirect: 'manual', ...init });
    said.push(await answer.text(), JSON.stringify([...answer.headers]));
    return answer.status;
  };
  const post = (path: string, body: string, headers: Record<string, string> = {}) =>
    ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  expect(await postUpdate(till, wrote(1, 5_000_777, 'Позвоните +79000000001, Аграфена'), secret)).toBe(200);
  expect(await postUpdate(till, wrote(2, 5_000_001, '/deals'), secret)).toBe(200);
  expect(await postUpdate(till, wrote(3, 5_000_777, 'forged'), 'guess')).toBe(401);
  for (const provider of ['yookassa', 'tbank', 'stripe'])
    await post(
      `/webhooks/payments/${provider}`,
      '{"event":"payment.succeeded","object":{"id":"x"},"Token":"0"}',
    );
  await ask(`/pay/${payToken}/card`, { method: 'POST' });
  expect(await ask('/api/deals/900000', { headers: { authorization: 'Bearer guess' } })).toBe(401);
  await until('sending has failed', async () => till.output().includes('message not sent'));
  expect(await ask('/metrics')).toBe(200);
  const told = till.output() + said.join('\n');
  for (const each of Object.values(SECRETS)) expect(told, each).not.toContain(each);
  const log = till.output();
  for (const each of [payToken, '5000777', '79000000001', 'Аграфена', 'Person', 'guess'])
    expect(log, each).not.toContain(each);
}, 30_000);
