import type { Mirror } from '../../domain/ports/mirror.ts';

/** What every mirror is given. */
export interface MirrorDeps {
  /** Replaces the platform's fetch in tests. */
  readonly fetch: typeof fetch;
  readonly now: () => number;
  /** Longest wait for one answer, milliseconds. */
  readonly timeoutMs: number;
  /** The till's main currency (ISO 4217): sums of a CRM that knows only one are in it. */
  readonly currency: string;
}

/** One CRM, as the list beside this file holds it. There is no webhook: nothing comes back from it. */
export interface MirrorModule {
  readonly id: string;
  /**
   * Null when its variables are not set.
   * @throws ZodError when they are half set or wrong; issues are under the variables' names.
   */
  open(environment: Readonly<Record<string, string | undefined>>, deps: MirrorDeps): Mirror | null;
}
