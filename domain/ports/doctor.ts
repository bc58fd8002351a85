/** `warn`: it works, and somebody should know; `fail`: money or messages would not come through. */
export type CheckLevel = 'ok' | 'warn' | 'fail';

/**
 * One line of a check-up. `doctor-<code>` are its words; where it is not `ok`, `doctor-<code>-next` says what to
 * do. Neither holds secrets or personal data.
 */
export interface CheckLine {
  readonly level: CheckLevel;
  readonly code: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Looks whether everything is set up that a till needs. */
export interface Doctor {
  /** Repeatable, and changes nothing. @param options.pay make a test payment with real keys, too, and void it. */
  examine(options?: { readonly pay?: boolean }): Promise<readonly CheckLine[]>;
}
