import type { WireEvent, WireMoney } from '../wire.ts';
import type { BankPayment } from './state.ts';

export interface BookOptions {
  readonly now: () => number;
  /** Share that the bank keeps of every charge, in hundredths of a percent: 250 is 2.5 %. */
  readonly feeBasisPoints: number;
  /** Oldest payments are forgotten beyond this many. */
  readonly keep: number;
  /** Told of every event of a payment that is not silent. */
  readonly tell: (event: WireEvent, webhookUrl: string) => void;
  /** Told after every change. */
  readonly onChange: () => void;
}

/** A new payment as the shop asks for it. */
export type Order = Pick<
  BankPayment,
  'amount' | 'kind' | 'description' | 'paymentId' | 'returnUrl' | 'webhookUrl' | 'expiresAt'
> &
  Partial<Pick<BankPayment, 'hold'>>;

/** A refund as the shop, or the bank's own office, asks for it. */
export interface RefundOrder {
  readonly chargeId: string;
  readonly amount: WireMoney;
  readonly reason: string | null;
  readonly refundId: string | null;
}
