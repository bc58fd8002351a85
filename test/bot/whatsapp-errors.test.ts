import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWhatsApp } from '../../bot/channels/whatsapp/index.ts';
import type { Failure } from '../../domain/result.ts';
import { startWhatsApp, type WhatsAppStand, whatsappWebhook } from '../support/whatsapp.ts';

const USER = 79_000_000_001;

let stand: WhatsAppStand;
beforeEach(async () => {
  stand = await startWhatsApp();
  stand.fake.person({ id: USER, first_name: 'Anna' });
  stand.fake.people.text(USER, 'hello');
});
afterEach(() => stand.close());

/** Every code of the reference, part 6, with what follows from it; the wait in seconds where we choose one. */
const CODES: readonly (readonly [code: number, category: Failure['category'], wait: number | boolean])[] = [
  [0, 'auth', 600],
  [190, 'auth', 600],
  [3, 'auth', 600],
  [10, 'auth', 600],
  [200, 'auth', 600],
  [299, 'auth', 600],
  [4, 'rate_limited', 60],
  [80007, 'rate_limited', 60],
  [130429, 'rate_limited', 5],
  [131048, 'rate_limited', 3600],
  [131056, 'rate_limited', 6],
  [33, 'invalid', false],
  [100, 'invalid', false],
  [131008, 'invalid', false],
  [131009, 'invalid', false],
  [131021, 'invalid', false],
  [131026, 'unreachable', false],
  [131050, 'unreachable', false],
  [130472, 'refused', false],
  [131047, 'refused', false],
  [131049, 'refused', false],
  [131051, 'invalid', false],
  [131052, 'invalid', false],
  [131053, 'invalid', false],
  [131000, 'unavailable', true],
  [131016, 'unavailable', true],
  [131057, 'unavailable', true],
  [133004, 'unavailable', true],
  [133005, 'unavailable', true],
  ...[131037, 131042, 131045, 133000, 133006, 133008, 133009, 133010, 133015, 133016].map(
    (code) => [code, 'refused', 900] as const,
  ),
  ...[132000, 132001, 132005, 132007, 132012, 132015, 132016].map(
    (code) => [code, 'refused', false] as const,
  ),
  [132068, 'invalid', false],
  [132069, 'rate_limited', 60],
  [368, 'refused', false],
  [130497, 'refused', false],
  [131031, 'refused', false],
];

test.each(CODES)('code %i is %s, in an answer and in a status', async (code, category, wait) => {
  const channel = createWhatsApp(stand.config);
  const expected = {
    category,
    retryable: wait !== false,
    code: String(code),
    ...(typeof wait === 'number' ? { retryAfterMs: wait * 1000 } : {}),
  };
  stand.fake.fail('messages', { kind: 'error', status: 400, code });
  const refused = await channel.send(String(USER), { text: 'x' });
  expect(refused).toMatchObject({ ok: false, ...expected });
  if (wait === false) expect(refused).not.toHaveProperty('retryAfterMs');

  stand.fake.fail('messages', { kind: 'fails_later', code });
  expect(await channel.send(String(USER), { text: 'y' }, { id: 'outbox-1' })).toMatchObject({ ok: true });
  const body = new TextEncoder().encode(stand.fake.lastUpdate());
  const reading = await channel.readWebhook(await whatsappWebhook(stand.config, body));
  expect(reading).toMatchObject({
    statuses: [{ id: 'outbox-1', state: 'failed', failure: expected, wantsApproved: code === 131047 }],
  });
});

test.each([
  [401, 'auth', true],
  [403, 'auth', true],
  [429, 'rate_limited', true],
  [500, 'unavailable', true],
  [503, 'unavailable', true],
  [400, 'invalid', false],
] as const)('an answer %i without a code that we know is %s', async (status, category, retryable) => {
  stand.fake.fail('messages', { kind: 'error', status });
  const outcome = await createWhatsApp(stand.config).send(String(USER), { text: 'x' });
  expect(outcome).toMatchObject({ ok: false, category, retryable });
});

test('a failure tells neither the token nor what was written', async () => {
  const channel = createWhatsApp(stand.config, { timeoutMs: 200 });
  for (const fault of [{ kind: 'hang' }, { kind: 'cut' }, { kind: 'malformed' }] as const) {
    stand.fake.fail('messages', fault);
    const text = JSON.stringify(await channel.send(String(USER), { text: 'our secret' }));
    expect(text).toContain('"unknown"');
    expect(text).not.toContain('secret');
    expect(text).not.toContain(stand.config.accessToken);
  }
});

test('a place where nobody listens is away, and nothing was sent', async () => {
  const gone = await startWhatsApp();
  await gone.close();
  const channel = createWhatsApp(gone.config);
  const outcome = await channel.send(String(USER), { text: 'x' });
  expect(outcome).toMatchObject({ category: 'unavailable', retryable: true, code: 'ECONNREFUSED' });
});
