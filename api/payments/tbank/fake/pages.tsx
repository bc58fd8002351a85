import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { format } from '../../../../domain/money.ts';
import type { Books } from './books.ts';
import { type FakePayment, Refusal } from './state.ts';
import { type Words, wordsOf } from './words.ts';

const CSS = `
:root { color-scheme: light dark; --ink: #1c1c1e; --paper: #f6f7f8; --card: #fff; --line: #767b85; --main: #ffdd2d; --on-main: #1c1c1e; --quiet: #565b66; --bad: #a3132b; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f3f5; --paper: #141416; --card: #222226; --line: #8b909b; --quiet: #b4b8c0; --bad: #ff9aa8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: .2rem 1rem; justify-content: space-between; padding: .9rem 1.2rem; background: var(--main); color: var(--on-main); }
main { max-width: 30rem; margin: 0 auto; padding: 1.2rem; }
h1 { font-size: 1.3rem; margin: 0 0 1rem; } dl { margin: 0; } dt, .state { color: var(--quiet); } dd { margin: 0 0 .6rem; overflow-wrap: anywhere; }
dd.sum { font-size: 2.2rem; font-weight: 700; line-height: 1.2; } .alert { border: 2px solid var(--bad); border-radius: .7rem; padding: .7rem 1rem; color: var(--bad); }
form { display: grid; gap: .7rem; } button { min-height: 44px; padding: .6rem 1rem; border-radius: .7rem; border: 1px solid var(--line); background: var(--card); color: var(--ink); font: inherit; cursor: pointer; }
button.main { background: var(--main); border-color: var(--main); color: var(--on-main); font-weight: 600; }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; } a { color: inherit; display: inline-block; padding: .6rem 0; }
`;

/** The form to which customers are sent, and what the QR of the SBP leads to. Plain forms, no script. */
export function formPages(books: Books, root: string): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    const refusal = error instanceof Refusal;
    const words = wordsOf(languageOf(c));
    c.status(refusal ? (error.code === '255' ? 404 : 409) : 500);
    return page(c, <Frame words={words} root={root} title={words.missing} children={null} />);
  });
  app.get('/tbank.css', (c) => c.body(CSS, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/pay/:id', (c) => {
    books.show(c.req.param('id'));
    return page(c, <PayPage payment={books.get(c.req.param('id'))} root={root} />);
  });
  app.post('/pay/:id', async (c) => {
    const payment = books.get(c.req.param('id'));
    const alert = press(books, payment, (await c.req.parseBody()).do);
    if (alert !== null) c.status(409);
    if (alert !== null) return page(c, <PayPage payment={payment} root={root} alert={alert} />);
    return c.redirect(payment.status === 'REJECTED' ? payment.failUrl : payment.successUrl, 303);
  });
  app.get('/qr/:qr', (c) => {
    const payment = books.all().find(({ qr }) => qr === c.req.param('qr'));
    if (!payment) throw new Refusal('255', 'unknown QR');
    return c.redirect(`${root}/pay/${payment.id}`, 303);
  });
  return app;
}

/** What a payer pressed; the words for why it could not be done. A double click on a paid form pays once. */
function press(books: Books, payment: FakePayment, what: unknown): string | null {
  const words = wordsOf(payment.language);
  const acts: Readonly<Record<string, () => void>> = {
    pay: () => books.pay(payment.id),
    sbp: () => books.pay(payment.id, 'qrsbp'),
    decline: () => books.decline(payment.id, '1051'),
    silent: () => [books.hush(payment.id), books.pay(payment.id)],
  };
  const act = typeof what === 'string' && Object.hasOwn(acts, what) ? acts[what] : undefined;
  if (payment.status === 'CONFIRMED' || payment.status === 'AUTHORIZED') return null;
  if (!act) return words.impossible;
  try {
    act();
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return `${words.impossible}: ${error.message}`;
  }
}

function PayPage({ payment, root, alert }: { payment: FakePayment; root: string; alert?: string }) {
  const words = wordsOf(payment.language);
  const open = payment.status === 'NEW' || payment.status === 'FORM_SHOWED';
  const sum = format({ minor: BigInt(payment.amount), currency: 'RUB' }, words.locale);
  return (
    <Frame words={words} root={root} title={words.title} alert={alert}>
      <dl>
        <dt>{words.purpose}</dt>
        <dd>{payment.description}</dd>
        <dt>{words.sum}</dt>
        <dd class="sum">{sum}</dd>
      </dl>
      <p class="state" role="status">
        {stateOf(payment, words)}
      </p>
      {open ? (
        <form method="post" action={`${root}/pay/${payment.id}`}>
          <Press what="pay" label={words.pay} main />
          {payment.payType === 'O' ? <Press what="sbp" label={words.sbp} /> : null}
          <Press what="decline" label={words.decline} />
          <Press what="silent" label={words.silent} />
        </form>
      ) : null}
      <p>
        <a href={payment.successUrl}>{words.back}</a>
      </p>
    </Frame>
  );
}

function stateOf({ status }: FakePayment, { states }: Words): string {
  if (status === 'NEW' || status === 'FORM_SHOWED') return states.open;
  if (status === 'AUTHORIZED' || status === 'PARTIAL_REVERSED') return states.held;
  if (status === 'CONFIRMED' || status === 'PARTIAL_REFUNDED') return states.paid;
  return status === 'REFUNDED' || status === 'ASYNC_REFUNDING' ? states.returned : states.over;
}

interface FrameProps {
  readonly words: Words;
  readonly root: string;
  readonly title: string;
  readonly alert?: string | undefined;
  readonly children: Child;
}

function Frame({ words, root, title, alert, children }: FrameProps) {
  return (
    <html lang={words.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} — ${words.bank}`}</title>
        <link rel="stylesheet" href={`${root}/tbank.css`} />
      </head>
      <body>
        <header>
          <b>{words.bank}</b>
          <span>{words.notReal}</span>
        </header>
        <main>
          <h1>{title}</h1>
          {alert ? (
            <p class="alert" role="alert">
              {alert}
            </p>
          ) : null}
          {children}
        </main>
      </body>
    </html>
  );
}

function Press({ what, label, main = false }: { what: string; label: string; main?: boolean }) {
  return (
    <button type="submit" name="do" value={what} data-testid={`bank-${what}`} class={main ? 'main' : ''}>
      {label}
    </button>
  );
}

function languageOf(c: Context): string {
  return /^\s*ru\b/i.test(c.req.header('accept-language') ?? 'ru') ? 'ru' : 'en';
}

function page(c: Context, content: unknown): Response | Promise<Response> {
  // No frame-ancestors here: the playground shows this page inside a phone. Forms end at the shop's address.
  c.header('content-security-policy', "default-src 'none'; style-src 'self'; form-action *; base-uri 'none'");
  c.header('cache-control', 'no-store');
  c.header('referrer-policy', 'no-referrer');
  c.header('x-content-type-options', 'nosniff');
  return c.html(`<!doctype html>${String(content)}`);
}
