import { type Context, Hono } from 'hono';
import { format } from '../../../../domain/money.ts';
import { fromStripe } from '../amounts.ts';
import type { Books } from './books.ts';
import { type FakeSession, StripeProblem } from './state.ts';

const ru = {
  locale: 'ru',
  title: 'Оплата картой (эмуляция Stripe)',
  notReal: 'Деньги здесь не настоящие',
  pay: 'Оплатить',
  decline: 'Отказать: недостаточно средств',
  back: 'Вернуться в магазин',
  office: 'Кабинет (эмуляция Stripe)',
  refund: 'Вернуть остаток',
  dispute: 'Опротестовать',
  won: 'Спор выигран',
  lost: 'Спор проигран',
  missing: 'Такого платежа нет или так сделать нельзя.',
  states: { open: 'Ждёт оплаты', complete: 'Оплачено', expired: 'Срок вышел' },
};

type Words = typeof ru;

const en: Words = {
  locale: 'en',
  title: 'Pay by card (Stripe emulation)',
  notReal: 'No real money here',
  pay: 'Pay',
  decline: 'Decline: insufficient funds',
  back: 'Back to the shop',
  office: 'Dashboard (Stripe emulation)',
  refund: 'Refund what is left',
  dispute: 'Dispute',
  won: 'Dispute won',
  lost: 'Dispute lost',
  missing: 'There is no such payment, or this can’t be done.',
  states: { open: 'Waiting for payment', complete: 'Paid', expired: 'Expired' },
};

const CSS = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:34rem;padding:1.2rem}
form{display:grid;gap:.7rem;margin:1rem 0}button{min-height:44px;font:inherit;border-radius:.6rem}
.sum{font-size:2rem;font-weight:700}a{display:inline-block;padding:.6rem 0}p{overflow-wrap:anywhere}`;

/** Who pays by these cards is not asked: pages to play the payer and the shop's dashboard. Forms, no script. */
export function stripePages(books: Books, root: string): Hono {
  const app = new Hono();
  const page = (c: Context, props: PageProps) => pageOf(root, c, props);
  app.onError((error, c) => {
    const status = error instanceof StripeProblem ? error.status : 500;
    const words = wordsOf(c);
    return page(c, { words, title: words.missing, content: null, status });
  });
  app.get('/stripe.css', (c) => c.body(CSS, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/pay/:id', (c) => {
    const words = wordsOf(c);
    const content = <Pay session={sessionOf(books, c)} books={books} words={words} />;
    return page(c, { words, title: words.title, content });
  });
  app.post('/pay/:id', async (c) => {
    const session = sessionOf(books, c);
    const what = (await c.req.parseBody()).do;
    // A double click pays once.
    if (session.status === 'open' && what === 'pay') books.pay(session.id);
    if (session.status === 'open' && what === 'decline') {
      books.decline(session.id);
      return c.redirect(`${root}/pay/${session.id}${langOf(c)}`, 303);
    }
    return c.redirect(session.success_url, 303);
  });
  app.get('/admin', (c) => {
    const words = wordsOf(c);
    return page(c, { words, title: words.office, content: <Office books={books} words={words} /> });
  });
  app.post('/admin', async (c) => {
    const { do: what, id } = await c.req.parseBody();
    act(books, String(what), String(id));
    return c.redirect(`${root}/admin${langOf(c)}`, 303);
  });
  return app;
}

interface PageProps {
  readonly words: Words;
  readonly title: string;
  readonly content: unknown;
  readonly status?: number;
}

function pageOf(
  root: string,
  c: Context,
  { words, title, content, status = 200 }: PageProps,
): Response | Promise<Response> {
  const policy = "default-src 'none'; style-src 'self'; form-action *; base-uri 'none'";
  c.header('content-security-policy', policy);
  c.header('cache-control', 'no-store');
  c.header('referrer-policy', 'no-referrer');
  c.header('x-content-type-options', 'nosniff');
  c.status(status as 200);
  const html = (
    <html lang={words.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <link rel="stylesheet" href={`${root}/stripe.css`} />
      </head>
      <body>
        <h1>{title}</h1>
        <p>{words.notReal}</p>
        {content}
      </body>
    </html>
  );
  return c.html(`<!doctype html>${String(html)}`);
}

function sessionOf(books: Books, c: Context): FakeSession {
  return books.session(c.req.param('id') ?? '');
}

function wordsOf(c: Context): Words {
  return /^\s*ru\b/i.test(c.req.query('lang') ?? c.req.header('accept-language') ?? '') ? ru : en;
}

function langOf(c: Context): string {
  return c.req.query('lang') ? `?lang=${wordsOf(c).locale}` : '';
}

function act(books: Books, what: string, id: string): void {
  const acts: Readonly<Record<string, () => void>> = {
    refund: () => books.back.refund(id, { amount: null, reason: null, metadata: {} }),
    dispute: () => books.back.dispute(id),
    won: () => books.back.decide(id, 'won'),
    lost: () => books.back.decide(id, 'lost'),
  };
  const found = Object.hasOwn(acts, what) ? acts[what] : undefined;
  if (!found) throw new StripeProblem(400, 'there is no such button');
  found();
}

interface PayProps {
  readonly session: FakeSession;
  readonly books: Books;
  readonly words: Words;
}

function sumOf({ amount_total, currency }: FakeSession, words: Words): string {
  const money = fromStripe(amount_total, currency);
  return money ? format(money, words.locale) : `${amount_total} ${currency}`;
}

function Pay({ session, books, words }: PayProps) {
  return (
    <>
      <p>{books.state.orders.get(session.id)?.name}</p>
      <p class="sum">{sumOf(session, words)}</p>
      <p role="status">{words.states[session.status]}</p>
      {session.status === 'open' ? (
        <form method="post">
          <button type="submit" name="do" value="pay" data-testid="bank-pay">
            {words.pay}
          </button>
          <button type="submit" name="do" value="decline" data-testid="bank-decline">
            {words.decline}
          </button>
        </form>
      ) : null}
      <a href={session.success_url}>{words.back}</a>
    </>
  );
}

function Office({ books, words }: Omit<PayProps, 'session'>) {
  books.tick();
  const sessions = [...books.state.sessions.values()].slice(-50).reverse();
  const disputes = [...books.state.disputes.values()].filter(({ status }) => status === 'needs_response');
  return (
    <>
      {sessions.map((session) => (
        <section>
          <p>
            {books.state.orders.get(session.id)?.name}: {sumOf(session, words)},{' '}
            {words.states[session.status]}
          </p>
          {session.status === 'complete' && session.payment_intent ? (
            <Buttons id={session.payment_intent} acts={['refund', 'dispute']} words={words} />
          ) : null}
          {disputes
            .filter(({ payment_intent }) => payment_intent === session.payment_intent)
            .map(({ id }) => (
              <Buttons id={id} acts={['won', 'lost']} words={words} />
            ))}
        </section>
      ))}
    </>
  );
}

type Act = 'refund' | 'dispute' | 'won' | 'lost';

function Buttons({ id, acts, words }: { id: string; acts: readonly Act[]; words: Words }) {
  return (
    <form method="post">
      <input type="hidden" name="id" value={id} />
      {acts.map((what) => (
        <button type="submit" name="do" value={what} data-testid={`bank-${what}`}>
          {words[what]}
        </button>
      ))}
    </form>
  );
}
