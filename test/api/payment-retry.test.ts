import { describe, expect, test } from 'vitest';
import { withRetry } from '../../api/payments/retry.ts';
import type { Notice, PaymentProvider } from '../../domain/ports/payment-provider.ts';
import { done, type Failure, type Outcome } from '../../domain/result.ts';

const KEY = { reference: 'pay_1', paymentId: 'p-1', idempotencyKey: 'p-1' };

function failure(category: Failure['category'], over: Partial<Failure> = {}): Failure {
  const retryable = ['rate_limited', 'unavailable', 'unknown'].includes(category);
  return { ok: false, category, retryable, code: category, message: '', ...over };
}

/** A provider that answers with the next of these, and the last of them for ever. */
function stand(...answers: Failure[]) {
  return standWith({}, ...answers);
}

function standWith(options: { breaker?: boolean }, ...answers: Failure[]) {
  let now = 1_000_000;
  const asked: string[] = [];
  const waits: number[] = [];
  let healthy = true;
  const answer = async (key: string): Promise<Outcome<never>> => {
    asked.push(key);
    return answers.shift() ?? (healthy ? (done([]) as Outcome<never>) : failure('unavailable'));
  };
  const bare: PaymentProvider = {
    id: 'bare',
    can: {
      kinds: ['card'],
      currencies: null,
      refund: 'part',
      cancel: true,
      hold: false,
      receipts: false,
      proof: 'signature',
    },
    start: ({ idempotencyKey }) => answer(idempotencyKey),
    look: ({ idempotencyKey }) => answer(idempotencyKey),
    refund: ({ idempotencyKey }) => answer(idempotencyKey),
    cancel: (_reference, idempotencyKey) => answer(idempotencyKey),
    readWebhook: async () => ({ ok: false, status: 401, reason: 'as before' }),
  };
  const provider = withRetry(bare, {
    ...options,
    now: () => now,
    wait: async (ms, signal) => {
      signal?.throwIfAborted();
      waits.push(ms);
      now += ms;
    },
  });
  return {
    provider,
    asked,
    waits,
    look: (options?: { signal: AbortSignal }): Promise<Outcome<readonly Notice[]>> =>
      provider.look(KEY, options),
    pass: (ms: number) => {
      now += ms;
    },
    ill: (is: boolean) => {
      healthy = !is;
    },
  };
}

describe('trying again', () => {
  for (const category of ['rate_limited', 'unavailable'] as const) {
    test(`${category} is tried twice more, with the same key and growing pauses`, async () => {
      const one = stand(failure(category), failure(category));
      expect(await one.look()).toEqual(done([]));
      expect(one.asked).toEqual(['p-1', 'p-1', 'p-1']);
      expect(one.waits).toEqual([200, 600]);
    });
  }

  test('the third failure is the answer', async () => {
    const one = stand(
      failure('unavailable'),
      failure('unavailable'),
      failure('unavailable', { code: 'third' }),
    );
    expect(await one.look()).toMatchObject({ code: 'third' });
    expect(one.asked).toHaveLength(3);
  });

  for (const category of ['unknown', 'refused', 'invalid', 'auth', 'not_found'] as const) {
    test(`${category} is not tried again`, async () => {
      const one = stand(failure(category));
      expect(await one.look()).toMatchObject({ category });
      expect(one.asked).toHaveLength(1);
    });
  }

  test('a wish of up to three seconds is kept, a longer one is handed on', async () => {
    const short = stand(failure('rate_limited', { retryAfterMs: 3_000 }));
    expect(await short.look()).toEqual(done([]));
    expect(short.waits).toEqual([3_000]);
    const long = stand(failure('rate_limited', { retryAfterMs: 3_001 }));
    expect(await long.look()).toMatchObject({ category: 'rate_limited', retryAfterMs: 3_001 });
    expect(long.waits).toEqual([]);
  });

  test('refunds and voids keep their key as well', async () => {
    const one = stand(failure('unavailable'), failure('unavailable'));
    await one.provider.cancel?.('pay_1', 'p-1:cancel');
    expect(one.asked).toEqual(['p-1:cancel', 'p-1:cancel', 'p-1:cancel']);
    const { refund, ...without } = one.provider;
    expect(refund).toBeDefined();
    expect('refund' in withRetry(without, { now: Date.now })).toBe(false);
  });

  test('who gives up while it waits gets its own reason', async () => {
    const one = stand(failure('unavailable'));
    const reason = new Error('the process stops');
    await expect(one.look({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const real = withRetry({ ...one.provider, look: async () => failure('unavailable') }, { now: Date.now });
    const stopping = new AbortController();
    const call = real.look(KEY, { signal: stopping.signal });
    setTimeout(() => stopping.abort(reason), 10);
    await expect(call).rejects.toBe(reason);
  });
});

describe('leaving alone who fails', () => {
  const broken = async () => {
    const one = standWith({ breaker: true }, ...Array.from({ length: 5 }, () => failure('unknown')));
    for (let each = 0; each < 5; each += 1) await one.look();
    return one;
  };

  test('after five failures in a row it is not asked for thirty seconds', async () => {
    const one = await broken();
    expect(await one.look()).toMatchObject({
      category: 'unavailable',
      retryable: true,
      retryAfterMs: 30_000,
    });
    one.pass(29_000);
    expect(await one.look()).toMatchObject({ ok: false, code: 'resting' });
    expect(one.asked).toHaveLength(5);
    expect(one.waits).toEqual([]);
  });

  test('then one call looks how it is, while others are turned away', async () => {
    const one = await broken();
    one.pass(30_000);
    const outcomes = await Promise.all([one.look(), one.look(), one.look()]);
    expect(one.asked).toHaveLength(6);
    expect(outcomes[0]).toEqual(done([]));
    expect(outcomes.slice(1)).toMatchObject([{ code: 'resting' }, { code: 'resting' }]);
    expect(await one.look()).toEqual(done([]));
  });

  test('it rests again when it is still ill', async () => {
    const one = await broken();
    one.pass(30_000);
    one.ill(true);
    await one.look();
    const asked = one.asked.length;
    expect(await one.look()).toMatchObject({ code: 'resting' });
    expect(one.asked).toHaveLength(asked);
  });

  test('an answer of any kind in between starts the count anew', async () => {
    const unknown = () => failure('unknown');
    const one = standWith(
      { breaker: true },
      ...Array.from({ length: 4 }, unknown),
      failure('refused'),
      ...Array.from({ length: 4 }, unknown),
    );
    for (let each = 0; each < 10; each += 1) await one.look();
    expect(one.asked).toHaveLength(10);
  });

  test('without the breaker it is asked every time', async () => {
    const one = stand(...Array.from({ length: 9 }, () => failure('unknown')));
    for (let each = 0; each < 10; each += 1) await one.look();
    expect(one.asked).toHaveLength(10);
  });

  test('webhooks are read all the same', async () => {
    const one = await broken();
    const raw = {
      method: 'POST',
      url: 'https://x',
      headers: {},
      body: new Uint8Array(),
      kind: null,
      remoteAddress: null,
    };
    expect(await one.provider.readWebhook(raw)).toMatchObject({ status: 401, reason: 'as before' });
  });
});
