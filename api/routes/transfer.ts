import { type Context, Hono } from 'hono';
import { payeeOf } from '../../domain/bank-order.ts';
import type { DealCase } from '../../domain/case.ts';
import { dueOf, type Invoice, isPayable } from '../../domain/invoice.ts';
import { money, toJson } from '../../domain/money.ts';
import { LIVE, type Payment } from '../../domain/payment.ts';
import { sellerFor } from '../../domain/policy.ts';
import { purposeOf } from '../../domain/purpose.ts';
import type { Deps } from '../context.ts';
import type { AppEnv } from '../middleware/request-id.ts';
import { pageHeaders } from '../pages/headers.ts';
import { document } from '../pages/layout.tsx';
import { pageLocale } from '../pages/locale.ts';
import { isUnattended } from '../pages/preview-agents.ts';
import { transferAssets } from '../pages/transfer-assets.ts';
import { TransferPage, type TransferView } from '../pages/transfer-page.tsx';

type TransferDeps = Pick<Deps, 'store' | 'config' | 'clock' | 'settings' | 'texts' | 'qr' | 'providers'>;

/** 128 bits as base64url (DESIGN, part 5); anything else asks no database. */
const TOKEN = /^[\w-]{16,64}$/;

/**
 * The customer's page of requisites for a transfer, `/pay/<token>/transfer/details`, and its QR. Without an open
 * transfer it leads back to where one is made.
 */
export function transferRoutes(deps: TransferDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.route('/', transferAssets.routes);
  const frame = deps.config.sandbox ? { frameAncestors: "'self'" as const } : {};
  app.use('/pay/:token/transfer/*', pageHeaders(frame));
  app.get('/pay/:token/transfer/details', async (c) => {
    const open = await opened(deps, c.req.param('token'));
    const path = `/pay/${c.req.param('token')}`;
    // A program that looks at links makes no payment, and sees no requisites.
    if (isUnattended(c.req.raw) || open === 'closed') return c.redirect(path, 303);
    if (!open) return c.redirect(`${path}/transfer`, 303);
    return page(deps, c, path, viewOf(deps, open));
  });
  app.get('/pay/:token/transfer/qr.png', async (c) => {
    const open = await opened(deps, c.req.param('token'));
    if (!open || open === 'closed' || !open.payment.qr) return c.notFound();
    const picture = await deps.qr(open.payment.qr);
    return c.body(new Uint8Array(picture), 200, {
      'content-type': 'image/png',
      'cache-control': 'private, no-cache',
    });
  });
  return app;
}

/** An invoice with the transfer that its customer has opened. */
interface Opened {
  readonly facts: DealCase;
  readonly invoice: Invoice;
  readonly payment: Payment;
}

/** Null: none is open, or it is of another sum by now. `closed`: there is nothing to be paid. */
async function opened(deps: TransferDeps, token: string): Promise<Opened | 'closed' | null> {
  const facts = TOKEN.test(token) ? await deps.store.caseByPayToken(token) : null;
  const invoice = facts?.invoices.find((each) => each.payToken === token);
  if (!facts || !invoice || !isPayable(invoice, deps.clock.now())) return 'closed';
  const due = dueOf(invoice);
  const payment = facts.payments.findLast(
    (each) =>
      each.invoiceId === invoice.id &&
      each.kind === 'transfer' &&
      each.qr !== null &&
      LIVE.has(each.state) &&
      (each.amount === due || (invoice.inPieces && each.amount < due)),
  );
  return payment ? { facts, invoice, payment } : null;
}

function viewOf(deps: TransferDeps, { facts, invoice, payment }: Opened): TransferView | null {
  const seller = sellerFor(facts, deps.settings);
  const payee = payeeOf(seller);
  if (!payee) return null;
  const limit = deps.providers.get(payment.provider)?.can.longestPurpose;
  const { publicUrl, sandbox } = deps.config;
  const bank = `${publicUrl}/sandbox/transfer?payload=${encodeURIComponent(payment.qr ?? '')}`;
  return {
    number: invoice.number,
    amount: toJson(money(payment.amount, payment.currency)),
    payee,
    purpose: purposeOf(invoice, payment.amount, seller, { locale: 'ru', limit }),
    locale: facts.contact?.locale ?? deps.config.locale,
    practice: sandbox ? bank : null,
  };
}

function page(deps: TransferDeps, c: Context<AppEnv>, path: string, view: TransferView | null) {
  if (!view) return c.redirect(path, 303);
  const { texts } = deps;
  const locale = pageLocale(c, texts, view.locale);
  const query = c.req.query('lang') === locale ? `?lang=${locale}` : '';
  return c.html(document(TransferPage({ view, path, locale, query, texts })));
}
