import type { CheckLine } from '../../domain/ports/doctor.ts';
import { fail, ok, warn } from './desk.ts';

/** Signatures of webhooks are good for some minutes either way; a whole minute is near enough to lose them. */
const OFF = 120_000;
const NEAR = 20_000;

/** What time it is elsewhere, by the `Date` of every answer (RFC 9110, 6.6.1), which tells whole seconds. */
export interface Clocks {
  readonly fetch: typeof fetch;
  lines(): CheckLine[];
}

export function watchClocks(send: typeof fetch, now: () => number, own: string): Clocks {
  const skews = new Map<string, number>();
  return {
    fetch: async (input, init) => {
      const asked = now();
      const answer = await send(input, init);
      const theirs = Date.parse(answer.headers.get('date') ?? '');
      const { host } = new URL(input instanceof Request ? input.url : String(input));
      // The second has begun up to a second before.
      if (!Number.isNaN(theirs) && host !== own) skews.set(host, theirs + 500 - (asked + now()) / 2);
      return answer;
    },
    lines: () => {
      const [worst] = [...skews].sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
      if (!worst) return [];
      const [host, skew] = worst;
      const about = { host, seconds: Math.round(Math.abs(skew) / 1000) };
      if (Math.abs(skew) > OFF) return [fail('clock-off', about)];
      return [Math.abs(skew) > NEAR ? warn('clock-near', about) : ok('clock-ok', about)];
    },
  };
}
