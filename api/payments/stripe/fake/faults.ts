import { Faults } from '../../fake-faults.ts';

/** Calls of the API; `*` is any of them. */
export type Endpoint = 'create' | 'read' | 'expire' | 'refund' | 'charge' | 'change' | '*';

export const stripeFaults = () => new Faults<Endpoint>({ callOf: endpointOf, beginning: '{"id":', refusal });

function endpointOf({ method, url }: Request): Exclude<Endpoint, '*'> {
  if (method !== 'POST') return 'read';
  const { pathname } = new URL(url);
  if (pathname.endsWith('/checkout/sessions')) return 'create';
  if (pathname.endsWith('/payment_intents')) return 'charge';
  if (pathname.endsWith('/refunds')) return 'refund';
  return pathname.endsWith('/expire') ? 'expire' : 'change';
}

const TYPES: Readonly<Record<number, object>> = {
  409: { type: 'idempotency_error', code: 'idempotency_key_in_use' },
  429: { type: 'rate_limit_error', code: 'rate_limit' },
};

function refusal(status: number) {
  const error = { type: 'api_error', message: 'a fault on request', ...TYPES[status] };
  return { body: JSON.stringify({ error }), contentType: 'application/json' };
}
