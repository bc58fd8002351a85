import type { Deal } from './deal.ts';
import type { Payment } from './payment.ts';

interface Facts {
  readonly payments?: readonly Pick<Payment, 'kind'>[];
}

/** The deal is an order of a marketplace, which takes the money itself: the customer is asked for nothing here. */
export function isPaidElsewhere({ payments }: Facts): boolean {
  return payments?.some(({ kind }) => kind === 'marketplace') ?? false;
}

const TO_SHIP: ReadonlySet<string> = new Set([
  'invoice_issued',
  'awaiting_payment',
  'partially_paid',
  'paid',
  'partially_refunded',
]);

/** Whether there is an order to hand over: of a marketplace, and neither called off nor given back. */
export function isToShip(facts: Facts & { readonly deal: Pick<Deal, 'stage'> }): boolean {
  return isPaidElsewhere(facts) && TO_SHIP.has(facts.deal.stage);
}
