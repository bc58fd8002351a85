import type { FiscalRegister } from '../../domain/ports/fiscal-register.ts';
import type { ProviderDeps, ProviderFake, ProviderFakeOptions } from '../payments/provider-module.ts';

/** What every register is given. */
export interface RegisterDeps extends ProviderDeps {
  /** How the world reaches us: the place of settlement (tag 1187) where no other is set. */
  readonly publicUrl: string;
}

/** A register's emulation: its API and its page of receipts as a Hono app, to be mounted at `root`. */
export type RegisterFake = ProviderFake;
export type RegisterFakeOptions = ProviderFakeOptions;

/** One register, as the list beside this file holds it. */
export interface RegisterModule {
  readonly id: string;
  /** Where its emulation is mounted below `/sandbox`: `register`. */
  readonly mount: string;
  /**
   * Null when its variables are not set.
   * @throws ZodError when they are half set or wrong; issues are under the variables' names.
   */
  open(environment: Readonly<Record<string, string | undefined>>, deps: RegisterDeps): FiscalRegister | null;
  fake(options: RegisterFakeOptions): RegisterFake;
}
