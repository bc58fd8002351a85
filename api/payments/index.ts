import { cloudpayments } from './cloudpayments/index.ts';
import type { ProviderModule } from './provider-module.ts';
import { patient } from './retry.ts';
import { robokassa } from './robokassa/index.ts';
import { sandbox } from './sandbox/index.ts';
import { stripe } from './stripe/index.ts';
import { tbank } from './tbank/index.ts';
import { telegram } from './telegram/index.ts';
import { transfer } from './transfer/index.ts';
import { yookassa } from './yookassa/index.ts';

/** Every payment provider there is: one line each, in the order in which they are tried for a kind. */
const modules: readonly ProviderModule[] = [
  sandbox,
  robokassa,
  tbank,
  yookassa,
  cloudpayments,
  stripe,
  telegram,
  transfer,
];

/** The same, each with its calls tried again where that is safe. */
export const providers: readonly ProviderModule[] = modules.map(patient);
