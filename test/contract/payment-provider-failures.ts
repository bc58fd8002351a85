import { describe, expect, test } from 'vitest';
import type { Failure } from '../../domain/result.ts';
import { failureOf, type ProviderFault, type Stand, valueFrom } from './payment-provider-driver.ts';

/** Where the shop listens, as far as an account is asked about it. */
const HOOK = 'https://shop.example.com/webhooks/payments/provider';

/** Answers that say nothing of whether it was done. */
const UNCLEAR: readonly ProviderFault[] = [
  { kind: 'hang' },
  { kind: 'cut' },
  { kind: 'lost_answer' },
  { kind: 'malformed' },
  { kind: 'error', status: 500 },
  { kind: 'error', status: 503 },
];

const nameOf = (fault: ProviderFault) => (fault.kind === 'error' ? String(fault.status) : fault.kind);

/** What it says when it can't, and what it does not do twice. */
export function failuresContract(stand: () => Stand): void {
  const clean = (failure: Failure) => {
    for (const secret of stand().driver.secrets) expect(JSON.stringify(failure)).not.toContain(secret);
    return failure;
  };
  describe('failing', () => {
    unclearStart(stand, clean);
    lost(stand);
    refusals(stand, clean);
    givingUp(stand);
  });
}

type Clean = (failure: Failure) => Failure;

function unclearStart(stand: () => Stand, clean: Clean): void {
  for (const fault of UNCLEAR) {
    test(`a start that ends in ${nameOf(fault)} is unknown, and the same key makes one attempt`, async (context) => {
      stand().fail(context, 'start', fault);
      const request = stand().request();
      const failure = clean(failureOf(await stand().provider.start(request)));
      expect(failure).toMatchObject({ category: 'unknown', retryable: true });
      const { reference } = valueFrom(await stand().provider.start(request));
      expect(stand().driver.attempts()).toBe(1);
      await stand().driver.pay(reference);
      expect(await stand().charges(reference, request)).toHaveLength(1);
    });

    test(`a look that ends in ${nameOf(fault)} says nothing, and the next one does`, async (context) => {
      const { reference, request } = await stand().paid();
      stand().fail(context, 'look', fault);
      const failure = clean(failureOf(await stand().look(reference, request)));
      expect(failure).toMatchObject({ category: 'unavailable', retryable: true });
      expect(valueFrom(await stand().look(reference, request))).not.toEqual([]);
    });
  }

  test('a void that nobody answered is unknown', async (context) => {
    const { cancel } = stand().provider;
    if (!cancel) return context.skip('nothing can be voided');
    const { reference, request } = await stand().voidable();
    stand().fail(context, 'cancel', { kind: 'lost_answer' });
    const key = `${request.idempotencyKey}:cancel`;
    expect(failureOf(await cancel(reference, key))).toMatchObject({ category: 'unknown', retryable: true });
    valueFrom(await cancel(reference, key));
  });
}

function lost(stand: () => Stand): void {
  test('an attempt whose answer was lost is found by our ids', async (context) => {
    if (!stand().driver.findsLost) return context.skip('attempts are found by reference only');
    stand().fail(context, 'start', { kind: 'lost_answer' });
    const request = stand().request();
    failureOf(await stand().provider.start(request));
    const [notice] = valueFrom(await stand().look(null, request));
    expect(notice).toMatchObject({ type: 'payment', state: 'pending', amount: request.amount });
    expect(valueFrom(await stand().provider.start(request)).reference).toBe(notice?.reference);
  });

  test('an attempt that was never made is not found', async (context) => {
    if (!stand().driver.findsLost) return context.skip('attempts are found by reference only');
    await stand().open();
    const failure = failureOf(await stand().look(null, stand().request()));
    expect(failure).toMatchObject({ category: 'not_found', retryable: false });
  });
}

function refusals(stand: () => Stand, clean: Clean): void {
  test('too many calls are told with how long to wait', async (context) => {
    stand().fail(context, 'start', { kind: 'error', status: 429, retryAfter: 7 });
    const request = stand().request();
    const failure = clean(failureOf(await stand().provider.start(request)));
    expect(failure).toMatchObject({ category: 'rate_limited', retryable: true, retryAfterMs: 7_000 });
    expect(stand().driver.attempts()).toBe(0);
    valueFrom(await stand().provider.start(request));
  });

  test('the check of an account proves the key and makes nothing', async (context) => {
    const { check } = stand().driver.provider;
    if (!check) return context.skip('it has no call for that');
    expect(await check(HOOK)).toMatchObject({ ok: true });
    expect(stand().driver.attempts()).toBe(0);
  });

  test('a wrong key is told as such, by every call', async (context) => {
    const { stranger } = stand().driver;
    if (!stranger) return context.skip('calls carry no key');
    const { reference, request } = await stand().open();
    const outcomes = [
      await stranger.start(stand().request()),
      await stranger.look({ reference, ...request }),
      ...(stranger.cancel ? [await stranger.cancel(reference, 'stranger:cancel')] : []),
      ...(stranger.check ? [await stranger.check(HOOK)] : []),
      ...(stranger.list ? [await stranger.list(0, 1)] : []),
    ];
    for (const outcome of outcomes) {
      expect(clean(failureOf(outcome))).toMatchObject({ category: 'auth', retryable: false });
    }
    expect(stand().driver.attempts()).toBe(1);
  });
}

function givingUp(stand: () => Stand): void {
  const reason = new Error('the process stops');

  test('a caller that gives up before gets its own reason thrown, and nothing is asked', async () => {
    const signal = AbortSignal.abort(reason);
    const request = stand().request();
    await expect(stand().provider.start(request, { signal })).rejects.toBe(reason);
    await expect(stand().provider.look({ reference: null, ...request }, { signal })).rejects.toBe(reason);
    expect(stand().driver.attempts()).toBe(0);
  });

  test('a caller that gives up while it waits gets its own reason thrown', async (context) => {
    stand().fail(context, 'start', { kind: 'hang' });
    const stopping = new AbortController();
    const call = stand().provider.start(stand().request(), { signal: stopping.signal });
    setTimeout(() => stopping.abort(reason), 20);
    await expect(call).rejects.toBe(reason);
  });
}
