import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openTill } from '../faults/one-till.ts';
import { openPayments } from '../faults/open-payments.ts';
import { wrote } from '../support/updates.ts';

/** Settings with keys, none of them one that exists. */
const SECRETS = {
  TELEGRAM_BOT_TOKEN: '7000001:AAtokenOfTheMessenger',
  TELEGRAM_WEBHOOK_SECRET: 'secret-of-the-messenger',
  YOOKASSA_SHOP_ID: '100500',
  YOOKASSA_SECRET_KEY: 'live_keyOfTheBank',
  STRIPE_SECRET_KEY: 'sk_test_keyOfTheCards',
  STRIPE_WEBHOOK_SECRET: 'whsec_secretOfTheCards',
  API_KEYS: 'key-of-the-site,another-key',
  AMOCRM_TOKEN: 'long-lived-token-of-the-crm',
};

it('tells no secret, no person, no chat and no pay link, whatever came in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tillbot-metrics-'));
  const till = await openTill({
    ...SECRETS,
    SANDBOX: 'off',
    AMOCRM_URL: 'https://example.amocrm.ru',
    AMOCRM_API_ROOT: 'http://127.0.0.1:9',
    DATABASE_URL: `file:${join(folder, 'till.db')}`,
  });
  try {
    const [open] = await openPayments(till.store, 1);
    const facts = await till.store.caseByDeal(open!.dealId);
    const payToken = facts!.invoices[0]!.payToken;
    const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
      till.app.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });
    const secret = { 'x-telegram-bot-api-secret-token': SECRETS.TELEGRAM_WEBHOOK_SECRET };
    await post('/webhooks/telegram', wrote(1, 5_000_777, 'Позвоните +79000000001, Мария'), secret);
    await post('/webhooks/telegram', wrote(2, 5_000_777, '/invoice 1 100 торт'), secret);
    await post('/webhooks/telegram', wrote(3, 5_000_777, 'forged'), {
      'x-telegram-bot-api-secret-token': 'guess',
    });
    for (const path of ['yookassa', 'stripe', SECRETS.API_KEYS, payToken])
      await post(`/webhooks/payments/${path}`, { event: 'payment.succeeded', object: { id: payToken } });
    await till.app.request(`/pay/${payToken}`);
    await post(`/pay/${payToken}/card`, {});
    const text = await (await till.app.request('/metrics')).text();
    expect(text).toContain('tillbot_updates_total{channel="telegram",type="text",result="handled"} 1');
    expect(text).toContain('tillbot_webhooks_total{source="telegram",result="refused"} 1');
    expect(text).toMatch(/tillbot_provider_calls_total\{provider="yookassa",call="start",outcome="\w+"\} 1/);
    const said = [
      ...Object.values(SECRETS),
      payToken,
      '5000777',
      '79000000001',
      'Мария',
      'торт',
      'Person',
      'till.db',
    ];
    for (const each of said.flatMap((value) => value.split(','))) expect(text, each).not.toContain(each);
    // Whoever adds a label: its values are words and codes from the code, and nothing that came in.
    for (const [, value = ''] of text.matchAll(/="([^"]*)"/g))
      expect(value).toMatch(/^[a-z0-9_.+-]{0,40}$|^\+Inf$/);
  } finally {
    await till.close();
    rmSync(folder, { recursive: true });
  }
});
