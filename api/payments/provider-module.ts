import type { Hono } from 'hono';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';

/** What every provider is given. */
export interface ProviderDeps {
  /** Replaces the platform's fetch in tests. */
  readonly fetch: typeof fetch;
  readonly now: () => number;
  /** Longest wait for one answer, milliseconds. */
  readonly timeoutMs: number;
}

/** A vendor's emulation: its API (and pages) as a Hono app, to be mounted at `root`. */
export interface ProviderFake {
  readonly app: Hono;
  /** Settings with which `open` talks to this fake. */
  readonly environment: Readonly<Record<string, string>>;
  /** The whole state as JSON text, for a process that wants to keep it. */
  snapshot(): string;
  /** @throws SyntaxError for text that `snapshot` did not give. */
  restore(text: string): void;
  close(): void;
}

export interface ProviderFakeOptions {
  /** Where the app is reached from outside (pages, addresses given to customers). */
  readonly publicRoot: string;
  /** Where this process reaches it. */
  readonly root: string;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  /** Variables that fix what is random else. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onChange: () => void;
}

/** One vendor, as the list beside this file holds it. */
export interface ProviderModule {
  readonly id: string;
  /** Where its emulation is mounted below `/sandbox`: `bank`. */
  readonly mount: string;
  /**
   * Null when its variables are not set.
   * @throws ZodError when they are half set or wrong; issues are under the variables' names.
   */
  open(environment: Readonly<Record<string, string | undefined>>, deps: ProviderDeps): PaymentProvider | null;
  fake(options: ProviderFakeOptions): ProviderFake;
}
