import { type Context, Hono } from 'hono';
import { giveReceiptContact } from '../../domain/decisions/receipts.ts';
import { handle } from '../../domain/handle.ts';
import type { Actor } from '../../domain/history.ts';
import { readReceiptTo } from '../../domain/reach.ts';
import { refuse } from '../../domain/result.ts';
import { contextOf, type Deps } from '../context.ts';
import { readBody } from '../middleware/body.ts';
import type { AppEnv } from '../middleware/request-id.ts';
import { pageHeaders } from '../pages/headers.ts';
import { pageLocale } from '../pages/locale.ts';
import { receiptPage } from '../pages/receipt-page.tsx';

const KIND = /^[a-z_]{2,20}$/;
const LARGEST = 4_096;

/**
 * `/pay/:token/receipt`: asks where the receipt goes, before the first payment of a person of whom nothing is
 * known, or when money came without an address. What was given is kept, and the payment goes on.
 */
export function receiptToRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use('/pay/:token/receipt', pageHeaders(deps.config.sandbox ? { frameAncestors: "'self'" } : {}));
  app.get('/pay/:token/receipt', async (c) => {
    const kind = c.req.query('kind') ?? '';
    return ask(deps, c, { wrong: null, kind: KIND.test(kind) ? kind : null });
  });
  app.post('/pay/:token/receipt', async (c) => {
    const body = await readBody(c.req.raw, LARGEST);
    const form = new URLSearchParams(new TextDecoder().decode(body ?? new Uint8Array()));
    const kind = form.get('kind') ?? '';
    const wanted = KIND.test(kind) ? kind : null;
    const typed = form.get('to') ?? '';
    const to = readReceiptTo(typed);
    if (to === null) return ask(deps, c, { wrong: typed.slice(0, 100), kind: wanted });
    const token = c.req.param('token');
    const kept = await keep(deps, token, to, c.get('requestId'));
    const next = `/pay/${token}${wanted && kept === 'goes_on' ? `/${wanted}` : ''}${languageOf(c)}`;
    return c.redirect(next, 303);
  });
  return app;
}

function languageOf(c: Context<AppEnv>): string {
  const lang = c.req.query('lang');
  return lang && /^[a-z]{2}$/.test(lang) ? `?lang=${lang}` : '';
}

async function ask(
  deps: Deps,
  c: Context<AppEnv>,
  { wrong, kind }: { wrong: string | null; kind: string | null },
): Promise<Response> {
  const token = c.req.param('token') ?? '';
  const facts = await deps.store.caseByPayToken(token);
  const invoice = facts?.invoices.find((each) => each.payToken === token);
  // The page of the invoice says what is wrong with its link.
  if (!facts || !invoice) return c.redirect(`/pay/${encodeURIComponent(token)}`, 303);
  const locale = pageLocale(c, deps.texts, facts.contact?.locale ?? deps.config.locale);
  const path = `/pay/${token}`;
  const page = receiptPage({
    texts: deps.texts,
    locale,
    number: invoice.number,
    action: `${path}/receipt${languageOf(c)}`,
    back: `${path}${languageOf(c)}`,
    wrong,
    kind,
  });
  return c.html(page, wrong === null ? 200 : 422);
}

/** Where an invoice is paid in pieces, how much is asked for once more: on its page. */
async function keep(
  deps: Deps,
  token: string,
  to: string,
  requestId: string,
): Promise<'goes_on' | 'to_page' | 'not_kept'> {
  const handled = await handle(deps.store, async () => {
    const facts = await deps.store.caseByPayToken(token);
    if (!facts) return refuse('invoice_not_found');
    const actor: Actor = { type: 'customer', id: facts.deal.contactId };
    const decided = giveReceiptContact(facts, token, to, contextOf(deps, actor, requestId));
    const inPieces = facts.invoices.some((each) => each.payToken === token && each.inPieces);
    return decided.ok ? { ok: true, changes: decided.value, value: inPieces } : decided;
  });
  if (handled.ok !== true) return 'not_kept';
  return handled.value ? 'to_page' : 'goes_on';
}
