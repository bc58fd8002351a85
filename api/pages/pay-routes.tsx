import { type Context, Hono } from 'hono';
import type { Instant } from '../../domain/ports/clock.ts';
import type { Texts } from '../../domain/ports/texts.ts';
import type { RefusalCode } from '../../domain/result.ts';
import type { AppEnv } from '../middleware/request-id.ts';
import { type PageHeaders, pageHeaders } from './headers.ts';
import { document } from './layout.tsx';
import { pageLocale } from './locale.ts';
import { payAssets } from './pay-assets.ts';
import { FailurePage, NoSuchInvoice, NoSuchWay, PreviewPage } from './pay-messages.tsx';
import { PayPage } from './pay-page.tsx';
import { asksForMoney, type PayView } from './pay-view.ts';
import { opensOnline } from './pay-ways.tsx';
import { isUnattended } from './preview-agents.ts';

export type StartAnswer =
  | { readonly ok: true; readonly url: string }
  | { readonly ok: false; readonly code: RefusalCode; readonly retryable: boolean };

/** What the pay page needs of the till. */
export interface PayDeps {
  readonly texts: Texts;
  /** Without a slash at the end; the QR leads there. */
  readonly publicUrl: string;
  /** IANA name, for the day to pay by. */
  readonly timeZone: string;
  now(): Instant;
  /** Null for a token that no invoice has. */
  find(token: string): Promise<PayView | null>;
  /**
   * Makes or reuses the live payment of a kind: the address where the customer pays.
   * @param sum how much to pay now, as the customer wrote it; null: all that is left.
   */
  start(token: string, kind: string, requestId: string, sum: string | null): Promise<StartAnswer>;
  /** `text` as a QR code: PNG bytes. */
  qr(text: string): Promise<Uint8Array>;
  /** `'self'` where the playground shows the page inside its phones; nobody otherwise. */
  readonly frameAncestors?: NonNullable<PageHeaders['frameAncestors']>;
}

/** 128 bits as base64url (DESIGN, part 5); anything else asks no database. */
const TOKEN = /^[\w-]{16,64}$/;
const KIND = /^[a-z_]{2,20}$/;

/**
 * The customer's pay page and its parts: `/pay/:token`, `/pay/:token/:kind` (POST, or GET for links in a
 * chat), `/status`, `/qr.png`, and `/assets`. Requests without a person behind them start no payment.
 */
export function payRoutes(deps: PayDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.route('/', payAssets.routes);
  // Browsers hold the redirect after a form to `form-action` too, and which bank it leads to is known
  // only then: hence any address over TLS. In the playground the bank is ourselves.
  const formAction = ['https:', ...ownOrigin(deps.publicUrl)];
  app.use(
    '/pay/*',
    pageHeaders({ formAction, ...(deps.frameAncestors ? { frameAncestors: deps.frameAncestors } : {}) }),
  );
  app.get('/pay/:token', async (c) => {
    const view = await found(deps, c);
    if (!view) return notFound(deps, c);
    if (isUnattended(c.req.raw)) return c.html(preview(deps, c, view));
    return c.html(page(deps, c, view));
  });
  app.get('/pay/:token/status', async (c) => {
    const view = await found(deps, c);
    if (!view) return c.json({ state: 'not_found' }, 404);
    const { state, paid, due } = view;
    return c.json({ state, paid, due });
  });
  app.get('/pay/:token/qr.png', async (c) => {
    const view = await found(deps, c);
    if (!view) return c.notFound();
    const picture = await deps.qr(`${deps.publicUrl}/pay/${c.req.param('token')}`);
    // A copy over a plain buffer is what a response body takes.
    return c.body(new Uint8Array(picture), 200, {
      'content-type': 'image/png',
      'cache-control': 'private, max-age=3600',
    });
  });
  app.post('/pay/:token/:kind', (c) => pay(deps, c));
  app.get('/pay/:token/:kind', async (c) => {
    if (!isUnattended(c.req.raw)) return pay(deps, c);
    const view = await found(deps, c);
    return view ? c.html(preview(deps, c, view)) : notFound(deps, c);
  });
  return app;
}

