import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { format } from '../../../../domain/money.ts';
import { answerPage, Frame, Press, speechOf } from '../../fake-page.tsx';
import { answerSheet, type Colours } from '../../fake-sheet.ts';
import { fromStripe } from '../amounts.ts';
import type { Books } from './books.ts';
import { type FakeSession, StripeProblem } from './state.ts';

const ru = {
  locale: 'ru',
  vendor: 'Stripe: учебная страница оплаты',
  title: 'Оплата картой',
  notReal: 'Деньги здесь не настоящие',
  pay: 'Оплатить',
  decline: 'Отказать: недостаточно средств',
  back: 'Вернуться в магазин',
  office: 'Кабинет',
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
  vendor: 'Stripe: practice payment page',
  title: 'Pay by card',
  notReal: 'No real money here',
  pay: 'Pay',
  decline: 'Decline: insufficient funds',
  back: 'Back to the shop',
  office: 'Dashboard',
  refund: 'Refund what is left',
  dispute: 'Dispute',
  won: 'Dispute won',
  lost: 'Dispute lost',
  missing: 'There is no such payment, or this can’t be done.',
  states: { open: 'Waiting for payment', complete: 'Paid', expired: 'Expired' },
};

const LANGUAGES = { ru, en };

const COLOURS: Colours = {
  light:
    '--ink: #1a1f36; --paper: #f6f8fa; --card: #fff; --line: #7f8b9c; --main: #5046c9; --on-main: #fff; ' +
    '--link: #5046c9; --quiet: #4f566b; --bad: #a3132b;',
  dark:
    '--ink: #ebeef1; --paper: #12131f; --card: #1d2033; --line: #6e7589; --main: #a6a0ff; --on-main: #100e2b; ' +
    '--link: #a6a0ff; --quiet: #aeb4c6; --bad: #ff9aa8;',
};

/** Who pays by these cards is not asked: pages to play the payer and the shop's dashboard. Forms, no script. */
export function stripePages(books: Books, root: string): Hono {
  const app = new Hono();
  const page = (c: Context, title: string, content: Child) => {
    const { words } = speechOf(c, LANGUAGES);
    return answerPage(
      c,
      <Frame words={words} title={title} styles={`${root}/stripe.css`}>
        {content}
      </Frame>,
    );
  };
  app.onError((error, c) => {
    c.status((error instanceof StripeProblem ? error.status : 500) as 500);
    return page(c, speechOf(c, LANGUAGES).words.missing, null);
  });
  app.get('/stripe.css', (c) => answerSheet(c, COLOURS));
  app.get('/pay/:id', (c) => {
    const { words } = speechOf(c, LANGUAGES);
    return page(c, words.title, <Pay session={sessionOf(books, c)} books={books} words={words} />);
  });
  app.post('/pay/:id', async (c) => {
    const session = sessionOf(books, c);
    const what = (await c.req.parseBody()).do;
    // A double click pays once.
    if (session.status === 'open' && what === 'pay') books.pay(session.id);
    if (session.status === 'open' && what === 'decline') {
      books.decline(session.id);
      return c.redirect(`${root}/pay/${session.id}${speechOf(c, LANGUAGES).query}`, 303);
    }
    return c.redirect(session.success_url, 303);
  });
  app.get('/admin', (c) => {
    const { words } = speechOf(c, LANGUAGES);
    return page(c, words.office, <Office books={books} words={words} />);
  });
  app.post('/admin', async (c) => {
    const { do: what, id } = await c.req.parseBody();
    act(books, String(what), String(id));
    return c.redirect(`${root}/admin${speechOf(c, LANGUAGES).query}`, 303);
  });
  return app;
}

function sessionOf(books: Books, c: Context): FakeSession {
  return books.session(c.req.param('id') ?? '');
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
          <Press what="pay" label={words.pay} main />
          <Press what="decline" label={words.decline} />
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
        <Press what={what} label={words[what]} />
      ))}
    </form>
  );
}
