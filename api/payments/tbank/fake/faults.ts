import type { Method } from '../client.ts';

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

/** Faults planned for the next calls of a method, and how often each was called. */
export class Faults {
  private planned: { readonly method: Method; readonly fault: Fault; left: number }[] = [];
  private readonly counts = new Map<string, number>();

  plan(method: Method, fault: Fault, times = 1): void {
    this.planned.push({ method, fault, left: times });
  }

  clear(): void {
    this.planned = [];
  }

  calls(method: Method): number {
    return this.counts.get(method) ?? 0;
  }

  /** Serves a call, or fails it as planned. One that hangs is let go when the caller or the bank leaves. */
  async serve(request: Request, closed: AbortSignal, serve: () => Response | Promise<Response>) {
    const method = new URL(request.url).pathname.split('/').at(-1) ?? '';
    this.counts.set(method, (this.counts.get(method) ?? 0) + 1);
    const fault = this.take(method);
    if (!fault) return serve();
    if (fault.kind === 'error') return broken(fault);
    if (fault.kind === 'hang') await gone(request.signal, closed);
    else if (fault.kind !== 'cut') await serve();
    return fault.kind === 'malformed' ? new Response('{"Success":', { status: 200 }) : cutOff();
  }

  private take(method: string): Fault | null {
    const found = this.planned.find((plan) => plan.method === method);
    if (!found) return null;
    found.left -= 1;
    if (found.left <= 0) this.planned = this.planned.filter((plan) => plan !== found);
    return found.fault;
  }
}

/** What stands before the bank answers such things, and not as the bank itself does. */
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
      else controller.enqueue(new TextEncoder().encode('{"Success":'));
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
