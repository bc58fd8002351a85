import { type Context, Hono } from 'hono';
import { format, money } from '../../../../domain/money.ts';
import { answerPage, Frame, Press } from '../../fake-page.tsx';
import { answerSheet, type Colours } from '../../fake-sheet.ts';
import type { Books } from './books.ts';
import { type Order, REFUSED_BY_SHOP, Refused, type Transaction } from './state.ts';

const WORDS = {
  ru: {
    locale: 'ru',
    title: 'Оплата',
    vendor: 'Учебный CloudPayments',
    notReal: 'Деньги не настоящие',
    pay: 'Оплатить',
    decline: 'Отказ банка',
    declined: 'Банк отклонил платёж. Можно попробовать ещё раз.',
    refused: 'Магазин не принял платёж. Деньги не списаны. Вернитесь в магазин.',
    Paid: 'Оплачено',
    Cancelled: 'Счёт отменён',
    back: 'Вернуться в магазин',
    missing: 'Такого счёта нет',
  },
  en: {
    locale: 'en',
    title: 'Payment',
    vendor: 'Practice CloudPayments',
    notReal: 'The money is not real',
    pay: 'Pay',
    decline: 'Bank declines',
    declined: 'The bank declined the payment. You can try again.',
    refused: 'The shop did not accept the payment. No money was taken. Go back to the shop.',
    Paid: 'Paid',
    Cancelled: 'The invoice is cancelled',
    back: 'Back to the shop',
    missing: 'There is no such invoice',
  },
} as const;

const COLOURS: Colours = {
  light:
    '--ink: #14212e; --paper: #f3f7fb; --card: #fff; --line: #7f91a3; --main: #0b5cad; --on-main: #fff; ' +
    '--link: #0b5cad; --quiet: #4a5b6b; --bad: #a3132b;',
  dark:
    '--ink: #e7eef5; --paper: #0d151d; --card: #16222e; --line: #6a7c8e; --main: #7db8f2; --on-main: #0a131c; ' +
    '--link: #7db8f2; --quiet: #a8b8c7; --bad: #ff9aa8;',
};

/** What the shop answers to Check. */
type Ask = (transaction: Transaction) => Promise<number>;

/** Where the customer pays an order. Plain forms, no script. */
export function cloudPaymentsPages(books: Books, publicRoot: string, ask: Ask): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    if (!(error instanceof Refused)) throw error;
    const said = WORDS[/^en/i.test(c.req.header('accept-language') ?? '') ? 'en' : 'ru'];
    return c.text(said.missing, 404);
  });
  app.get('/page.css', (c) => answerSheet(c, COLOURS));
  app.get('/d/:id', (c) => payPage(c, publicRoot, books.order(c.req.param('id'))));
  app.post('/d/:id', async (c) => {
    const order = books.order(c.req.param('id'));
    const press = (await c.req.parseBody()).do;
    // A double click on a paid page pays nothing.
    const open = order.state === 'Created';
    if (press === 'decline' && open) {
      books.decline(order.id);
      return payPage(c, publicRoot, order, words(order).declined);
    }
    if (press === 'pay' && open) {
      const code = await ask(books.asking(order.id));
      // Pressed twice meanwhile: the first press has paid it.
      const still = books.order(order.id).state === 'Created';
      if (code !== 0 && still) {
        books.decline(order.id, REFUSED_BY_SHOP, true);
        return payPage(c, publicRoot, order, words(order).refused);
      }
      if (still) books.pay(order.id, true);
    }
    const paid = books.order(order.id).state === 'Paid';
    const back = paid ? order.successUrl : order.failUrl;
    return c.redirect(back || `${publicRoot}/d/${order.id}`, 303);
  });
  return app;
}

const words = ({ culture }: Order) => WORDS[culture];

function payPage(c: Context, root: string, order: Order, alert?: string) {
  const said = words(order);
  return answerPage(
    c,
    <Frame words={said} title={said.title} styles={`${root}/page.css`} alert={alert}>
      <p>{order.description}</p>
      <p class="sum">{format(money(BigInt(order.minor), order.currency), order.culture)}</p>
      {order.state === 'Created' ? (
        <form method="post" action={`${root}/d/${order.id}`}>
          <Press what="pay" label={said.pay} main />
          <Press what="decline" label={said.decline} />
        </form>
      ) : (
        <p role="status">{said[order.state]}</p>
      )}
      {order.failUrl ? (
        <p>
          <a href={order.failUrl} data-testid="bank-back">
            {said.back}
          </a>
        </p>
      ) : null}
    </Frame>,
  );
}
