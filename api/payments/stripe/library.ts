import type Stripe from 'stripe';

/** Loaded with its first use: a till that takes no money by Stripe does not keep its library in memory. */
export async function stripeLibrary(): Promise<typeof Stripe> {
  const { default: library } = await import('stripe');
  return library;
}
