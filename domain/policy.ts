import type { PaymentKind } from './payment.ts';
import type { Seller } from './seller.ts';

/** One kind of payment that customers are offered. */
export interface Offer {
  readonly kind: PaymentKind;
  /** Providers in the order in which they are tried; empty: every one that takes the kind, in the till's order. */
  readonly providers: readonly string[];
}

/** What an owner chose for a funnel. What is null follows the till's settings. */
export interface PolicyChoices {
  /** Kinds for people and for companies, in the order in which they are shown. */
  readonly people: readonly Offer[] | null;
  readonly companies: readonly Offer[] | null;
  /** Hold the money first and take it when staff say so, where the provider can. */
  readonly hold: boolean;
  /** Staff may enter cash and other money by hand. */
  readonly cash: boolean;
  /** The customer may pay an invoice in pieces of their own choice. */
  readonly inPieces: boolean;
  /** Who sells in this funnel; null: the till's seller. */
  readonly seller: Seller | null;
}

/** The choices of one funnel, as they are kept. */
export interface Policy {
  readonly funnel: string;
  readonly choices: PolicyChoices;
  readonly version: number;
}
