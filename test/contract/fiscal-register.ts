import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Failure } from '../../domain/result.ts';
import type { RegisterDriver, RegisterFault } from './fiscal-register-driver.ts';
import { failureOf, valueFrom } from './payment-provider-driver.ts';

/** Answers that say nothing of whether it was done. */
const UNCLEAR: readonly RegisterFault[] = [
  { kind: 'hang' },
  { kind: 'cut' },
  { kind: 'lost_answer' },
  { kind: 'malformed' },
  { kind: 'error', status: 500 },
  { kind: 'error', status: 503 },
];
const nameOf = (fault: RegisterFault) => (fault.kind === 'error' ? String(fault.status) : fault.kind);

/** What every fiscal register must do. */
export function fiscalRegisterContract(name: string, open: () => RegisterDriver): void {
  let driver: RegisterDriver;
  const the = () => driver;
  describe(`fiscal register: ${name}`, () => {
    beforeEach(() => {
      driver = open();
    });
    afterEach(() => driver.close());
    registering(the);
    repeating(the);
    refusing(the);
    failing(the);
    telling(the);
  });
}

function registering(the: () => RegisterDriver): void {
  test('a receipt waits, and then has its three fiscal numbers and an address', async () => {
    const request = the().request();
    const taken = valueFrom(await the().register.register(request));
    expect(taken).toMatchObject({ state: 'pending', fiscal: null });
    expect(valueFrom(await the().register.look(taken.receiptReference)).state).toBe('pending');
    the().run();
    const state = valueFrom(await the().register.look(taken.receiptReference));
    expect(state).toMatchObject({
      receiptReference: taken.receiptReference,
      state: 'succeeded',
      idempotencyKey: request.idempotencyKey,
      amount: { minor: 150_000n, currency: 'RUB' },
    });
    expect(state.fiscal).toEqual({
      storageNumber: expect.stringMatching(/^\d{16}$/),
      documentNumber: expect.stringMatching(/^\d+$/),
      attribute: expect.stringMatching(/^\d{1,10}$/),
    });
    expect(state.url).toMatch(/^https?:\/\//);
    expect(state.registeredAt).toBeTypeOf('number');
  });

  test('a sale, a return and a handing over of what was prepaid are registered as such', async () => {
    const { register, request } = the();
    valueFrom(await register.register(request()));
    valueFrom(await register.register(request({}, { type: 'refund' })));
    valueFrom(await register.register(request({ settledBy: 'prepaid' })));
    valueFrom(await register.register(request({ settledBy: 'cash' })));
    valueFrom(await register.register(request({ paidBefore: 50_000n })));
    expect(the().taken()).toEqual([
      { type: 'payment', amount: 150_000n, settled: { electronic: 150_000n } },
      { type: 'refund', amount: 150_000n, settled: { electronic: 150_000n } },
      { type: 'payment', amount: 150_000n, settled: { prepaid: 150_000n } },
      { type: 'payment', amount: 150_000n, settled: { cash: 150_000n } },
      { type: 'payment', amount: 150_000n, settled: { prepaid: 50_000n, electronic: 100_000n } },
    ]);
  });

  test('a receipt that the register could not print has failed, and says why', async () => {
    the().failNext();
    const { receiptReference } = valueFrom(await the().register.register(the().request()));
    the().run();
    const state = valueFrom(await the().register.look(receiptReference));
    expect(state).toMatchObject({ state: 'failed', fiscal: null, reason: expect.stringMatching(/\S/) });
  });
}

function repeating(the: () => RegisterDriver): void {
  test('the same key is the same receipt, before and after it is done', async () => {
    const request = the().request();
    const first = valueFrom(await the().register.register(request));
    expect(valueFrom(await the().register.register(request)).receiptReference).toBe(first.receiptReference);
    the().run();
    expect(valueFrom(await the().register.register(request)).receiptReference).toBe(first.receiptReference);
    expect(the().taken()).toHaveLength(1);
  });

  test('another key is another receipt', async () => {
    const request = the().request();
    valueFrom(await the().register.register(request));
    valueFrom(await the().register.register({ ...request, idempotencyKey: `${request.idempotencyKey}-2` }));
    expect(the().taken()).toHaveLength(2);
  });

  test('eight copies at once make one receipt', async () => {
    const request = the().request();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => the().register.register(request)));
    const references = new Set(outcomes.map((each) => valueFrom(each).receiptReference));
    expect([references.size, the().taken().length]).toEqual([1, 1]);
  });
}

