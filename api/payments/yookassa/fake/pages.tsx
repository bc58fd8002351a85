import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { format, money } from '../../../../domain/money.ts';
import { PAGE_CSS } from './css.ts';
import { GOOD_CARD } from './payments.ts';
import type { Shop } from './shop.ts';
import { type FakePayment, minorOf, ShopError } from './state.ts';
import { type Speech, speechOf } from './words.ts';

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
    const speech = speechOf(c);
    c.status(error instanceof ShopError ? error.status : 500);
    const missing = error instanceof ShopError && error.status === 404;
    const title = missing ? speech.words.notFound : speech.words.impossible;
    return page(c, <Frame {...speech} title={title} children={null} />);
  });
  app.get('/pay.css', (c) => c.body(PAGE_CSS, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/pay/:id', (c) =>
    page(c, <PayPage {...speechOf(c)} root={root} payment={shop.get(c.req.param('id'))} />),
  );
  app.post('/pay/:id', async (c) => {
    const { returnUrl, shown } = shop.get(c.req.param('id'));
    const form = await c.req.parseBody();
    // A double click on a payment that is over changes nothing.
    if (shown.status === 'pending') press(shop, shown.id, form, options);
    return c.redirect(returnUrl ?? `${root}/pay/${shown.id}${speechOf(c).query}`, 303);
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

function page(c: Context, node: Child): Response | Promise<Response> {
  c.header('content-security-policy', "default-src 'none'; style-src 'self'; form-action *; base-uri 'none'");
  return c.html(`<!doctype html>${String(node)}`);
}

type FrameProps = Speech & { readonly title: string; readonly children: Child };

function Frame({ words, title, children }: FrameProps) {
  return (
    <html lang={words.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <link rel="stylesheet" href="../pay.css" />
      </head>
      <body>
        <header>
          <b>{words.vendor}</b>
          <span>{words.notReal}</span>
        </header>
        <main>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}

function PayPage(props: Speech & { readonly root: string; readonly payment: FakePayment }) {
  const { words, query, root, payment } = props;
  const { shown, method, returnUrl } = payment;
  const sum = format(money(minorOf(shown.amount), shown.amount.currency), words.locale);
  const action = `${root}/pay/${shown.id}${query}`;
  const title = `${words.title}: ${words.methods[method ?? 'bank_card'] ?? method}`;
  return (
    <Frame {...props} title={title}>
      <dl>
        <dt>{words.purpose}</dt>
        <dd>{shown.description}</dd>
        <dt>{words.sum}</dt>
        <dd class="sum">{sum}</dd>
        <dt>{words.until}</dt>
        <dd>{timeText(payment.endsAt, words.locale)}</dd>
      </dl>
      <p class="state" role="status">
        {words.states[shown.status]}
      </p>
      {shown.status === 'pending' ? <Choices words={words} action={action} payment={payment} /> : null}
      {returnUrl ? <a href={returnUrl}>{words.back}</a> : null}
    </Frame>
  );
}

type ChoiceProps = Pick<Speech, 'words'> & { readonly action: string; readonly payment: FakePayment };

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

function Press({ what, label, main = false }: { what: string; label: string; main?: boolean }) {
  return (
    <button type="submit" name="do" value={what} data-testid={`bank-${what}`} class={main ? 'main' : ''}>
      {label}
    </button>
  );
}

/** In UTC and said so: the page knows nobody's time zone. */
function timeText(at: number, locale: string): string {
  const style = { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' } as const;
  return `${new Intl.DateTimeFormat(locale, style).format(at)} UTC`;
}
