import type { Hono } from 'hono';
import type { DealCase } from '../../domain/case.ts';
import { dueOf, type Invoice, isPayable } from '../../domain/invoice.ts';
import { money, toJson } from '../../domain/money.ts';
import { invoiceView } from '../../domain/views.ts';
import { openPayment } from '../cashier.ts';
import type { Deps } from '../context.ts';
import type { AppEnv } from '../middleware/request-id.ts';
import { payRoutes } from '../pages/pay-routes.tsx';
import type { PayState, PayView } from '../pages/pay-view.ts';

/** The pay page over the till's own data. */
export function payPages(deps: Deps): Hono<AppEnv> {
  return payRoutes({
    texts: deps.texts,
    publicUrl: deps.config.publicUrl,
    timeZone: deps.config.timeZone,
    now: deps.clock.now,
    find: (token) => find(deps, token),
    start: async (token, kind, requestId) => {
      const opened = await openPayment(deps, token, kind, requestId);
      if (opened.ok) return { ok: true, url: opened.value };
      return { ok: false, code: opened.code, retryable: opened.code.startsWith('provider_') };
    },
    qr: deps.qr,
    ...(deps.config.sandbox ? { frameAncestors: "'self'" as const } : {}),
  });
}

async function find(deps: Deps, token: string): Promise<PayView | null> {
  const facts = await deps.store.caseByPayToken(token);
  const invoice = facts?.invoices.find((each) => each.payToken === token);
  return facts && invoice ? viewOf(deps, facts, invoice) : null;
}

async function viewOf(deps: Deps, facts: DealCase, invoice: Invoice): Promise<PayView> {
  const { customer: _, ...view } = invoiceView(facts, invoice.id, deps.settings);
  const payable = isPayable(invoice, deps.clock.now());
  return {
    ...view,
    state: stateOf(invoice, payable),
    refunded: toJson(money(invoice.refunded, invoice.currency)),
    due: toJson(money(payable ? dueOf(invoice) : 0n, invoice.currency)),
    kinds: payable ? view.kinds : [],
    locale: facts.contact?.locale ?? deps.config.locale,
    chatLink: await chatLink(deps, facts, invoice),
  };
}

/** An open invoice past its last moment is over, also before the sweep has said so. */
function stateOf(invoice: Invoice, payable: boolean): PayState {
  if (invoice.state === 'open' || invoice.state === 'planned') return payable ? 'payable' : 'expired';
  return invoice.state === 'partially_paid' && !payable ? 'expired' : invoice.state;
}

async function chatLink(
  deps: Deps,
  facts: DealCase,
  { payToken: token, paidAt }: Invoice,
): Promise<string | null> {
  const paid = paidAt !== null;
  const [first] = deps.channels.values();
  const channel = facts.contact ? deps.channels.get(facts.contact.channel) : first;
  // Somebody who paid at the counter may keep the receipt in a chat; nobody else is to be drawn into one.
  if (!facts.contact && !paid) return null;
  // A messenger that does not answer must not keep anybody from paying.
  return channel ? channel.link(facts.contact ? 'back' : `r_${token}`).catch(() => null) : null;
}
