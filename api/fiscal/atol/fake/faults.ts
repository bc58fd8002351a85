/** What can go wrong on request. */
export type Fault =
  /** Answers with this HTTP status; with 429 comes `Retry-After`, seconds. */
  | { readonly kind: 'error'; readonly status: number; readonly retryAfter?: number }
  /** No answer at all; nothing is done. */
  | { readonly kind: 'hang' }
  /** The connection breaks before anything is done. */
  | { readonly kind: 'cut' }
  /** It is done, and the connection breaks before the answer. */
  | { readonly kind: 'lost_answer' }
  /** It is done, and the answer is no JSON. */
  | { readonly kind: 'malformed' };

export type Endpoint = 'token' | 'register' | 'report';

/** Faults planned for the next calls of an endpoint, and how often each was called. */
export class Faults {
  /** The cloud is down until it is mended: every call is answered 503. */
  down = false;
  private planned: { readonly endpoint: Endpoint; readonly fault: Fault; left: number }[] = [];
  private readonly counts = new Map<Endpoint, number>();

  plan(endpoint: Endpoint, fault: Fault, times = 1): void {
    this.planned.push({ endpoint, fault, left: times });
  }

  calls(endpoint: Endpoint): number {
    return this.counts.get(endpoint) ?? 0;
  }

  /** Serves a call, or fails it as planned. One that hangs is let go when the caller or the cloud leaves. */
  async serve(request: Request, closed: AbortSignal, serve: () => Response | Promise<Response>) {
    const endpoint = endpointOf(request);
    this.counts.set(endpoint, this.calls(endpoint) + 1);
    const fault: Fault | null = this.down ? { kind: 'error', status: 503 } : this.take(endpoint);
    if (!fault) return serve();
    if (fault.kind === 'error') return broken(fault);
    if (fault.kind === 'hang') await gone(request.signal, closed);
    else if (fault.kind !== 'cut') await serve();
    return fault.kind === 'malformed' ? new Response('{"uuid":', { status: 200 }) : cutOff();
  }

  private take(endpoint: Endpoint): Fault | null {
    const found = this.planned.find((plan) => plan.endpoint === endpoint);
    if (!found) return null;
    found.left -= 1;
    if (found.left <= 0) this.planned = this.planned.filter((plan) => plan !== found);
    return found.fault;
  }
}

function endpointOf({ method, url }: Request): Endpoint {
  if (method === 'GET') return 'report';
  return new URL(url).pathname.endsWith('/getToken') ? 'token' : 'register';
}

/** What stands before the cloud answers such things, and not as the cloud itself does. */
function broken({ status, retryAfter }: Extract<Fault, { kind: 'error' }>): Response {
  const headers: Record<string, string> = retryAfter ? { 'retry-after': String(retryAfter) } : {};
  return new Response('<html><body>nginx</body></html>', { status, headers });
}

/** A response that breaks off in the middle, as a cut connection does. */
function cutOff(): Response {
  let begun = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (begun) controller.error(new Error('connection cut'));
      else controller.enqueue(new TextEncoder().encode('{"uuid":'));
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
