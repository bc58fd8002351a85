import type { PaymentProvider } from '../../../domain/ports/payment-provider.ts';
import { done } from '../../../domain/result.ts';
import type { ProviderModule } from '../provider-module.ts';
import { NEVER_MADE, ROUBLES_ONLY, TOO_MUCH } from './client.ts';
import { type TransferConfig, transferEnv } from './config.ts';
import { toStarted } from './convert.ts';
import { openFake } from './fake.ts';
import { readWebhook } from './webhook.ts';

/**
 * Bank transfers behind the port: no vendor, no call. An attempt is a page with requisites; money is seen when
 * a statement is imported, and goes back by hand.
 */
function createTransfer({ payee }: TransferConfig): PaymentProvider {
  return {
    id: 'transfer',
    can: {
      kinds: ['transfer'],
      currencies: ['RUB'],
      refund: 'part',
      cancel: false,
      hold: false,
      receipts: false,
      proof: 'refetch',
      silentAfterwards: true,
      offline: true,
      longestPurpose: 160,
    },
    start: async (request) =>
      request.amount.currency === 'RUB' ? done(toStarted(request, payee)) : ROUBLES_ONLY,
    // Nothing is known before the bank's statement comes, and that is booked by its own road.
    look: async ({ reference }) => (reference === null ? NEVER_MADE : done([])),
    readWebhook: async () => readWebhook(),
    refund: async ({ refundId, amount, charged }) =>
      amount.minor > charged.minor || amount.currency !== charged.currency
        ? TOO_MUCH
        : done({ refundReference: refundId, state: 'pending', byHand: true }),
  };
}

export const transfer: ProviderModule = {
  id: 'transfer',
  mount: 'transfer',
  open: (environment) => {
    const config = transferEnv.parse(environment);
    return config ? createTransfer(config) : null;
  },
  fake: openFake,
};
