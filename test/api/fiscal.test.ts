import { Hono } from 'hono';
import { beforeEach, describe, expect, test } from 'vitest';
import { registers } from '../../api/fiscal/index.ts';
import { withRest } from '../../api/fiscal/patience.ts';
import type { AppEnv } from '../../api/middleware/request-id.ts';
import { fiscalRoutes } from '../../api/routes/fiscal.ts';
import type { FiscalRegister, ReceiptHint } from '../../domain/ports/fiscal-register.ts';
import { done, type Failure, type Outcome } from '../../domain/result.ts';
import { requestOf, SETTINGS } from '../support/atol.ts';

const hint: ReceiptHint = { eventKey: 'callback:1', reference: 'uuid-1', idempotencyKey: 'key-1' };
const words = { status: 200, headers: { 'content-type': 'text/html' }, body: 'taken' };

function bare(over: Partial<FiscalRegister> = {}): FiscalRegister {
  return {
    id: 'bare',
    currencies: ['RUB'],
    register: async () => done({ receiptReference: 'uuid-1', state: 'pending', fiscal: null }),
    look: async () => done({ receiptReference: 'uuid-1', state: 'pending', fiscal: null }),
    readWebhook: async () => ({ ok: true, hints: [hint], acknowledge: words }),
    ...over,
  };
}

describe('POST /webhooks/fiscal/:register', () => {
  const kept: unknown[] = [];
  beforeEach(() => void kept.splice(0));

  function app(register: FiscalRegister, keep = async (...all: unknown[]) => void kept.push(all)) {
    const silent = { info: () => undefined, warn: () => undefined };
    const hono = new Hono<AppEnv>();
    hono.onError((_, c) => c.text('failed', 503));
    hono.use(async (c, next) => {
      c.set('requestId', 'request-1');
      await next();
    });
    return hono.route(
      '/',
      fiscalRoutes({ registers: new Map([['bare', register]]), log: silent, hint: keep }),
    );
  }
  const post = (hono: Hono<AppEnv>, path = '/webhooks/fiscal/bare', body = '{}') =>
    hono.request(path, { method: 'POST', body });

  test('what it points at is kept, then it is acknowledged in the register’s own words', async () => {
    const answer = await post(app(bare()));
    expect(kept).toEqual([['bare', hint, 'request-1']]);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/html',
      'taken',
    ]);
  });

  test('it is not acknowledged when it could not be kept', async () => {
    const full = () => Promise.reject(new Error('disk full'));
    expect((await post(app(bare(), full))).status).toBe(503);
  });

  test('what is no callback is refused, as problem details, and nothing is kept', async () => {
    const refusing = bare({ readWebhook: async () => ({ ok: false, status: 400, reason: 'no report' }) });
    const answer = await post(app(refusing));
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 400, title: 'no report' });
    expect(kept).toEqual([]);
  });

  test('a register that is not set up, another method, and a body over 1 MiB', async () => {
    const hono = app(bare());
    expect((await post(hono, '/webhooks/fiscal/other')).status).toBe(404);
    expect((await hono.request('/webhooks/fiscal/bare')).status).toBe(404);
    expect((await post(hono, undefined, ' '.repeat(1024 * 1024 + 1))).status).toBe(413);
    expect(kept).toEqual([]);
  });
});

describe('a register that fails again and again', () => {
  const failure = (category: Failure['category']): Failure => ({
    ok: false,
    category,
    retryable: true,
    code: category,
    message: '',
  });

  function stand() {
    let now = 1_000_000;
    let answer: Outcome<never> = failure('unavailable');
    let calls = 0;
    const ask = async () => {
      calls += 1;
      return answer;
    };
    const register = withRest(bare({ register: ask, look: ask }), () => now);
    return {
      register,
      calls: () => calls,
      pass: (ms: number) => {
        now += ms;
      },
      answers: (next: Outcome<never>) => {
        answer = next;
      },
    };
  }

  test('is left alone for half a minute after five failures, then asked once', async () => {
    const { register, calls, pass } = stand();
    for (let each = 0; each < 5; each += 1) await register.look('uuid-1');
    expect(await register.register(requestOf())).toMatchObject({ code: 'resting', retryAfterMs: 30_000 });
    expect(calls()).toBe(5);
    pass(30_000);
    await register.look('uuid-1');
    await register.look('uuid-1');
    expect(calls()).toBe(6);
  });

  test('is asked as before once it answers', async () => {
    const { register, calls, pass, answers } = stand();
    for (let each = 0; each < 5; each += 1) await register.look('uuid-1');
    pass(30_000);
    answers(failure('not_found'));
    for (let each = 0; each < 9; each += 1) await register.look('uuid-1');
    expect(calls()).toBe(14);
  });

  test('what was refused for itself, or too often, is nothing against it', async () => {
    const { register, calls, answers } = stand();
    for (const category of ['invalid', 'auth', 'rate_limited', 'not_found'] as const) {
      answers(failure(category));
      for (let each = 0; each < 4; each += 1) await register.look('uuid-1');
    }
    expect(calls()).toBe(16);
  });
});

test('the list opens what is set up, with the rest around it', async () => {
  let calls = 0;
  const broken = async () => {
    calls += 1;
    throw new Error('no network');
  };
  const deps = { fetch: broken, now: () => 1_000, timeoutMs: 1_000, publicUrl: 'https://shop.example.com' };
  const open = registers.flatMap((module) => module.open(SETTINGS, deps) ?? []);
  expect(open.map(({ id }) => id)).toEqual(['atol']);
  for (let each = 0; each < 9; each += 1) await open[0]?.look('uuid-1');
  expect(calls).toBe(5);
});
