import { describe, expect, test } from 'vitest';
import { readConfig } from '../../api/config.ts';

const secret = `whsec_${btoa('x'.repeat(32))}`;
const live = { SANDBOX: 'off' };

function read(environment: Record<string, string>) {
  const result = readConfig(environment, ['ru', 'en']);
  return result.ok ? result.config : result.problems;
}

describe('who may send, and who is told', () => {
  test('nobody without settings', () => {
    expect(read({})).toMatchObject({ leadOrigins: [], turnstile: null, outgoing: null });
  });

  test('is read from lists', () => {
    const set = {
      ...live,
      LEAD_ORIGINS: 'https://shop.example.com, https://www.example.com',
      TURNSTILE_SECRET: 'x',
      OUTGOING_WEBHOOKS: 'https://a.example.com/x?y=1,https://b.example.com/',
      OUTGOING_WEBHOOK_SECRET: `${secret},${secret}`,
    };
    expect(read(set)).toMatchObject({
      leadOrigins: ['https://shop.example.com', 'https://www.example.com'],
      turnstile: { secret: 'x', root: 'https://challenges.cloudflare.com' },
      outgoing: { urls: ['https://a.example.com/x?y=1', 'https://b.example.com/'], privateToo: false },
    });
  });

  test.each([
    ['LEAD_ORIGINS', { LEAD_ORIGINS: 'https://shop.example.com/' }],
    ['LEAD_ORIGINS', { LEAD_ORIGINS: '*' }],
    ['OUTGOING_WEBHOOKS', { OUTGOING_WEBHOOKS: 'crm.example.com', OUTGOING_WEBHOOK_SECRET: secret }],
    ['OUTGOING_WEBHOOKS', { OUTGOING_WEBHOOKS: 'http://crm.example.com', OUTGOING_WEBHOOK_SECRET: secret }],
    ['OUTGOING_WEBHOOKS', { OUTGOING_WEBHOOKS: 'https://10.0.0.1/', OUTGOING_WEBHOOK_SECRET: secret }],
    ['OUTGOING_WEBHOOK_SECRET', { OUTGOING_WEBHOOKS: 'https://crm.example.com' }],
    [
      'OUTGOING_WEBHOOK_SECRET',
      { OUTGOING_WEBHOOKS: 'https://crm.example.com', OUTGOING_WEBHOOK_SECRET: 'short' },
    ],
    ['OUTGOING_WEBHOOK_PRIVATE', { OUTGOING_WEBHOOK_PRIVATE: 'yes' }],
  ])('%s: %j stops the start, and its value is not repeated', (variable, set) => {
    const problems = read({ ...live, ...(set as Record<string, string>) });
    expect(problems).toEqual([{ variable, expected: expect.any(String) }]);
    expect(JSON.stringify(problems)).not.toContain('10.0.0.1');
  });

  test('of our own network only when the owner says so, or in the sandbox', () => {
    const near = { OUTGOING_WEBHOOKS: 'https://10.0.0.1/', OUTGOING_WEBHOOK_SECRET: secret };
    expect(read({ ...live, ...near, OUTGOING_WEBHOOK_PRIVATE: 'on' })).toMatchObject({
      outgoing: { privateToo: true },
    });
    const sandbox = { ...near, OUTGOING_WEBHOOKS: 'http://localhost:3000/', SANDBOX: 'on' };
    expect(read(sandbox)).toMatchObject({ outgoing: { privateToo: true } });
  });
});
