import { mayPay } from '../domain/decisions/may-pay.ts';
import type { Cashier } from '../domain/ports/cashier.ts';
import type { Deps } from './context.ts';
import { applyNotice } from './settlement.ts';

type ChatTillDeps = Pick<Deps, 'store' | 'providers' | 'clock' | 'settings' | 'log' | 'kick'>;

/** The till behind a messenger's own payments: its provider is the one with the channel's id. */
export function createChatTill(deps: ChatTillDeps): Pick<Cashier, 'mayPay' | 'takeMoney'> {
  return {
    mayPay: async (channel, payload, amount) => {
      const facts = await deps.store.caseByPaymentId(payload);
      if (!facts) return 'unknown';
      return mayPay(facts, { provider: channel, paymentId: payload, amount }, deps.clock.now());
    },
    takeMoney: async (channel, what, money, requestId) => {
      const provider = deps.providers.get(channel);
      if (!provider?.readChat) throw new Error(`${channel} tells of money, and no such provider is set up`);
      await applyNotice(deps, provider.id, provider.readChat(what, money), requestId);
    },
  };
}
