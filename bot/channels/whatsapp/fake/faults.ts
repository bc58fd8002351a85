/** What can be made to go wrong. */
export type Fault =
  /** 429 with a wait in seconds. */
  | { readonly kind: 'rate_limit'; readonly retryAfter: number }
  /** An answer with this status, and with a code of the Cloud API where one is given. */
  | { readonly kind: 'error'; readonly status: number; readonly code?: number | undefined }
  /** It is accepted, and a status tells later that it failed. */
  | { readonly kind: 'fails_later'; readonly code: number }
  /** No answer at all; nothing is done. */
  | { readonly kind: 'hang' }
  /** The connection breaks before anything is done. */
  | { readonly kind: 'cut' }
  /** It is done, and the connection breaks before the answer. */
  | { readonly kind: 'lost_answer' }
  /** It is done, and something between answers with a page of its own. */
  | { readonly kind: 'malformed' };

interface Planned {
  readonly method: string;
  readonly fault: Fault;
  left: number;
}

/** Faults on request, for the next calls of a method: `messages`, `media`, `*`. */
export class Faults {
  private planned: Planned[] = [];

  plan(method: string, fault: Fault, times = 1): void {
    this.planned.push({ method, fault, left: times });
  }

  clear(): void {
    this.planned = [];
  }

  take(method: string): Fault | null {
    const found = this.planned.find((plan) => plan.method === '*' || plan.method === method);
    if (!found) return null;
    found.left -= 1;
    if (found.left <= 0) this.planned = this.planned.filter((plan) => plan !== found);
    return found.fault;
  }
}
