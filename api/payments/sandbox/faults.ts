/** What can go wrong on request, once per planned fault. */
export type Fault =
  | { readonly type: 'status'; readonly status: number; readonly retryAfter?: number }
  /** Nothing is done and no answer comes. */
  | { readonly type: 'cut' }
  | { readonly type: 'hang' }
  /** It is done, and the answer is lost. */
  | { readonly type: 'lose_answer' }
  | { readonly type: 'malformed' };

/** Faults planned for the next calls of the API, in order. */
export function createFaults() {
  const planned: Fault[] = [];
  return {
    plan: (...faults: readonly Fault[]): void => void planned.push(...faults),
    clear: (): void => void planned.splice(0),
    /** Runs a call as the next planned fault would have it. A thrown TypeError is what a cut connection looks like to `fetch`. */
    run: async (call: () => Promise<Response>): Promise<Response> => {
      const fault = planned.shift();
      switch (fault?.type) {
        case 'status': {
          const headers: Record<string, string> = fault.retryAfter ? { 'retry-after': String(fault.retryAfter) } : {};
          return new Response('{"code":"fault","message":"on request"}', { status: fault.status, headers });
        }
        case 'cut':
          throw new TypeError('connection cut');
        case 'hang':
          return new Promise(() => {});
        case 'lose_answer':
          await call();
          throw new TypeError('connection cut');
        case 'malformed':
          await call();
          return new Response('{"id":', { status: 200 });
        default:
          return call();
      }
    },
  };
}
