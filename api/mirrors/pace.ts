/**
 * Lets at most `calls` begin in `perMs` milliseconds: the others wait for their turn. A limit that is kept is better
 * than one that is run into, where a CRM bars the address of whoever does so again and again.
 */
export function createPace(
  calls: number,
  perMs: number,
  now: () => number,
): (signal?: AbortSignal) => Promise<void> {
  const begun: number[] = [];
  return async (signal) => {
    const first = begun.length < calls ? 0 : (begun.shift() ?? 0) + perMs;
    const at = Math.max(first, now());
    begun.push(at);
    const wait = at - now();
    if (wait <= 0) return;
    await new Promise<void>((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, wait);
      signal?.addEventListener('abort', stop, { once: true });
    });
  };
}
