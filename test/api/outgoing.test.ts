import { Webhook } from 'standardwebhooks';
import { beforeEach, describe, expect, test } from 'vitest';
import { deliver } from '../../api/jobs/deliver.ts';
import { isPublicAddress } from '../../api/outgoing/address.ts';
import { eventAsText } from '../../api/outgoing/body.ts';
import { createOutgoing } from '../../api/outgoing/channel.ts';
import { outgoingBodySchema } from '../../api/outgoing/schema.ts';
import { takeDeal } from '../../domain/decisions/work-deal.ts';
import { OUTGOING } from '../bot/outgoing-sample.ts';
import { type Desk, openDesk, seed } from '../support/desk.ts';
import { aDeal, context, NOON, SETTINGS, staff } from '../support/world.ts';

const secret = (letter: string) => `whsec_${btoa(letter.repeat(32))}`;
const URL_ = 'https://crm.example.com/till?key=1';

interface Call {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly redirect: string | undefined;
}

/** Another system that answers as it is told, 200 when nothing is left. */
function system(...answers: (Response | Error)[]) {
  const calls: Call[] = [];
  const call: typeof fetch = async (input, init) => {
    const { headers, body, redirect } = init ?? {};
    calls.push({ url: String(input), headers: headers as never, body: String(body), redirect });
    const answer = answers.shift() ?? new Response(null, { status: 200 });
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { calls, call };
}

const config = { urls: [URL_], secrets: [secret('a'), secret('b')], privateToo: false };
const event = { text: JSON.stringify({ id: 'event-1', type: 'invoice.paid' }) };
// The library compares the time with the real one.
const now = () => Date.now();

describe('a call', () => {
  test('is signed as the standard says, with every secret, and hides the queue', async () => {
    const { calls, call } = system();
    const sent = await createOutgoing(config, { fetch: call, now }).send(`${URL_}#3`, event);
    expect(sent).toEqual({ ok: true, value: { ref: 'event-1' } });
    expect(calls[0]).toMatchObject({ url: URL_, body: event.text, redirect: 'manual' });
    for (const each of config.secrets)
      expect(new Webhook(each).verify(event.text, calls[0]?.headers ?? {})).toMatchObject({ id: 'event-1' });
    expect(() => new Webhook(secret('c')).verify(event.text, calls[0]?.headers ?? {})).toThrow();
  });

  test.each([
    [new Response('', { status: 500 }), { category: 'unavailable', retryable: true, code: 'http_500' }],
    [new Response('', { status: 404 }), { category: 'unavailable', retryable: true }],
    [
      new Response('', { status: 302, headers: { location: 'http://10.0.0.1' } }),
      { code: 'http_302', retryable: true },
    ],
    [new Response('', { status: 410 }), { category: 'refused', retryable: false, code: 'gone' }],
    [new Response('', { status: 429, headers: { 'retry-after': '120' } }), { retryAfterMs: 120_000 }],
    [new TypeError('connect ECONNREFUSED 10.0.0.7'), { category: 'unavailable', message: 'no connection' }],
  ] as const)('%#: what is no 2xx is tried again, unless it is gone', async (answer, failure) => {
    const { call } = system(answer);
    const sent = await createOutgoing(config, { fetch: call, now }).send(URL_, event);
    expect(sent).toMatchObject({ ok: false, ...failure });
  });
});

describe('our own network', () => {
  test.each([
    ...[
      'localhost',
      'till.local',
      'db.internal',
      'intranet',
      '127.0.0.1',
      '10.1.2.3',
      '172.31.0.1',
      '192.168.0.1',
    ],
    ...[
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '255.255.255.255',
      '[::1]',
      '[::]',
      '[fd00::1]',
    ],
    ...[
      '[fe80::1]',
      '[::ffff:10.0.0.1]',
      '[::ffff:a00:1]',
      '[64:ff9b::a00:1]',
      '[2002:a00:1::]',
      '[2001::1]',
    ],
    // As `new URL` reads other spellings of 127.0.0.1.
    ...['0x7f.1', '2130706433', '127.1', '0177.0.0.1'].map((host) => new URL(`https://${host}/`).hostname),
  ])('%s is not on the internet', (host) => {
    expect(isPublicAddress(host)).toBe(false);
  });

  test.each(['crm.example.com', '203.0.113.7', '172.32.0.1', '[2a00:1450::1]'])('%s is', (host) => {
    expect(isPublicAddress(host)).toBe(true);
  });

  test('is not called, whatever its name, unless the owner says so', async () => {
    const { calls, call } = system();
    const resolve = async () => ['203.0.113.7', '10.0.0.1'];
    const outside = createOutgoing(config, { fetch: call, now, resolve });
    expect(await outside.send(URL_, event)).toMatchObject({
      ok: false,
      code: 'private_address',
      retryable: false,
    });
    const inside = createOutgoing({ ...config, privateToo: true }, { fetch: call, now, resolve });
    expect(await inside.send(URL_, event)).toMatchObject({ ok: true });
    expect(calls).toHaveLength(1);
  });
});

test('what is told is as its description says, without persons in it', async () => {
  const desk = openDesk();
  const { text } = await eventAsText(desk.store, OUTGOING, 'https://till.example.com');
  const told = outgoingBodySchema.parse(JSON.parse(text));
  expect(told.data.invoice).toMatchObject({ total: '15000.00', payUrl: expect.stringContaining('/pay/') });
});

describe('a reader that is away', () => {
  let desk: Desk;
  let answer: () => Response;

  beforeEach(async () => {
    answer = () => new Response(null, { status: 503 });
    const settings = {
      ...SETTINGS,
      tell: [{ channel: 'webhook', address: URL_, source: null, mirror: false }],
    };
    const channel = createOutgoing(config, { fetch: async () => answer(), now: () => NOON });
    desk = openDesk({
      settings,
      channels: new Map([[channel.id, channel]]),
      render: (message) =>
        message.kind === 'outgoing_event'
          ? eventAsText(desk.store, message.data, 'https://till.example.com')
          : Promise.resolve({ text: message.kind }),
    });
    await seed(desk, { ...aDeal(), team: [staff({ channel: 'none' })] });
    const facts = await desk.store.caseByDeal(1);
    const taken = facts && takeDeal(facts, staff({ channel: 'none' }), context({ settings }));
    if (!taken?.ok || !taken.value) throw new Error('not taken');
    await desk.store.commit({
      ...taken.value,
      messages: taken.value.messages?.filter((each) => each.kind === 'outgoing_event') ?? [],
    });
  });

  async function attempt(): Promise<boolean> {
    const at = desk.deps.clock.now();
    const [message] = await desk.store.claimMessages({ now: at, leaseMs: 30_000, limit: 1, token: 'me' });
    if (message) await deliver(desk.deps, message, 'me');
    return message !== undefined;
  }

  const log = async () => {
    const answered = await desk.app.request('/api/deals/1/webhooks', {
      headers: { authorization: 'Bearer key-1' },
    });
    return ((await answered.json()) as { webhooks: Record<string, unknown>[] }).webhooks;
  };
  const again = async (all: boolean) => {
    const answered = await desk.app.request('/api/deals/1/webhooks/replay', {
      method: 'POST',
      body: JSON.stringify({ all }),
      headers: { authorization: 'Bearer key-1', 'content-type': 'application/json' },
    });
    return ((await answered.json()) as { replayed: number }).replayed;
  };

  test('is tried for three days with growing pauses, then it is written down, and can be told again', async () => {
    const pauses: number[] = [];
    let last = desk.deps.clock.now();
    for (;;) {
      if (await attempt()) {
        pauses.push(desk.deps.clock.now() - last);
        last = desk.deps.clock.now();
      }
      const next = await desk.store.nextMessageAt();
      if (next === null) break;
      desk.pass(Math.max(1, next - desk.deps.clock.now()));
    }
    expect(last - NOON).toBeGreaterThanOrEqual(3 * 86_400_000);
    expect(pauses[1]).toBeLessThan(5_000);
    expect(Math.max(...pauses)).toBeLessThan(45 * 60_000);
    expect(await log()).toEqual([
      expect.objectContaining({
        type: 'deal.stage_changed',
        state: 'parked',
        error: 'unavailable: answered 503',
        url: URL_,
      }),
    ]);

    answer = () => new Response();
    const [before] = await log();
    expect(await again(false)).toBe(1);
    expect(await attempt()).toBe(true);
    const [after] = await log();
    expect(after).toMatchObject({ id: before?.id, state: 'sent', nextAt: null });
    expect(await again(false)).toBe(0);
    expect(await again(true)).toBe(1);
  });

  test('an address that is no longer set up is not told again', async () => {
    answer = () => new Response(null, { status: 410 });
    await attempt();
    expect(await log()).toEqual([expect.objectContaining({ state: 'parked', attempts: 1 })]);
    Object.assign(desk.deps.settings, {
      tell: [{ channel: 'webhook', address: 'https://other.example.com/', source: null, mirror: false }],
    });
    expect(await again(true)).toBe(0);
  });
});
