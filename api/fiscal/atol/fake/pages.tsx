import { type Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import { RECEIPT_CSS } from './css.ts';
import type { CloudFaults } from './faults.ts';
import { Lines, Settlement, Storage } from './receipt-view.tsx';
import { Refused } from './refused.ts';
import type { CashRegister } from './register.ts';
import type { AtolFault, FakeReceipt } from './state.ts';
import { type Speech, speechOf } from './words.ts';

/** A real reason: the register can't reach its own storage. */
const BROKEN: AtolFault = { code: -3914, text: 'Авария крипто-процессора ФН', type: 'driver' };

/**
 * What people see of the register: all its receipts, and each by itself, where its buyer is sent. Plain
 * forms, no script; addresses are relative, so that they hold under any name of the machine.
 */
export function receiptPages(register: CashRegister, faults: CloudFaults): Hono {
  const app = new Hono();
  let down = false;
  const setDown = (off: boolean) => {
    down = off;
    faults.clear();
    if (off) faults.plan('*', { kind: 'error', status: 503 }, Number.POSITIVE_INFINITY);
  };
  app.onError((error, c) => {
    const { words, query } = speechOf(c);
    c.status(error instanceof Refused ? error.http : 500);
    return page(c, <Frame words={words} query={query} up="../" title={words.missing} children={null} />);
  });
  app.get('/receipts.css', (c) => c.body(RECEIPT_CSS, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/receipts', (c) => {
    register.tick();
    return page(c, <All {...speechOf(c)} receipts={register.all().toReversed()} down={down} />);
  });
  app.post('/receipts', async (c) => {
    // Another site's form must not play with somebody's register (Fetch Metadata, W3C).
    if (c.req.header('sec-fetch-site') === 'cross-site') return c.text('Forbidden', 403);
    const form = await c.req.parseBody();
    if (form.do === 'break' || form.do === 'mend') setDown(form.do === 'break');
    if (form.do === 'fail') register.failNext(BROKEN);
    return c.redirect(`receipts${speechOf(c).query}`, 303);
  });
  app.get('/receipts/:uuid', (c) =>
    page(c, <One {...speechOf(c)} receipt={register.get(c.req.param('uuid'))} />),
  );
  return app;
}

function page(c: Context, node: Child): Response | Promise<Response> {
  c.header(
    'content-security-policy',
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'",
  );
  return c.html(`<!doctype html>${String(node)}`);
}

type FrameProps = Speech & { readonly title: string; readonly up: '' | '../'; readonly children: Child };

function Frame({ words, title, up, children }: FrameProps) {
  return (
    <html lang={words.locale}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>{`${title} — ${words.register}`}</title>
        <link rel="stylesheet" href={`${up}receipts.css`} />
      </head>
      <body>
        <header>
          <b>{words.register}</b>
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

function All(props: Speech & { readonly receipts: readonly FakeReceipt[]; readonly down: boolean }) {
  const { words, query, receipts, down } = props;
  return (
    <Frame {...props} up="" title={words.list}>
      {down ? (
        <p class="bad" role="alert">
          {words.isDown}
        </p>
      ) : null}
      <form method="post" action={`receipts${query}`}>
        <Press what={down ? 'mend' : 'break'} label={down ? words.mend : words.break} />
        <Press what="fail" label={words.failNext} />
      </form>
      {receipts.length === 0 ? <p>{words.nothing}</p> : null}
      {receipts.map((receipt) => (
        <section data-testid={`receipt-${receipt.externalId}`}>
          <Head {...props} receipt={receipt} />
          <Lines words={words} receipt={receipt} />
          <a href={`receipts/${receipt.uuid}${query}`}>{words.open}</a>
        </section>
      ))}
    </Frame>
  );
}

function One(props: Speech & { readonly receipt: FakeReceipt }) {
  const { words, query, receipt } = props;
  return (
    <Frame {...props} up="../" title={words.one}>
      <section data-testid={`receipt-${receipt.externalId}`}>
        <Head {...props} />
        <Settlement words={words} receipt={receipt} />
      </section>
      <section>
        <Lines words={words} receipt={receipt} full />
      </section>
      <section>
        <Storage words={words} receipt={receipt} />
      </section>
      <a href={`../receipts${query}`}>{words.back}</a>
    </Frame>
  );
}

function Head({ words, receipt }: Speech & { readonly receipt: FakeReceipt }) {
  const { state, operation, destiny } = receipt;
  return (
    <>
      <h2>{words.operations[operation]}</h2>
      <p class={state === 'fail' ? 'state bad' : 'state'} role="status">
        {words.states[state]}
        {state === 'fail' && destiny ? `: ${destiny.text}` : ''}
      </p>
    </>
  );
}

function Press({ what, label }: { readonly what: string; readonly label: string }) {
  return (
    <button type="submit" name="do" value={what} data-testid={`register-${what}`}>
      {label}
    </button>
  );
}
