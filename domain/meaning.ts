import type { MoneyJson } from './money.ts';

/** What approved words of a messenger may say. `message`: whatever else there is to say, in its own words. */
export const MEANINGS = ['invoice', 'reminder', 'paid', 'refund', 'subscription', 'message'] as const;

export type MeaningKind = (typeof MEANINGS)[number];

/**
 * What a message means, for messengers that outside a conversation let only words through that they have
 * approved before.
 */
export interface Meaning {
  readonly kind: MeaningKind;
  /** Language of the reader. */
  readonly locale: string;
  /** Number of the invoice; for `message` the deal's. */
  readonly number: string;
  /** What is due, was paid or goes back; null for `message`. */
  readonly amount: MoneyJson | null;
  /** The end of the pay page's address, where there is something to pay. */
  readonly payToken: string | null;
}
