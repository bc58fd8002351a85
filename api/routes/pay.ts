import type { Hono } from 'hono';
import type { DealCase } from '../../domain/case.ts';
import { isPaidElsewhere } from '../../domain/elsewhere.ts';
import { sellerOf } from '../../domain/fiscal.ts';
import { heldOf, isCovered } from '../../domain/hold.ts';
import { dueOf, type Invoice, isPayable } from '../../domain/invoice.ts';
import { money, toJson } from '../../domain/money.ts';
import { pieceOf } from '../../domain/pieces.ts';
import { readSum } from '../../domain/sum.ts';
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
    start: async (token, kind, requestId, sum) => {
      const amount = sum === null ? null : await amountOf(deps, token, sum);
      if (amount === undefined) return { ok: false, code: 'piece_out_of_range', retryable: false };
      const opened = await openPayment(deps, token, kind, requestId, amount);
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
  const { least, most } = pieceOf(facts, invoice);
  const sum = (minor: bigint) => toJson(money(minor, invoice.currency));
  return {
    ...view,
    state: isCovered(facts, invoice) ? 'held' : stateOf(invoice, payable),
    refunded: sum(invoice.refunded),
    due: sum(payable ? dueOf(invoice) : 0n),
    held: sum(heldOf(facts, invoice)),
    piece: payable && least < most ? { least: sum(least), most: sum(most) } : null,
    kinds: payable ? view.kinds : [],
    elsewhere: isPaidElsewhere(facts),
    seller: sellerOf(facts, deps.settings).name || null,
    ...receiptsOf(facts, invoice),
    locale: facts.contact?.locale ?? deps.config.locale,
    chatLink: await chatLink(deps, facts, invoice),
  };
}

function receiptsOf(facts: DealCase, invoice: Invoice): Pick<PayView, 'receipts' | 'receiptWanted'> {
  const own = facts.receipts.filter((each) => each.invoiceId === invoice.id);
  return {
    receipts: own.flatMap(({ purpose, url }) => (url ? [{ purpose, url }] : [])),
    receiptWanted: own.some(({ state }) => state === 'no_contact'),
  };
}

/** A sum as the customer wrote it, minor units; undefined for what is none. */
async function amountOf(deps: Deps, token: string, sum: string): Promise<bigint | undefined> {
  const facts = await deps.store.caseByPayToken(token);
  const read = facts ? readSum(sum, facts.deal.currency) : null;
  return read?.ok ? read.minor : undefined;
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
