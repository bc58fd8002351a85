import { BY_HAND } from '../../domain/decisions/enter-cash.ts';
import type { Notice, PaymentProvider } from '../../domain/ports/payment-provider.ts';
import { done, type Failure } from '../../domain/result.ts';

const NOT_STARTED: Failure = {
  ok: false,
  category: 'refused',
  retryable: false,
  code: 'by_hand',
  message: 'entered by a person, not started by a customer',
};

/**
 * The till itself, as the provider of money that is handed over. Customers start nothing here: staff enter
 * what they were given. A refund is carried out by whoever asks for it, who hands the money back; here it is
 * only said to have been made, under our own id, as often as anybody asks.
 */
export function createByHand(now: () => number): PaymentProvider {
  return {
    id: BY_HAND,
    can: {
      kinds: [],
      currencies: null,
      refund: 'part',
      cancel: false,
      hold: false,
      receipts: false,
      offline: true,
      proof: 'signature',
    },
    start: async () => NOT_STARTED,
    refund: async ({ refundId }) => done({ refundReference: refundId, state: 'succeeded' }),
    look: async ({ reference, paymentId, refunds = [] }) =>
      done(
        refunds.map(
          ({ refundId, refundReference, chargeId, amount }): Notice => ({
            type: 'refund',
            eventKey: `refund:${refundReference}`,
            reference: reference ?? '',
            paymentId,
            chargeId,
            refundReference,
            refundId,
            state: 'succeeded',
            amount,
            at: now(),
            reason: null,
          }),
        ),
      ),
    readWebhook: async () => ({ ok: false, status: 400, reason: 'nobody tells of money by hand' }),
  };
}
