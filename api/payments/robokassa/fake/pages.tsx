import { type Context, Hono } from 'hono';
import { format, money } from '../../../../domain/money.ts';
import { answerPage, Frame, Press } from '../../fake-page.tsx';
import { answerSheet, type Colours } from '../../fake-sheet.ts';
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
    locale: 'ru',
    title: 'Оплата',
    vendor: 'Учебная Робокасса',
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
    locale: 'en',
    title: 'Payment',
    vendor: 'Practice Robokassa',
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

const COLOURS: Colours = {
  light:
    '--ink: #16241c; --paper: #f3f8f5; --card: #fff; --line: #7b9486; --main: #00703c; --on-main: #fff; ' +
    '--link: #00703c; --quiet: #4b6155; --bad: #a3132b;',
  dark:
    '--ink: #e6f3eb; --paper: #0d1712; --card: #16241c; --line: #6d8577; --main: #6fd6a0; --on-main: #08130d; ' +
    '--link: #6fd6a0; --quiet: #a7bfb1; --bad: #ff9aa8;',
};

/** Where the customer pays. Plain forms, no script. */
export function robokassaPages(options: PagesOptions): Hono {
  const { books } = options;
  const app = new Hono();
  app.onError((error, c) => {
    if (!(error instanceof Wrong)) throw error;
    c.status(error.code === 3 ? 404 : 400);
    const words = WORDS[c.req.query('Culture') === 'en' ? 'en' : 'ru'];
    const what = `${words.wrong} ${error.code}: ${error.message}`;
    const look = { words, title: words.title, styles: `${options.publicRoot}/page.css`, alert: what };
    return answerPage(c, <Frame {...look} children={null} />);
  });
  app.get('/page.css', (c) => answerSheet(c, COLOURS));
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
  const alert = declined ? words.declined : undefined;
  return answerPage(
    c,
    <Frame words={words} title={words.title} styles={`${options.publicRoot}/page.css`} alert={alert}>
      <p>{description}</p>
      <p class="sum">{format(money(BigInt(minor), 'RUB'), operation.culture)}</p>
      {email ? <p>{email}</p> : null}
      {state === 5 ? (
        <form method="post" action={`${options.publicRoot}/pay/${invId}`}>
          <Press what="pay" label={words.pay} main />
          <Press what="decline" label={words.decline} />
        </form>
      ) : (
        <p role="status">{state === 100 ? words.paid : words.over}</p>
      )}
      <p>
        <a href={`${options.returnUrl}?${fail}`} data-testid="bank-back">
          {words.back}
        </a>
      </p>
    </Frame>,
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