type PayContext = Context<AppEnv>;

function found(deps: PayDeps, c: PayContext): Promise<PayView | null> {
  const token = c.req.param('token') ?? '';
  return TOKEN.test(token) ? deps.find(token) : Promise.resolve(null);
}

async function pay(deps: PayDeps, c: PayContext): Promise<Response> {
  const view = await found(deps, c);
  if (!view) return notFound(deps, c);
  const kind = c.req.param('kind') ?? '';
  const known = KIND.test(kind) && opensOnline(kind);
  // A link of a closed invoice tells how it stands, whatever way it named.
  if (!asksForMoney(view)) return c.html(page(deps, c, view), view.state === 'expired' ? 410 : 409);
  if (!known || !view.kinds.includes(kind)) return noSuchWay(deps, c, view);
  const sum = await sumOf(c, view);
  const started = await deps.start(c.req.param('token') ?? '', kind, c.get('requestId'), sum);
  if (started.ok) return c.redirect(started.url, 303);
  return refused(deps, c, { kind, sum }, started);
}

/** How much the customer wrote, where they may choose; links in a chat pay all that is left. */
async function sumOf(c: PayContext, { piece }: PayView): Promise<string | null> {
  if (!piece || c.req.method !== 'POST') return null;
  const { sum } = await c.req.parseBody().catch(() => ({ sum: undefined }));
  return typeof sum === 'string' && sum.trim() !== '' ? sum.trim().slice(0, 40) : null;
}

/** The answer of a start that was refused. What has changed meanwhile is read anew. */
async function refused(
  deps: PayDeps,
  c: PayContext,
  asked: { readonly kind: string; readonly sum: string | null },
  { code, retryable }: Extract<StartAnswer, { ok: false }>,
): Promise<Response> {
  const view = await found(deps, c);
  if (!view || code === 'invoice_not_found') return notFound(deps, c);
  if (code === 'receipt_contact_wanted') {
    const { path, query } = propsOf(deps, c, view);
    return c.redirect(`${path}/receipt?kind=${asked.kind}${query.replace('?', '&')}`, 303);
  }
  if (code === 'kind_not_offered') return noSuchWay(deps, c, view);
  if (code === 'invoice_expired') return c.html(page(deps, c, view), 410);
  if (code === 'invoice_not_open' || code === 'money_held') return c.html(page(deps, c, view), 409);
  if (code === 'piece_out_of_range')
    return c.html(document(<PayPage {...propsOf(deps, c, view)} wrongPiece />), 400);
  const unsure = code === 'provider_unknown';
  return c.html(
    document(<FailurePage {...propsOf(deps, c, view)} {...asked} unsure={unsure} retryable={retryable} />),
    502,
  );
}

function noSuchWay(deps: PayDeps, c: PayContext, view: PayView) {
  return c.html(document(<NoSuchWay {...propsOf(deps, c, view)} />), 404);
}

function notFound(deps: PayDeps, c: PayContext) {
  const locale = pageLocale(c, deps.texts, null);
  return c.html(document(<NoSuchInvoice texts={deps.texts} locale={locale} />), 404);
}

function page(deps: PayDeps, c: PayContext, view: PayView): string {
  return document(<PayPage {...propsOf(deps, c, view)} />);
}

function preview(deps: PayDeps, c: PayContext, view: PayView): string {
  return document(<PreviewPage {...propsOf(deps, c, view)} />);
}

function propsOf(deps: PayDeps, c: PayContext, view: PayView) {
  const { texts, timeZone } = deps;
  const locale = pageLocale(c, texts, view.locale);
  const query = c.req.query('lang') === locale ? `?lang=${locale}` : '';
  const returned = c.req.query('back') !== undefined;
  return {
    view,
    path: `/pay/${c.req.param('token')}`,
    locale,
    query,
    returned,
    texts,
    timeZone,
    now: deps.now(),
  };
}

function ownOrigin(publicUrl: string): string[] {
  return URL.canParse(publicUrl) ? [new URL(publicUrl).origin] : [];
}
