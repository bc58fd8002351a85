import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';

/** What every provider is given. */
export interface ProviderDeps {
  /** Replaces the platform's fetch in tests. */
  readonly fetch: typeof fetch;
  readonly now: () => number;
  /** Longest wait for one answer, milliseconds. */
  readonly timeoutMs: number;
}

/** One vendor, as the list beside this file holds it. */
export interface ProviderModule {
  readonly id: string;
  /**
   * Null when its variables are not set.
   * @throws ZodError when they are half set or wrong; issues are under the variables' names.
   */
  open(environment: Readonly<Record<string, string | undefined>>, deps: ProviderDeps): PaymentProvider | null;
}
