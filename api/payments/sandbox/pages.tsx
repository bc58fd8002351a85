import { type Context, Hono } from 'hono';
import { format } from '../../../domain/money.ts';
import type { BankPayment, Books } from './bank.ts';
import { BANK_CSS } from './pages-css.ts';
import { type Words, wordsFor } from './pages-words.ts';
import type { createPost } from './post.ts';

type Post = ReturnType<typeof createPost>;

/** The bank's pages: one to play the payer, one to play the bank. Plain forms, no script. */
export function bankPages(books: Books, post: Post, root: string): Hono {
  const app = new Hono();
  app.get('/bank.css', (c) => c.body(BANK_CSS, 200, { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=300' }));
  app.get('/pay/:id', (c) => show(c, <PayPage payment={books.get(c.req.param('id'))} root={root} words={wordsFor(c)} />));
  app.post('/pay/:id', async (c) => {
    const id = c.req.param('id');
    const form = await c.req.parseBody();
    act(books, post, id, String(form.do ?? ''), String(form.sum ?? ''));
    return c.redirect(books.get(id).returnUrl, 303);
  });
  app.get('/admin', (c) => show(c, <AdminPage payments={books.all().toReversed().slice(0, 50)} root={root} words={wordsFor(c)} />));
  app.post('/admin', async (c) => {
    const form = await c.req.parseBody();
    office(books, String(form.do ?? ''), String(form.id ?? ''), String(form.sum ?? ''));
    return c.redirect(`${root}/admin`, 303);
  });
  return app;
}

/** Seconds after which late money arrives. */
const LATE = 20;

function act(books: Books, post: Post, id: string, what: string, sum: string): void {
  switch (what) {
    case 'pay':
      return books.pay(id);
    case 'twice':
      books.pay(id);
      return books.pay(id);
    case 'less':
      return books.pay(id, minorOf(sum, books.get(id)));
    case 'late':
      return post.later(LATE * 1000, () => books.pay(id));
    case 'silent':
      books.silence(id);
      return books.pay(id);
    case 'decline':
      return books.decline(id, 'insufficient_funds');
  }
}

function minorOf(sum: string, payment: BankPayment): string {
  const whole = /^\d{1,12}$/.exec(sum.trim())?.[0];
  const minor = BigInt(whole ?? '0') * 100n;
  return minor > 0n ? minor.toString() : (BigInt(payment.amount.minor) / 2n || 1n).toString();
}

function office(books: Books, what: string, id: string, sum: string): void {
  if (what === 'won' || what === 'lost') return books.decideDispute(id, what);
  if (what === 'chargeback') return books.chargeBack(id);
  if (what === 'repeat') return books.repeat(id);
  if (what !== 'refund') return;
  for (const payment of books.all()) {
    const charge = payment.charges.find((each) => each.id === id);
    if (!charge) continue;
    const minor = sum.trim() ? minorOf(sum, payment) : left(payment, charge.id).toString();
    if (minor !== '0') books.refund(null, { chargeId: id, amount: { minor, currency: charge.amount.currency }, refundId: null });
  }
}

function left(payment: BankPayment, chargeId: string): bigint {
  const charge = payment.charges.find((each) => each.id === chargeId);
  const back = payment.refunds.filter((each) => each.chargeId === chargeId).reduce((sum, each) => sum + BigInt(each.amount.minor), 0n);
  return BigInt(charge?.amount.minor ?? '0') - back;
}

function show(c: Context, page: unknown): Response | Promise<Response> {
  // No frame-ancestors here: the playground shows this page inside a phone.
  c.header('content-security-policy', "default-src 'none'; style-src 'self'; form-action 'self' *; base-uri 'none'");
  c.header('cache-control', 'no-store');
  return c.html(`<!doctype html>${String(page)}`);
}

function sumText(value: { minor: string; currency: string }, words: Words): string {
  return format({ minor: BigInt(value.minor), currency: value.currency }, words.locale);
}

function Frame({ title, root, words, children }: { title: string; root: string; words: Words; children: unknown }) {
  return (
    <html lang={words.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <link rel="stylesheet" href={`${root}/bank.css`} />
      </head>
      <body>
        <header>
          <b>{words.bank}</b>
          <span>{words.notReal}</span>
        </header>
        <main>{children}</main>
      </body>
    </html>
  );
}

function PayPage({ payment, root, words }: { payment: BankPayment; root: string; words: Words }) {
  const press = (what: string, label: string, main = false) => (
    <button type="submit" name="do" value={what} data-testid={`bank-${what}`} class={main ? 'main' : ''}>
      {label}
    </button>
  );
  return (
    <Frame title={words.payTitle} root={root} words={words}>
      <p class="what">{payment.description}</p>
      <p class="sum">{sumText(payment.amount, words)}</p>
      <p class="state" role="status">
        {words.states[payment.state]}
      </p>
      <form method="post" action={`${root}/pay/${payment.id}`}>
        {press('pay', words.pay, true)}
        {press('decline', words.decline)}
        <fieldset>
          <legend>{words.odd}</legend>
          {press('late', words.late(LATE))}
          {press('twice', words.twice)}
          {press('silent', words.silent)}
          <label>
            {words.lessSum}
            <input name="sum" inputmode="numeric" data-testid="bank-sum" />
          </label>
          {press('less', words.less)}
        </fieldset>
      </form>
      <p>
        <a href={payment.returnUrl}>{words.back}</a>
      </p>
    </Frame>
  );
}

function AdminPage({ payments, root, words }: { payments: readonly BankPayment[]; root: string; words: Words }) {
  return (
    <Frame title={words.adminTitle} root={root} words={words}>
      <h1>{words.adminTitle}</h1>
      {payments.length === 0 ? <p>{words.nothing}</p> : null}
      {payments.map((payment) => (
        <section data-testid={`bank-payment-${payment.id}`}>
          <h2>
            {payment.description} · {sumText(payment.amount, words)}
          </h2>
          <p class="state">
            {words.states[payment.state]}
            {payment.silent ? ` · ${words.isSilent}` : ''}
          </p>
          <Office root={root} id={payment.id} buttons={[['repeat', words.repeat]]} />
          {payment.charges.map((charge) => (
            <div class="charge">
              <p>
                {charge.id} · {sumText(charge.amount, words)}
              </p>
              <Office root={root} id={charge.id} sum={words.refundSum} buttons={[['refund', words.refund], ['chargeback', words.chargeBack]]} />
            </div>
          ))}
          {payment.refunds.map((refund) => (
            <p>
              {words.refunded}: {sumText(refund.amount, words)}
            </p>
          ))}
          {payment.disputes.map((dispute) => (
            <div class="charge">
              <p>
                {words.dispute}: {sumText(dispute.amount, words)} · {words.disputeStates[dispute.state]}
              </p>
              {dispute.state === 'open' ? <Office root={root} id={dispute.id} buttons={[['won', words.won], ['lost', words.lost]]} /> : null}
            </div>
          ))}
        </section>
      ))}
    </Frame>
  );
}

function Office({ root, id, buttons, sum }: { root: string; id: string; buttons: readonly (readonly [string, string])[]; sum?: string }) {
  return (
    <form method="post" action={`${root}/admin`} class="row">
      <input type="hidden" name="id" value={id} />
      {sum ? <input name="sum" inputmode="numeric" placeholder={sum} aria-label={sum} /> : null}
      {buttons.map(([what, label]) => (
        <button type="submit" name="do" value={what} data-testid={`office-${what}-${id}`}>
          {label}
        </button>
      ))}
    </form>
  );
}
