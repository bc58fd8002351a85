/** What can go wrong on request. */
export type Fault =
  /** Answers with this status in Stripe's form; with 429 comes `Retry-After`, seconds. */
  | { readonly kind: 'error'; readonly status: number; readonly retryAfter?: number }
  /** No answer at all; nothing is done. */
  | { readonly kind: 'hang' }
  /** The connection breaks before anything is done. */
  | { readonly kind: 'cut' }
  /** It is done, and the connection breaks before the answer. */
  | { readonly kind: 'lost_answer' }
  /** It is done, and the answer is no JSON. */
  | { readonly kind: 'malformed' };

/** Calls of the API; `*` is any of them. */
export type Endpoint = 'create' | 'read' | 'expire' | 'refund' | 'charge' | 'change' | '*';

interface Planned {
  readonly endpoint: Endpoint;
  readonly fault: Fault;
  left: number;
}

/** Faults planned for the next calls of the API. */
export class Faults {
  private planned: Planned[] = [];

  plan(endpoint: Endpoint, fault: Fault, times = 1): void {
    this.planned.push({ endpoint, fault, left: times });
  }

  clear(): void {
    this.planned = [];
  }

  /** Serves a call, or fails it as planned. A call that hangs is let go when the caller or Stripe leaves. */
  async serve(request: Request, closed: AbortSignal, serve: () => Response | Promise<Response>) {
    const fault = this.take(endpointOf(request));
    if (!fault) return serve();
    if (fault.kind === 'error') return refusal(fault);
    if (fault.kind === 'hang') await gone(request.signal, closed);
    else if (fault.kind !== 'cut') await serve();
    return fault.kind === 'malformed' ? new Response('{"id":', { status: 200 }) : broken();
  }

  private take(endpoint: Endpoint): Fault | null {
    const found = this.planned.find((plan) => plan.endpoint === '*' || plan.endpoint === endpoint);
    if (!found) return null;
    found.left -= 1;
    if (found.left <= 0) this.planned = this.planned.filter((plan) => plan !== found);
    return found.fault;
  }
}

function endpointOf({ method, url }: Request): Endpoint {
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

function refusal({ status, retryAfter }: Extract<Fault, { kind: 'error' }>): Response {
  const headers: Record<string, string> = retryAfter ? { 'retry-after': String(retryAfter) } : {};
  const error = { type: 'api_error', message: 'a fault on request', ...TYPES[status] };
  return Response.json({ error }, { status, headers });
}

/** A response that breaks off in the middle, as a cut connection does. */
function broken(): Response {
  let begun = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (begun) controller.error(new Error('connection cut'));
      else controller.enqueue(new TextEncoder().encode('{"id":'));
      begun = true;
    },
  });
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}

function gone(...signals: AbortSignal[]): Promise<void> {
  if (signals.some((signal) => signal.aborted)) return Promise.resolve();
  return new Promise((resolve) => {
    for (const signal of signals) signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
