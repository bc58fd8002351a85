import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { format, money } from '../../../../domain/money.ts';
import { CSS } from './css.ts';
import type { Messenger, Payer, SheetInvoice } from './messenger.ts';
import { type Words, wordsOf } from './words.ts';

/** The page behind an invoice link: plain forms, no script. */
export function sheetPages(messenger: Messenger, root: string): Hono {
  const app = new Hono();
  app.get('/sheet.css', (c) => c.body(CSS, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/:slug', (c) => show(c, messenger, root));
  app.post('/:slug', async (c) => {
    const slug = c.req.param('slug');
    const { do: what, payer } = await c.req.parseBody();
    // Who closes the sheet has done nothing: the bot does not hear of it.
    if (what !== 'pay') return show(c, messenger, root, (words) => words.notPaid);
    const { ok, error } = await messenger.pay(Number(payer), slug);
    if (ok) return c.redirect(`${root}/${slug}`, 303);
    return show(c, messenger, root, (words) =>
      error === 'timeout' ? words.silent : (error ?? words.silent),
    );
  });
  return app;
}

async function show(c: Context, messenger: Messenger, root: string, alert?: (words: Words) => string) {
  const slug = c.req.param('slug') ?? '';
  const invoice = await messenger.invoice(slug);
  const words = wordsOf(c.req.header('accept-language'));
  if (!invoice) return c.html(Frame({ words, root, title: words.missing, children: null }), 404);
  const people = await messenger.people();
  const sheet = { invoice, people, words, address: `${root}/${slug}` };
  const page = (
    <Frame words={words} root={root} title={invoice.title}>
      {alert ? (
        <p class="alert" role="alert">
          {alert(words)}
        </p>
      ) : null}
      <Sheet {...sheet} />
    </Frame>
  );
  return c.html(`<!doctype html>${page}`, alert ? 409 : 200);
}

interface SheetProps {
  readonly invoice: SheetInvoice;
  readonly people: readonly Payer[];
  readonly words: Words;
  readonly address: string;
}

function Sheet({ invoice, people, words, address }: SheetProps) {
  const sum = format(money(BigInt(invoice.total), invoice.currency), words.locale);
  return (
    <>
      <p>{invoice.description}</p>
      <p class="sum">{sum}</p>
      {invoice.period === null ? null : <p>{words.monthly}</p>}
      {invoice.paid ? (
        <p role="status">{words.paid}</p>
      ) : (
        <form method="post" action={address}>
          <label>
            {words.payer}
            <select name="payer">
              {people.map(({ id, first_name }) => (
                <option value={String(id)}>{first_name}</option>
              ))}
            </select>
          </label>
          <button type="submit" name="do" value="pay" data-testid="bank-pay" class="main">
            {words.pay(sum)}
          </button>
          <button type="submit" name="do" value="decline" data-testid="bank-decline">
            {words.decline}
          </button>
        </form>
      )}
      <p>
        <a href={address}>{words.back}</a>
      </p>
    </>
  );
}

interface FrameProps {
  readonly words: Words;
  readonly root: string;
  readonly title: string;
  readonly children?: Child;
}

function Frame({ words, root, title, children }: FrameProps) {
  return (
    <html lang={words.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} — ${words.title}`}</title>
        <link rel="stylesheet" href={`${root}/sheet.css`} />
      </head>
      <body>
        <header>{words.notReal}</header>
        <main>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}
