import { Hono } from 'hono';
import { format, money } from '../../../../domain/money.ts';
import { answerPage, Frame, Press, type Speech, speechOf, timeText } from '../../fake-page.tsx';
import { answerSheet } from '../../fake-sheet.ts';
import { COLOURS } from './css.ts';
import { GOOD_CARD } from './payments.ts';
import type { Shop } from './shop.ts';
import { type FakePayment, minorOf, ShopError } from './state.ts';
import { LANGUAGES, type Words } from './words.ts';

export interface PageOptions {
  /** Where people reach the app, without a slash at the end. */
  readonly root: string;
  /** Lets a payment happen without a word to the shop. */
  readonly quietly: (act: () => void) => void;
}

/** The page on which a payer pays. Plain forms, no script; a press ends in a 303 back to the shop. */
export function payerPages(shop: Shop, options: PageOptions): Hono {
  const { root } = options;
  const app = new Hono();
  app.onError((error, c) => {
    const speech = speechOf(c, LANGUAGES);
    c.status(error instanceof ShopError ? error.status : 500);
    const missing = error instanceof ShopError && error.status === 404;
    const title = missing ? speech.words.notFound : speech.words.impossible;
    const styles = `${root}/pay.css`;
    return answerPage(c, <Frame words={speech.words} title={title} styles={styles} children={null} />);
  });
  app.get('/pay.css', (c) => answerSheet(c, COLOURS));
  app.get('/pay/:id', (c) =>
    answerPage(c, <PayPage {...speechOf(c, LANGUAGES)} root={root} payment={shop.get(c.req.param('id'))} />),
  );
  app.post('/pay/:id', async (c) => {
    const { returnUrl, shown } = shop.get(c.req.param('id'));
    const form = await c.req.parseBody();
    // A double click on a payment that is over changes nothing.
    if (shown.status === 'pending') press(shop, shown.id, form, options);
    return c.redirect(returnUrl ?? `${root}/pay/${shown.id}${speechOf(c, LANGUAGES).query}`, 303);
  });
  return app;
}

function press(
  shop: Shop,
  id: string,
  form: Readonly<Record<string, unknown>>,
  { quietly }: PageOptions,
): void {
  const digits = typeof form.card === 'string' ? form.card.replace(/\D/g, '') : '';
  const how = { card: /^\d{16}$/.test(digits) ? digits : GOOD_CARD, save: form.save === 'on' };
  if (form.do === 'decline') shop.decline(id, 'insufficient_funds');
  else if (form.do === 'quiet') quietly(() => shop.pay(id, how));
  else shop.pay(id, how);
}

interface PayPageProps extends Speech<Words> {
  readonly root: string;
  readonly payment: FakePayment;
}

function PayPage({ words, query, root, payment }: PayPageProps) {
  const { shown, method, returnUrl } = payment;
  const sum = format(money(minorOf(shown.amount), shown.amount.currency), words.locale);
  const action = `${root}/pay/${shown.id}${query}`;
  const title = `${words.title}: ${words.methods[method ?? 'bank_card'] ?? method}`;
  return (
    <Frame words={words} title={title} styles={`${root}/pay.css`}>
      <dl>
        <dt>{words.purpose}</dt>
        <dd>{shown.description}</dd>
        <dt>{words.sum}</dt>
        <dd class="sum">{sum}</dd>
        <dt>{words.until}</dt>
        <dd>{timeText(payment.endsAt, words)}</dd>
      </dl>
      <p class="state" role="status">
        {words.states[shown.status]}
      </p>
      {shown.status === 'pending' ? <Choices words={words} action={action} payment={payment} /> : null}
      {returnUrl ? <a href={returnUrl}>{words.back}</a> : null}
    </Frame>
  );
}

type ChoiceProps = {
  readonly words: Words;
  readonly action: string;
  readonly payment: FakePayment;
};

/** The card's number has its form with the one button that it is for: Enter in it pays. */
function Choices({ words, action, payment }: ChoiceProps) {
  const isCard = (payment.method ?? 'bank_card') === 'bank_card';
  return (
    <>
      <form method="post" action={action}>
        {isCard ? (
          <label>
            {words.card}
            <input name="card" inputmode="numeric" autocomplete="off" value={GOOD_CARD} maxlength={23} />
            <small>{words.cardHint}</small>
          </label>
        ) : null}
        <label class="tick">
          <input type="checkbox" name="save" checked={payment.save} />
          {words.save}
        </label>
        <Press what="pay" label={words.pay} main />
      </form>
      <form method="post" action={action}>
        <Press what="decline" label={words.decline} />
        <Press what="quiet" label={words.quiet} />
      </form>
    </>
  );
}
