import { describe, expect, test } from 'vitest';
import { withRetry } from '../../api/payments/retry.ts';
import type { CallOptions, Notice, PaymentProvider } from '../../domain/ports/payment-provider.ts';
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
  // Whatever the port may have: a call that is new there does not compile here until it is thought of.
  const bare: Required<PaymentProvider> = {
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
    capture: (_reference, _amount, idempotencyKey) => answer(idempotencyKey),
    charge: ({ idempotencyKey }) => answer(idempotencyKey),
    register: ({ idempotencyKey }) => answer(idempotencyKey),
    lookReceipt: (receiptReference) => answer(receiptReference),
    receiptOf: ({ chargeId }) => answer(chargeId),
    list: (from, to) => answer(`${from}-${to}`),
    check: (webhookUrl) => answer(webhookUrl),
    cancel: (_reference, idempotencyKey) => answer(idempotencyKey),
    setRenewal: (chargeId) => answer(chargeId),
    readChat: () => {
      throw new Error('nobody asks');
    },
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

type Ask = (provider: PaymentProvider, options?: CallOptions) => Promise<Outcome<unknown>> | undefined;

/** What a call is asked with, of which only the key or the name counts here. */
const asked = <T>(over: object) => over as T;
const KEYED = asked<never>({ idempotencyKey: 'k' });
const RUB = { minor: 100n, currency: 'RUB' };

/** Every call of the port that asks the vendor, and what the vendor hears. */
const CALLS: Readonly<Record<string, readonly [ask: Ask, heard: string]>> = {
  start: [(provider, options) => provider.start(KEYED, options), 'k'],
  look: [(provider, options) => provider.look(KEYED, options), 'k'],
  refund: [(provider, options) => provider.refund?.(KEYED, options), 'k'],
  capture: [(provider, options) => provider.capture?.('pay_1', RUB, 'k:capture', options), 'k:capture'],
  charge: [(provider, options) => provider.charge?.(KEYED, options), 'k'],
  register: [(provider, options) => provider.register?.(KEYED, options), 'k'],
  lookReceipt: [(provider, options) => provider.lookReceipt?.('rc_1', options), 'rc_1'],
  receiptOf: [
    (provider, options) => provider.receiptOf?.(asked<never>({ chargeId: 'ch_1' }), options),
    'ch_1',
  ],
  list: [(provider, options) => provider.list?.(1, 2, options), '1-2'],
  check: [(provider, options) => provider.check?.('https://till', options), 'https://till'],
  cancel: [(provider, options) => provider.cancel?.('pay_1', 'k:cancel', options), 'k:cancel'],
  setRenewal: [(provider, options) => provider.setRenewal?.('ch_1', true, options), 'ch_1'],
};

test('no call of the port is forgotten here', () => {
  const members = Object.entries(stand().provider).filter(([, member]) => typeof member === 'function');
  const read = ['readWebhook', 'readChat'];
  expect(Object.keys(CALLS).concat(read).sort()).toEqual(members.map(([name]) => name).sort());
});

for (const [name, [ask, heard]] of Object.entries(CALLS)) {
  describe(name, () => {
    test('is tried again when it certainly was not carried out, with the same words', async () => {
      const one = stand(failure('rate_limited'), failure('unavailable'));
      expect(await ask(one.provider)).toEqual(done([]));
      expect(one.asked).toEqual([heard, heard, heard]);
      expect(one.waits).toEqual([200, 600]);
    });

    test('is not tried again when it may have been carried out, or is refused', async () => {
      for (const category of ['unknown', 'refused'] as const) {
        const one = stand(failure(category));
        expect(await ask(one.provider)).toMatchObject({ category });
        expect(one.asked).toEqual([heard]);
      }
    });

    test('ends with the reason of who gives up while it waits', async () => {
      const reason = new Error('the process stops');
      const one = stand(failure('unavailable'));
      await expect(ask(one.provider, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
      expect(one.asked).toEqual([heard]);
    });

    test('is turned away while the provider rests, whatever calls made it rest', async () => {
      const one = standWith({ breaker: true }, ...Array.from({ length: 5 }, () => failure('unknown')));
      const others = Object.values(CALLS).map(([other]) => other);
      for (const other of others.filter((each) => each !== ask).slice(0, 5)) await other(one.provider);
      expect(await ask(one.provider)).toMatchObject({ ok: false, code: 'resting' });
      expect(one.asked).toHaveLength(5);
    });
  });
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

  test('what a provider can’t do is not made up', () => {
    const { id, can, start, look, readWebhook } = stand().provider;
    const least = { id, can, start, look, readWebhook };
    expect(Object.keys(withRetry(least, { now: Date.now }))).toEqual(Object.keys(least));
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