function refusing(the: () => RegisterDriver): void {
  const nobody = { phone: null, email: null };
  const line = { title: 'Сайт', quantity: 1000n, price: 1n, amount: 1n, vat: 'none' } as const;
  const item = { ...line, mode: 'full_payment', subject: 'service' } as const;
  test.each([
    ['for nobody', {}, { customer: nobody }],
    ['without lines', {}, { items: [] }],
    ['of more than a hundred lines', {}, { items: Array.from({ length: 101 }, () => item) }],
    ['of a line below zero', {}, { items: [{ ...item, amount: -1n }] }],
    ['of nothing', {}, { items: [{ ...item, quantity: 0n }] }],
    ['in a foreign currency', { currency: 'USD' }, {}],
    ['with more paid before than it is of', { paidBefore: 150_000n }, {}],
  ])('a receipt %s is invalid, and nothing is registered', async (_, over, receipt) => {
    const failure = failureOf(await the().register.register(the().request(over, receipt)));
    expect(failure).toMatchObject({ category: 'invalid', retryable: false });
    expect(the().taken()).toEqual([]);
  });

  test('a wrong password is told as such, without it', async () => {
    const failure = failureOf(await the().stranger.register(the().request()));
    expect(clean(the, failure)).toMatchObject({ category: 'auth', retryable: false });
    expect(the().taken()).toEqual([]);
  });

  test('a receipt that was never made is not found', async () => {
    const failure = failureOf(await the().register.look('0193a6f0-0000-7000-8000-00000000dead'));
    expect(failure).toMatchObject({ category: 'not_found', retryable: false });
  });
}

function failing(the: () => RegisterDriver): void {
  for (const fault of UNCLEAR) {
    test(`a call that ends in ${nameOf(fault)} is unknown, and the same key makes one receipt`, async () => {
      the().fail('register', fault);
      const request = the().request();
      const failure = clean(the, failureOf(await the().register.register(request)));
      expect(failure).toMatchObject({ category: 'unknown', retryable: true });
      const { receiptReference } = valueFrom(await the().register.register(request));
      expect(the().taken()).toHaveLength(1);
      the().run();
      expect(valueFrom(await the().register.look(receiptReference)).state).toBe('succeeded');
    });

    test(`a question that ends in ${nameOf(fault)} says nothing, and the next one does`, async () => {
      const { receiptReference } = valueFrom(await the().register.register(the().request()));
      the().fail('look', fault);
      const failure = clean(the, failureOf(await the().register.look(receiptReference)));
      expect(failure).toMatchObject({ category: 'unavailable', retryable: true });
      expect(valueFrom(await the().register.look(receiptReference)).state).toBe('pending');
    });
  }

  test('too many calls: the register says how long to wait, and nothing was done', async () => {
    the().fail('register', { kind: 'error', status: 429, retryAfter: 7 });
    const failure = failureOf(await the().register.register(the().request()));
    expect(failure).toMatchObject({ category: 'rate_limited', retryable: true, retryAfterMs: 7_000 });
    expect(the().taken()).toEqual([]);
  });

  test('whoever gives up throws, and is not told an outcome', async () => {
    const reason = new Error('closing');
    const signal = AbortSignal.abort(reason);
    await expect(the().register.register(the().request(), { signal })).rejects.toBe(reason);
    the().fail('look', { kind: 'hang' });
    const later = new AbortController();
    const asked = the().register.look('0193a6f0-0000-7000-8000-00000000dead', { signal: later.signal });
    later.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });
}

function telling(the: () => RegisterDriver): void {
  test('a callback names the receipt and its key, and is acknowledged', async () => {
    const request = the().request();
    const { receiptReference } = valueFrom(await the().register.register(request));
    expect(await the().callbacks()).toEqual([]);
    the().run();
    const [raw] = await the().callbacks();
    const reading = await the().register.readWebhook(raw!);
    const { idempotencyKey } = request;
    expect(reading).toMatchObject({
      ok: true,
      hints: [{ reference: receiptReference, idempotencyKey }],
      acknowledge: { status: 200 },
    });
  });

  test('the same callback has the same key, and a forged one about the same receipt another', async () => {
    valueFrom(await the().register.register(the().request()));
    the().run();
    const [raw] = await the().callbacks();
    const keys = async (body: Uint8Array) => {
      const reading = await the().register.readWebhook({ ...raw!, body });
      return reading.ok ? reading.hints.map(({ eventKey }) => eventKey) : [];
    };
    const text = new TextDecoder().decode(raw!.body);
    const forged = new TextEncoder().encode(`${text} `);
    expect(await keys(raw!.body)).toEqual(await keys(raw!.body));
    expect(await keys(forged)).not.toEqual(await keys(raw!.body));
  });

  test('nobody is told who gave no address', async () => {
    valueFrom(await the().register.register(the().request({ callbackUrl: null })));
    the().run();
    expect(await the().callbacks()).toEqual([]);
  });

  test.each(['', '{', '[]', 'null', '{"uuid":7}', '{"uuid":"../../x"}', '\0', '{"status":"done"}'])(
    'what is no callback is refused: %j',
    async (text) => {
      const body = new TextEncoder().encode(text);
      const raw = { method: 'POST', url: 'https://shop.example.com/', headers: {}, body };
      const reading = await the().register.readWebhook({ ...raw, kind: null, remoteAddress: null });
      expect(reading).toMatchObject({ ok: false, status: 400 });
    },
  );
}

function clean(the: () => RegisterDriver, failure: Failure): Failure {
  for (const secret of the().secrets) expect(JSON.stringify(failure)).not.toContain(secret);
  return failure;
}
