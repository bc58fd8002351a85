import type { Money } from '../money.ts';
import type { Instant } from './clock.ts';

/** What a provider says has happened. Kept free of the vendor's own names. */
export type Notice =
  | {
      readonly type: 'payment';
      /** Unique per event at this provider: the inbox key. */
      readonly eventKey: string;
      readonly reference: string;
      readonly paymentId: string | null;
      readonly state: 'pending' | 'authorized' | 'succeeded' | 'failed' | 'expired' | 'cancelled';
      /** The id of the money itself; required when `state` is `succeeded`. */
      readonly chargeId: string | null;
      readonly amount: Money;
      /** What the provider kept for itself, when it says so. */
      readonly fee: Money | null;
      /** Last moment to take held money, when `state` is `authorized`. */
      readonly captureBefore?: Instant | null;
      /** The method that was saved for later charges: the provider's token, and words like `Visa •• 4242`. */
      readonly savedMethod?: { readonly token: string; readonly title: string } | null;
      /** Who paid and the purpose line, where the source tells: how people find out whose money it is. */
      readonly payer?: {
        readonly name: string;
        readonly inn: string | null;
        /** The account that it came from: where a transfer goes back to. */
        readonly account?: string | null;
      } | null;
      readonly purpose?: string | null;
      readonly at: Instant;
      readonly reason: string | null;
    }
  | {
      readonly type: 'refund';
      readonly eventKey: string;
      readonly reference: string;
      readonly paymentId: string | null;
      readonly chargeId: string | null;
      readonly refundReference: string;
      /** Our id of the refund when we asked for it; null when it was made elsewhere. */
      readonly refundId: string | null;
      readonly state: 'pending' | 'succeeded' | 'failed';
      readonly amount: Money;
      readonly at: Instant;
      readonly reason: string | null;
    }
  | {
      readonly type: 'dispute';
      readonly eventKey: string;
      readonly reference: string;
      readonly paymentId: string | null;
      readonly chargeId: string | null;
      readonly disputeReference: string;
      readonly state: 'open' | 'won' | 'lost';
      readonly amount: Money;
      readonly at: Instant;
      /** Last moment for evidence, and the bank's reason, where the provider says so. */
      readonly respondBefore?: Instant | null;
      readonly reason?: string | null;
    };
