import { type Context, Hono } from 'hono';
import { format } from '../../../../domain/money.ts';
import { answerPage, Frame, Press } from '../../fake-page.tsx';
import { answerSheet } from '../../fake-sheet.ts';
import type { Books } from './books.ts';
import { COLOURS } from './css.ts';
import { type FakePayment, Refusal } from './state.ts';
import { type Words, wordsOf } from './words.ts';

/** The form to which customers are sent, and what the QR of the SBP leads to. Plain forms, no script. */
export function formPages(books: Books, root: string): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    const refusal = error instanceof Refusal;
    const words = wordsOf(languageOf(c));
    c.status(refusal ? (error.code === '255' ? 404 : 409) : 500);
    const styles = `${root}/tbank.css`;
    return answerPage(c, <Frame words={words} title={words.missing} styles={styles} children={null} />);
  });
  app.get('/tbank.css', (c) => answerSheet(c, COLOURS));
  app.get('/pay/:id', (c) => {
    books.show(c.req.param('id'));
    return answerPage(c, <PayPage payment={books.get(c.req.param('id'))} root={root} />);
  });
  app.post('/pay/:id', async (c) => {
    const payment = books.get(c.req.param('id'));
    const alert = press(books, payment, (await c.req.parseBody()).do);
    if (alert !== null) c.status(409);
    if (alert !== null) return answerPage(c, <PayPage payment={payment} root={root} alert={alert} />);
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
    <Frame words={words} title={words.title} styles={`${root}/tbank.css`} alert={alert}>
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

function languageOf(c: Context): string {
  return /^\s*ru\b/i.test(c.req.header('accept-language') ?? 'ru') ? 'ru' : 'en';
}
