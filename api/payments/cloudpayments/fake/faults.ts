import { Faults } from '../../fake-faults.ts';

const ENDPOINTS = [
  '/orders/create',
  '/orders/cancel',
  '/v2/payments/find',
  '/payments/refund',
  '/payments/confirm',
  '/payments/void',
] as const;

/** Calls by the end of their path. */
export type Endpoint = (typeof ENDPOINTS)[number];

export const cloudPaymentsFaults = () =>
  new Faults<Endpoint>({
    callOf: ({ url }) => ENDPOINTS.find((endpoint) => new URL(url).pathname.endsWith(endpoint)) ?? null,
    beginning: '{"Success":tr',
    refusal: () => ({ body: 'a fault on request' }),
  });
