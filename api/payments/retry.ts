import type { CallOptions, PaymentProvider } from '../../domain/ports/payment-provider.ts';
import type { Failure, Outcome } from '../../domain/result.ts';
import type { ProviderModule } from './provider-module.ts';

export interface RetryOptions {
  readonly now: () => number;
  /** Waits so many milliseconds. @throws the reason of `signal` when it aborts. */
  readonly wait?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Leave a provider alone that fails again and again. Default false. */
  readonly breaker?: boolean;
}

/** Pauses before the second and the third try, milliseconds; the provider's own wish goes before them. */
const PAUSES = [200, 600];
/** Somebody waits for the answer: a longer wish is handed to the caller, whose jobs can wait. */
const LONGEST_WAIT = 3_000;

/** So many failures in a row, and the provider is left alone for a while. */
const BREAK_AFTER = 5;
const BREAK_FOR = 30_000;
const RESTING = 'resting';

/**
 * The same module with every provider that it opens made patient, and left alone for a while when it fails
 * again and again: the next provider of the kind is tried meanwhile.
 */
export function patient(module: ProviderModule): ProviderModule {
  return {
    ...module,
    open: (environment, deps) => {
      const provider = module.open(environment, deps);
      return provider && withRetry(provider, { now: deps.now, breaker: true });
    },
  };
}

/**
 * The same provider, which tries again what certainly was not carried out (`rate_limited`, `unavailable`),
 * with the same key and at most twice: every call of the port that asks the vendor. `unknown` is never repeated
 * here: whoever saved the intent settles it. With `breaker`, a provider that fails five times in a row, by
 * whatever calls, is not asked for 30 seconds: calls are answered `unavailable` at once, then one is let
 * through to see. Webhooks and what a messenger tells in a chat are read as before.
 */
export function withRetry(provider: PaymentProvider, options: RetryOptions): PaymentProvider {
  const { refund, capture, charge, cancel, setRenewal, register, lookReceipt, receiptOf, list, check } =
    provider;
  const breaker = new Breaker(options.now, options.breaker ? BREAK_AFTER : Number.POSITIVE_INFINITY);
  const wait = options.wait ?? sleep;
  /** `at`: which of the arguments are the `CallOptions`. */
  const patiently =
    <Given extends unknown[], T>(ask: (...given: Given) => Promise<Outcome<T>>, at: number) =>
    (...given: Given) =>
      insist(breaker, () => ask.apply(provider, given), wait, signalOf(given[at]));
  return {
    ...provider,
    start: patiently(provider.start, 1),
    look: patiently(provider.look, 1),
    ...(refund && { refund: patiently(refund, 1) }),
    ...(capture && { capture: patiently(capture, 3) }),
    ...(charge && { charge: patiently(charge, 1) }),
    ...(cancel && { cancel: patiently(cancel, 2) }),
    ...(setRenewal && { setRenewal: patiently(setRenewal, 2) }),
    ...(register && { register: patiently(register, 1) }),
    ...(lookReceipt && { lookReceipt: patiently(lookReceipt, 1) }),
    ...(receiptOf && { receiptOf: patiently(receiptOf, 1) }),
    ...(list && { list: patiently(list, 2) }),
    ...(check && { check: patiently(check, 1) }),
  };
}

function signalOf(given: unknown): AbortSignal | undefined {
  return (given as CallOptions | undefined)?.signal;
}

async function insist<T>(
  breaker: Breaker,
  ask: () => Promise<Outcome<T>>,
  wait: NonNullable<RetryOptions['wait']>,
  signal: AbortSignal | undefined,
): Promise<Outcome<T>> {
  for (const pause of PAUSES) {
    const outcome = await breaker.run(ask);
    const ms = outcome.ok || breaker.rests() ? null : pauseAfter(outcome, pause);
    if (ms === null) return outcome;
    await wait(ms, signal);
  }
  return breaker.run(ask);
}

/** Null: it is not to be tried again here. */
function pauseAfter({ category, code, retryable, retryAfterMs }: Failure, pause: number): number | null {
  if (!retryable || code === RESTING || (category !== 'rate_limited' && category !== 'unavailable'))
    return null;
  const ms = Math.max(pause, retryAfterMs ?? 0);
  return ms > LONGEST_WAIT ? null : ms;
}

/** Leaves a provider alone that fails again and again. Only what tells of its health counts. */
class Breaker {
  private failures = 0;
  private restsUntil = 0;
  private probing = false;

  constructor(
    private readonly now: () => number,
    private readonly breakAfter: number,
  ) {}

  /** A call now would be answered without asking. */
  rests(): boolean {
    return this.failures >= this.breakAfter && (this.probing || this.restsUntil > this.now());
  }

  async run<T>(ask: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
    if (this.rests()) return resting(Math.max(this.restsUntil - this.now(), 1_000));
    const probe = this.failures >= this.breakAfter;
    if (probe) this.probing = true;
    try {
      const outcome = await ask();
      this.note(outcome);
      return outcome;
    } finally {
      if (probe) this.probing = false;
    }
  }

  private note(outcome: Outcome<unknown>): void {
    const sick = !outcome.ok && (outcome.category === 'unavailable' || outcome.category === 'unknown');
    this.failures = sick ? this.failures + 1 : 0;
    if (this.failures >= this.breakAfter) this.restsUntil = this.now() + BREAK_FOR;
  }
}

function resting(retryAfterMs: number): Failure {
  const message = 'the provider failed again and again and is left alone for a while';
  return { ok: false, category: 'unavailable', retryable: true, retryAfterMs, code: RESTING, message };
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
