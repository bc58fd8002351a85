import { Faults } from '../../fake-faults.ts';

/** Calls of the API; `*` is any of them. */
export type Endpoint = 'create' | 'read' | 'cancel' | 'capture' | 'refund' | '*';

export const bankFaults = () =>
  new Faults<Endpoint>({
    callOf: endpointOf,
    beginning: '{"id":',
    refusal: () => ({
      body: JSON.stringify({ code: 'fault', message: 'a fault on request' }),
      contentType: 'application/json',
    }),
  });

function endpointOf({ method, url }: Request): Exclude<Endpoint, '*'> {
  if (method !== 'POST') return 'read';
  const { pathname } = new URL(url);
  if (pathname.endsWith('/cancel')) return 'cancel';
  if (pathname.endsWith('/capture')) return 'capture';
  return pathname.endsWith('/refunds') ? 'refund' : 'create';
}
