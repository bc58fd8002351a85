import { OUTGOING_CHANNEL } from '../domain/outgoing-event.ts';
import { PAYMENT_KINDS } from '../domain/payment.ts';
import type { FiscalRegister } from '../domain/ports/fiscal-register.ts';
import type { PaymentProvider } from '../domain/ports/payment-provider.ts';
import type { Settings } from '../domain/settings.ts';
import { takersIn } from './cashier.ts';
import type { Config } from './config.ts';

/** What decisions go by: the configuration, and what the vendors that are set up can do. `listeners` are told of deals. */
export function settingsOf(
  config: Config,
  given: Iterable<PaymentProvider>,
  registers: ReadonlyMap<string, FiscalRegister>,
  listeners: NonNullable<Settings['tell']>,
): Settings {
  const providers = [...given];
  const means = (currency: string) => {
    const takers = takersIn(providers, currency);
    return {
      takers,
      kinds: PAYMENT_KINDS.filter((kind) => takers.some(({ kinds }) => kinds.includes(kind))),
    };
  };
  const [first = null] = registers.keys();
  return {
    funnel: 'main',
    currency: config.currency,
    timeZone: config.timeZone,
    remindAfter: config.remindAfter,
    quietHours: config.quietHours,
    ...means(config.currency),
    inCurrency: (currency) => (currency === config.currency ? null : means(currency)),
    policies: config.policies,
    tell: [
      ...(config.outgoing?.urls ?? []).map((address) => ({
        ...{ channel: OUTGOING_CHANNEL, address, source: null, mirror: false },
      })),
      ...listeners,
    ],
    // Whoever sets up a cash register means it to be used.
    seller:
      registers.size > 0 && config.receipts === null ? { ...config.seller, receipts: 'law' } : config.seller,
    registers: {
      own: config.receiptsBy === 'provider' ? null : first,
      providers: providers.filter(({ can }) => can.receipts).map(({ id }) => id),
      contactFirst: config.receiptContact === 'before',
    },
  };
}
