import { sandbox } from './sandbox/index.ts';
import type { ProviderModule } from './provider-module.ts';

export type { ProviderDeps, ProviderFake, ProviderFakeOptions, ProviderModule } from './provider-module.ts';

/** Every payment provider there is: one line each, in the order in which they are tried for a kind. */
export const providers: readonly ProviderModule[] = [sandbox];
