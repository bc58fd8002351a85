import { Faults } from '../../fake-faults.ts';

/** Calls of the API; `*` is any of them. */
export type Endpoint = 'create' | 'read' | 'capture' | 'cancel' | 'refund' | 'receipt' | '*';

export const shopFaults = () => new Faults<Endpoint>({ callOf: endpointOf, beginning: '{"id":', refusal });

function endpointOf({ method, url }: Request): Exclude<Endpoint, '*'> {
  if (method !== 'POST') return 'read';
  const { pathname } = new URL(url);
  const last = pathname.slice(pathname.lastIndexOf('/') + 1);
  if (last === 'capture' || last === 'cancel') return last;
  return last === 'refunds' ? 'refund' : last === 'receipts' ? 'receipt' : 'create';
}

function refusal(status: number) {
  const code = status === 429 ? 'too_many_requests' : 'internal_server_error';
  const error = { type: 'error', id: crypto.randomUUID(), code, description: 'A fault on request' };
  return { body: JSON.stringify(error), contentType: 'application/json' };
}
