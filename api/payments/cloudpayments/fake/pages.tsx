import { type Context, Hono } from 'hono';
import { format, money } from '../../../../domain/money.ts';
import type { Books } from './books.ts';
import { type Order, Refused } from './state.ts';

const WORDS = {
  ru: {
    title: 'Оплата',
    vendor: 'Учебный CloudPayments',
    notReal: 'Деньги не настоящие',
    pay: 'Оплатить',
    decline: 'Отказ банка',
    declined: 'Банк отклонил платёж. Можно попробовать ещё раз.',
    Paid: 'Оплачено',
    Cancelled: 'Счёт отменён',
    back: 'Вернуться в магазин',
    missing: 'Такого счёта нет',
  },
  en: {
    title: 'Payment',
    vendor: 'Practice CloudPayments',
    notReal: 'The money is not real',
    pay: 'Pay',
    decline: 'Bank declines',
    declined: 'The bank declined the payment. You can try again.',
    Paid: 'Paid',
    Cancelled: 'The invoice is cancelled',
    back: 'Back to the shop',
    missing: 'There is no such invoice',
  },
} as const;

const CSS =
  'body{font:18px/1.5 system-ui,sans-serif;max-width:28rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;' +
  'background:#fff}button{font:inherit;min-height:44px;padding:.6rem 1.2rem;margin:.3rem .5rem .3rem 0;' +
  'border:1px solid #666;border-radius:.5rem;background:#eee;color:#1a1a1a}.main{background:#0b5cad;' +
  'color:#fff;border-color:#0b5cad}[role=alert]{color:#a00}.sum{font-size:2rem}' +
  '@media(prefers-color-scheme:dark){body{background:#111;color:#eee}[role=alert]{color:#f99}a{color:#9cf}}';

/** Where the customer pays an order. Plain forms, no script. */
export function cloudPaymentsPages(books: Books, publicRoot: string): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    if (!(error instanceof Refused)) throw error;
    const words = WORDS[/^en/i.test(c.req.header('accept-language') ?? '') ? 'en' : 'ru'];
    return c.text(words.missing, 404);
  });
  const css = { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=300' };
  app.get('/page.css', (c) => c.body(CSS, 200, css));
  app.get('/d/:id', (c) => payPage(c, publicRoot, books.order(c.req.param('id'))));
  app.post('/d/:id', async (c) => {
    const order = books.order(c.req.param('id'));
    const press = (await c.req.parseBody()).do;
    // A double click on a paid page pays nothing.
    const open = order.state === 'Created';
    if (press === 'decline' && open) {
      books.decline(order.id);
      return payPage(c, publicRoot, order, true);
    }
    if (press === 'pay' && open) books.pay(order.id);
    const paid = books.order(order.id).state === 'Paid';
    const back = paid ? order.successUrl : order.failUrl;
    return c.redirect(back || `${publicRoot}/d/${order.id}`, 303);
  });
  return app;
}

function payPage(c: Context, root: string, order: Order, declined = false) {
  const words = WORDS[order.culture];
  return c.html(
    <html lang={order.culture}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${words.title} — ${words.vendor}`}</title>
        <link rel="stylesheet" href={`${root}/page.css`} />
      </head>
      <body>
        <header>
          <b>{words.vendor}</b> · {words.notReal}
        </header>
        <main>
          <h1>{words.title}</h1>
          <p>{order.description}</p>
          <p class="sum">{format(money(BigInt(order.minor), order.currency), order.culture)}</p>
          {declined ? <p role="alert">{words.declined}</p> : null}
          {order.state === 'Created' ? (
            <form method="post" action={`${root}/d/${order.id}`}>
              <button type="submit" class="main" name="do" value="pay" data-testid="bank-pay">
                {words.pay}
              </button>
              <button type="submit" name="do" value="decline" data-testid="bank-decline">
                {words.decline}
              </button>
            </form>
          ) : (
            <p role="status">{words[order.state]}</p>
          )}
          {order.failUrl ? (
            <p>
              <a href={order.failUrl} data-testid="bank-back">
                {words.back}
              </a>
            </p>
          ) : null}
        </main>
      </body>
    </html>,
  );
}
