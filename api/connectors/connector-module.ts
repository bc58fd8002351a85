import type { Marketplace } from '../../domain/ports/marketplace.ts';
import type { ProviderDeps, ProviderFake, ProviderFakeOptions } from '../payments/provider-module.ts';

/** A marketplace's emulation: its API and a page on which orders are placed, to be mounted at `root`. */
export type ConnectorFake = ProviderFake;
export type ConnectorFakeOptions = ProviderFakeOptions;
export type ConnectorDeps = ProviderDeps;

/** One marketplace, as the list beside this file holds it. */
export interface ConnectorModule {
  readonly id: string;
  /** Where its emulation is mounted below `/sandbox`. */
  readonly mount: string;
  /**
   * Null when its variables are not set.
   * @throws ZodError when they are half set or wrong; issues are under the variables' names.
   */
  open(environment: Readonly<Record<string, string | undefined>>, deps: ConnectorDeps): Marketplace | null;
  fake(options: ConnectorFakeOptions): ConnectorFake;
}
