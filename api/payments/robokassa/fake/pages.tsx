import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { format, money } from '../../../../domain/money.ts';
import { shpParts, sign } from '../signature.ts';
import { fieldsOf } from './api.ts';
import type { Books } from './books.ts';
import { type FakeShop, type Operation, rubles, Wrong } from './operation.ts';

export interface PagesOptions {
  readonly books: Books;
  readonly shop: FakeShop;
  readonly publicRoot: string;
  /** SuccessURL and FailURL of the shop. */
  readonly returnUrl: string;
}

const WORDS = {
  ru: {
    title: 'Оплата',
    robokassa: 'Учебная Робокасса',
    notReal: 'Деньги не настоящие',
    pay: 'Оплатить',
    decline: 'Отказ банка',
    declined: 'Банк отклонил платёж. Можно попробовать ещё раз.',
    paid: 'Оплачено',
    over: 'Время счёта вышло',
    back: 'Вернуться в магазин',
    wrong: 'Ошибка',
  },
  en: {
    title: 'Payment',
    robokassa: 'Practice Robokassa',
    notReal: 'The money is not real',
    pay: 'Pay',
    decline: 'Bank declines',
    declined: 'The bank declined the payment. You can try again.',
    paid: 'Paid',
    over: 'The time of the invoice is over',
    back: 'Back to the shop',
    wrong: 'Error',
  },
} as const;

const CSS =
  'body{font:18px/1.5 system-ui,sans-serif;max-width:28rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;' +
  'background:#fff}button{font:inherit;padding:.6rem 1.2rem;margin:.3rem .5rem .3rem 0;border:1px solid #666;' +
  'border-radius:.5rem;background:#eee;color:#1a1a1a}.main{background:#0a5;color:#fff;border-color:#084}' +
  '[role=alert]{color:#a00}.sum{font-size:2rem}@media(prefers-color-scheme:dark){body{background:#111;' +
  'color:#eee}[role=alert]{color:#f99}a{color:#9cf}}';

/** Where the customer pays. Plain forms, no script. */
export function robokassaPages(options: PagesOptions): Hono {
  const { books } = options;
  const app = new Hono();
  app.onError((error, c) => {
    if (!(error instanceof Wrong)) throw error;
    c.status(error.code === 3 ? 404 : 400);
    const words = WORDS[c.req.query('Culture') === 'en' ? 'en' : 'ru'];
    const what = `${words.wrong} ${error.code}: ${error.message}`;
    return page(c, options.publicRoot, words, <p role="alert">{what}</p>);
  });
  const css = { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'max-age=300' };
  app.get('/page.css', (c) => c.body(CSS, 200, css));
  app.on(['GET', 'POST'], '/Merchant/Index.aspx', async (c) =>
    payPage(c, options, await books.open(await fieldsOf(c))),
  );
  app.get('/Merchant/Index/:page', (c) => payPage(c, options, books.left(c.req.param('page'))));
  app.get('/pay/:id', (c) => payPage(c, options, books.get(c.req.param('id'))));
  app.post('/pay/:id', async (c) => {
    const operation = books.get(c.req.param('id'));
    const press = (await fieldsOf(c)).get('do');
    if (press === 'decline') return payPage(c, options, operation, true);
    // A double click on a paid page pays nothing.
    if (press === 'pay' && operation.state !== 100) books.pay(operation.invId);
    return c.redirect(await backUrl(options, operation), 303);
  });
  return app;
}

function payPage(c: Context, options: PagesOptions, operation: Operation, declined = false) {
  const words = WORDS[operation.culture];
  const { invId, minor, description, state, email, shp } = operation;
  const fail = new URLSearchParams([['InvId', invId], ...shp.map(([name, value]) => [name, value])]);
  return page(
    c,
    options.publicRoot,
    words,
    <>
      <p>{description}</p>
      <p class="sum">{format(money(BigInt(minor), 'RUB'), operation.culture)}</p>
      {email ? <p>{email}</p> : null}
      {declined ? <p role="alert">{words.declined}</p> : null}
      {state === 5 ? (
        <form method="post" action={`${options.publicRoot}/pay/${invId}`}>
          <button type="submit" class="main" name="do" value="pay" data-testid="bank-pay">
            {words.pay}
          </button>
          <button type="submit" name="do" value="decline" data-testid="bank-decline">
            {words.decline}
          </button>
        </form>
      ) : (
        <p role="status">{state === 100 ? words.paid : words.over}</p>
      )}
      <p>
        <a href={`${options.returnUrl}?${fail}`} data-testid="bank-back">
          {words.back}
        </a>
      </p>
    </>,
  );
}

/** SuccessURL with its fields, signed by Password #1. */
async function backUrl({ shop, returnUrl }: PagesOptions, operation: Operation): Promise<string> {
  const { invId, minor, shp, culture } = operation;
  const OutSum = rubles(minor);
  const SignatureValue = await sign(shop.hash, OutSum, invId, shop.password1, ...shpParts(shp));
  const fields = { OutSum, InvId: invId, SignatureValue, Culture: culture, ...Object.fromEntries(shp) };
  return `${returnUrl}?${new URLSearchParams(fields)}`;
}

function page(c: Context, root: string, words: (typeof WORDS)['ru' | 'en'], children: Child) {
  return c.html(
    <html lang={words === WORDS.en ? 'en' : 'ru'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${words.title} — ${words.robokassa}`}</title>
        <link rel="stylesheet" href={`${root}/page.css`} />
      </head>
      <body>
        <header>
          <b>{words.robokassa}</b> · {words.notReal}
        </header>
        <main>
          <h1>{words.title}</h1>
          {children}
        </main>
      </body>
    </html>,
  );
}
