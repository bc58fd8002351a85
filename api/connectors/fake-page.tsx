import { type Context, Hono } from 'hono';
import { answerPage, Frame, type PageWords, speechOf } from '../payments/fake-page.tsx';
import type { FakeMarket, FakeOrder } from './fake-market.ts';

interface Words extends PageWords {
  readonly title: string;
  readonly what: string;
  readonly price: string;
  readonly count: string;
  readonly prepaid: string;
  readonly place: string;
  readonly none: string;
  readonly deliver: string;
  readonly cancel: string;
  readonly back: string;
  readonly stages: Readonly<Record<FakeOrder['stage'], string>>;
  readonly sample: string;
}

const words = (vendor: string): { ru: Words; en: Words } => ({
  ru: {
    locale: 'ru',
    vendor,
    notReal: 'Учебный маркетплейс: ни товаров, ни денег здесь нет',
    title: 'Заказы покупателей',
    what: 'Товар',
    price: 'Цена, ₽',
    count: 'Сколько',
    prepaid: 'Оплачен сразу',
    place: 'Сделать заказ',
    none: 'Заказов пока нет.',
    deliver: 'Покупатель получил',
    cancel: 'Покупатель отменил',
    back: 'Покупатель вернул',
    stages: {
      new: 'новый',
      confirmed: 'на сборке',
      shipped: 'передан в доставку',
      delivered: 'получен',
      cancelled: 'отменён',
      returned: 'возвращён',
    },
    sample: 'Чайник эмалированный',
  },
  en: {
    locale: 'en',
    vendor,
    notReal: 'A practice marketplace: neither goods nor money are real',
    title: 'Orders of buyers',
    what: 'Goods',
    price: 'Price, ₽',
    count: 'How many',
    prepaid: 'Paid at once',
    place: 'Place an order',
    none: 'No orders yet.',
    deliver: 'The buyer has it',
    cancel: 'The buyer cancels',
    back: 'The buyer returns it',
    stages: {
      new: 'new',
      confirmed: 'being packed',
      shipped: 'handed over',
      delivered: 'received',
      cancelled: 'cancelled',
      returned: 'returned',
    },
    sample: 'Enamel kettle',
  },
});

const CSS = `body{font:16px/1.5 system-ui,sans-serif;margin:0;color:#1b1b1f;background:#f5f5f7}
header{display:flex;gap:1em;padding:.75em 1em;background:#fff;flex-wrap:wrap}header span{color:#5c5c66}
main{max-width:48em;margin:0 auto;padding:1em}form{display:flex;gap:.5em;flex-wrap:wrap;align-items:end;margin:0}
label{display:grid}input{font:inherit;padding:.4em;max-width:14em}button{font:inherit;padding:.5em .8em;min-height:44px}
li{background:#fff;margin:.5em 0;padding:.75em 1em;border-radius:.5em}ul{list-style:none;padding:0}`;

/** What buyers do at an emulated marketplace, as a page of plain forms: no script. */
export function marketPages(market: FakeMarket, vendor: string): Hono {
  const app = new Hono();
  app.get('/market.css', (c) => c.body(CSS, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/', (c) => answerPage(c, <Orders {...speechOf(c, words(vendor))} market={market} />));
  app.post('/', async (c) => {
    // Another site's form must not play with somebody's marketplace (Fetch Metadata, W3C).
    if (c.req.header('sec-fetch-site') === 'cross-site') return c.text('Forbidden', 403);
    const form = await c.req.parseBody();
    const [what = '', number = ''] = String(form.do).split(':');
    if (what === 'place') place(market, form);
    if (what === 'deliver') market.move(number, 'delivered');
    if (what === 'cancel') market.move(number, 'cancelled', 'buyer');
    if (what === 'return') market.move(number, 'returned', 'buyer');
    return c.redirect(home(c, speechOf(c, words(vendor)).query), 303);
  });
  return app;
}

/** Relative, so that it holds wherever the emulation is mounted. */
function home(c: Context, query: string): string {
  return c.req.url.split('?')[0]?.endsWith('/') ? `./${query}` : query || '?';
}

function place(market: FakeMarket, form: Record<string, unknown>): void {
  const title = String(form.title ?? '')
    .trim()
    .slice(0, 128);
  const price = Math.round(Number(form.price) * 100);
  const quantity = Math.trunc(Number(form.quantity));
  if (!title || !(price > 0) || !(quantity > 0) || quantity > 1000) return;
  market.place([{ sku: 'SKU-1', title, quantity, price }], form.prepaid !== undefined);
}

function Orders({ words, query, market }: { words: Words; query: string; market: FakeMarket }) {
  const orders = market.all().toReversed();
  return (
    <Frame words={words} title={words.title} styles="market.css">
      <form method="post" action={query}>
        <label>
          {words.what}
          <input name="title" value={words.sample} required maxlength={128} />
        </label>
        <label>
          {words.price}
          <input name="price" type="number" min="0.01" step="0.01" value="1990" required />
        </label>
        <label>
          {words.count}
          <input name="quantity" type="number" min="1" max="1000" value="1" required />
        </label>
        <label>
          {words.prepaid}
          <input name="prepaid" type="checkbox" checked />
        </label>
        <button type="submit" name="do" value="place" data-testid="market-place">
          {words.place}
        </button>
      </form>
      {orders.length === 0 ? <p>{words.none}</p> : null}
      <ul>
        {orders.map((order) => (
          <li data-number={order.number} data-stage={order.stage}>
            <p>
              <b>{order.number}</b> ·{' '}
              {order.lines.map(({ title, quantity }) => `${title} × ${quantity}`).join(', ')} ·{' '}
              {words.stages[order.stage]}
            </p>
            <Moves order={order} words={words} query={query} />
          </li>
        ))}
      </ul>
    </Frame>
  );
}

function Moves({ order, words, query }: { order: FakeOrder; words: Words; query: string }) {
  const { stage, number } = order;
  if (stage === 'cancelled' || stage === 'returned') return null;
  const press = (what: string, label: string) => (
    <button type="submit" name="do" value={`${what}:${number}`} data-testid={`market-${what}`}>
      {label}
    </button>
  );
  return (
    <form method="post" action={query}>
      {stage === 'delivered' ? press('return', words.back) : press('deliver', words.deliver)}
      {stage === 'delivered' ? null : press('cancel', words.cancel)}
    </form>
  );
}
