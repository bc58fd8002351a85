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
  /** It is done, and the answer breaks off: it can't be read. */
  | { readonly kind: 'malformed' };

/** How one vendor's API is seen from outside. `Call` are the names of its calls; `*` among them is any of them. */
export interface FaultyApi<Call extends string> {
  /** Null: none that is planned for or counted by name. */
  callOf(request: Request): Exclude<Call, '*'> | null;
  /** The first bytes of an answer, for those that break off: `{"id":`. */
  readonly beginning: string;
  /** Default `application/json`. */
  readonly contentType?: string;
  /** What stands in an answer with this status. */
  refusal(status: number): { readonly body: string; readonly contentType?: string };
}

/** Faults planned for the next calls of an API, and how often each call came. */
export class Faults<Call extends string> {
  private planned: { readonly call: Call; readonly fault: Fault; left: number }[] = [];
  private readonly counts = new Map<string | null, number>();

  constructor(private readonly api: FaultyApi<Call>) {}

  plan(call: Call, fault: Fault, times = 1): void {
    this.planned.push({ call, fault, left: times });
  }

  clear(): void {
    this.planned = [];
  }

  /** How often a call came, those that went wrong included. */
  calls(call: Call): number {
    return call === '*'
      ? [...this.counts.values()].reduce((sum, count) => sum + count, 0)
      : (this.counts.get(call) ?? 0);
  }

  /** Serves a call, or fails it as planned. One that hangs is let go when the caller or the fake leaves. */
  async serve(
    request: Request,
    closed: AbortSignal,
    serve: () => Response | Promise<Response>,
  ): Promise<Response> {
    const call = this.api.callOf(request);
    this.counts.set(call, (this.counts.get(call) ?? 0) + 1);
    const fault = this.take(call);
    if (!fault) return serve();
    if (fault.kind === 'error') return this.refuse(fault);
    if (fault.kind === 'hang') await gone(request.signal, closed);
    else if (fault.kind !== 'cut') await serve();
    return fault.kind === 'malformed' ? new Response(this.api.beginning) : this.breakOff();
  }

  private take(call: string | null): Fault | null {
    const found = this.planned.find((plan) => plan.call === '*' || plan.call === call);
    if (!found) return null;
    found.left -= 1;
    if (found.left <= 0) this.planned = this.planned.filter((plan) => plan !== found);
    return found.fault;
  }

  private refuse({ status, retryAfter }: Extract<Fault, { kind: 'error' }>): Response {
    const { body, contentType = 'text/plain' } = this.api.refusal(status);
    const headers = new Headers({ 'content-type': contentType });
    if (retryAfter) headers.set('retry-after', String(retryAfter));
    return new Response(body, { status, headers });
  }

  /** A response that breaks off in the middle, as a cut connection does. */
  private breakOff(): Response {
    const { beginning, contentType = 'application/json' } = this.api;
    let begun = false;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (begun) controller.error(new Error('connection cut'));
        else controller.enqueue(new TextEncoder().encode(beginning));
        begun = true;
      },
    });
    return new Response(body, { headers: { 'content-type': contentType } });
  }
}

function gone(...signals: AbortSignal[]): Promise<void> {
  if (signals.some((signal) => signal.aborted)) return Promise.resolve();
  return new Promise((resolve) => {
    for (const signal of signals) signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
