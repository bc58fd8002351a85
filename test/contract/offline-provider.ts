import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { RefundRequest } from '../../domain/ports/payment-provider.ts';
import { startingContract } from './payment-provider-attempts.ts';
import { failureOf, type ProviderDriver, Stand, SUM, valueFrom } from './payment-provider-driver.ts';

/**
 * What a provider must do that no vendor stands behind, where the till opens attempts by it: it starts like any
 * other, knows no news, believes no webhook, and leaves the way back to people.
 */
export function offlineProviderContract(name: string, make: () => ProviderDriver): void {
  describe(`${name} as a provider without a vendor`, () => {
    let stand: Stand;
    beforeEach(() => {
      stand = new Stand(make());
    });
    afterEach(() => stand.driver.close());

    describe('starting', () => startingContract(() => stand));
    describe('asking', () => askingContract(() => stand));
    describe('giving back', () => givingBackContract(() => stand));
  });
}

function askingContract(stand: () => Stand): void {
  test('it says that nobody is behind it, and claims nothing that only a vendor can do', () => {
    expect(stand().provider.can).toMatchObject({
      offline: true,
      hold: false,
      cancel: false,
      receipts: false,
    });
    expect(stand().provider.list).toBeUndefined();
  });

  test('an open attempt has no news, however often it is asked about', async () => {
    const { reference, request } = await stand().open();
    expect(valueFrom(await stand().look(reference, request))).toEqual([]);
    expect(valueFrom(await stand().look(reference, request))).toEqual([]);
  });

  test('an attempt whose start was never answered was never made', async () => {
    expect(failureOf(await stand().look(null, stand().request())).category).toBe('not_found');
  });

  test('an attempt stays open as long as nobody closes it', async () => {
    const { expiresAt } = await stand().open({ expiresAt: stand().driver.now() + 60_000 });
    expect(expiresAt).toBeNull();
  });

  test('another currency is refused, and no webhook is believed', async () => {
    const request = stand().request({ amount: { minor: SUM, currency: 'USD' } });
    expect(failureOf(await stand().provider.start(request)).category).toBe('invalid');
    const raw = {
      method: 'POST',
      url: 'https://shop.example.com/',
      headers: {},
      kind: null,
      remoteAddress: null,
    };
    const reading = await stand().provider.readWebhook({
      ...raw,
      body: new TextEncoder().encode('{"paid":true}'),
    });
    expect(reading).toMatchObject({ ok: false, status: 401 });
  });
}

function givingBackContract(stand: () => Stand): void {
  const asked = (over: Partial<RefundRequest> = {}): RefundRequest => ({
    refundId: 'refund-1',
    idempotencyKey: 'refund-1',
    reference: 'payment-1',
    chargeId: 'line-1',
    amount: stand().money(500n),
    charged: stand().money(SUM),
    reason: 'брак',
    ...over,
  });
  const refund = (over: Partial<RefundRequest> = {}) => {
    const { provider } = stand();
    if (!provider.refund) throw new Error('it gives nothing back');
    return provider.refund(asked(over));
  };

  test('a refund waits for a person, and the same key is the same refund', async () => {
    const first = valueFrom(await refund());
    expect(first).toMatchObject({ state: 'pending', byHand: true });
    expect(valueFrom(await refund())).toEqual(first);
    expect(valueFrom(await refund({ refundId: 'refund-2', idempotencyKey: 'refund-2' }))).not.toEqual(first);
  });

  test('more than came, or another currency, is refused', async () => {
    expect(failureOf(await refund({ amount: stand().money(SUM + 1n) })).category).toBe('refused');
    const foreign = { minor: 500n, currency: 'USD' };
    expect(failureOf(await refund({ amount: foreign })).category).toBe('refused');
  });
}
