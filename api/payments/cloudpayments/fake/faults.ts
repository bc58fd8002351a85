/** What can go wrong on request. */
export type Fault =
  /** Answers with this status; with 429 comes `Retry-After`, seconds. */
  | { readonly kind: 'error'; readonly status: number; readonly retryAfter?: number }
  /** No answer at all; nothing is done. */
  | { readonly kind: 'hang' }
  /** The connection breaks before anything is done. */
  | { readonly kind: 'cut' }
  /** It is done, and the connection breaks before the answer. */
  | { readonly kind: 'lost_answer' }
  /** It is done, and the answer breaks off. */
  | { readonly kind: 'malformed' };

/** Calls by their path. */
export type Endpoint = '/orders/create' | '/orders/cancel' | '/v2/payments/find' | '/payments/refund';

/** Faults planned for the next calls. */
export class Faults {
  private planned: { readonly endpoint: Endpoint; readonly fault: Fault; left: number }[] = [];

  plan(endpoint: Endpoint, fault: Fault, times = 1): void {
    this.planned.push({ endpoint, fault, left: times });
  }

  /** Serves a call, or fails it as planned. A call that hangs is let go when the caller or the fake leaves. */
  async serve(
    request: Request,
    closed: AbortSignal,
    serve: () => Response | Promise<Response>,
  ): Promise<Response> {
    const fault = this.take(new URL(request.url).pathname);
    if (!fault) return serve();
    if (fault.kind === 'error') return refusal(fault);
    if (fault.kind === 'hang') await gone(request.signal, closed);
    else if (fault.kind !== 'cut') await serve();
    return fault.kind === 'malformed' ? new Response('{"Success":tr') : broken();
  }

  private take(endpoint: string): Fault | null {
    const found = this.planned.find((plan) => endpoint.endsWith(plan.endpoint));
    if (!found) return null;
    found.left -= 1;
    if (found.left <= 0) this.planned = this.planned.filter((plan) => plan !== found);
    return found.fault;
  }
}

function refusal({ status, retryAfter }: Extract<Fault, { kind: 'error' }>): Response {
  const headers: Record<string, string> = retryAfter ? { 'retry-after': String(retryAfter) } : {};
  return new Response('a fault on request', { status, headers });
}

/** A response that breaks off in the middle, as a cut connection does. */
function broken(): Response {
  let begun = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (begun) controller.error(new Error('connection cut'));
      else controller.enqueue(new TextEncoder().encode('{'));
      begun = true;
    },
  });
  return new Response(body);
}

function gone(...signals: AbortSignal[]): Promise<void> {
  if (signals.some((signal) => signal.aborted)) return Promise.resolve();
  return new Promise((resolve) => {
    for (const signal of signals) signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
