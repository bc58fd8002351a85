import { format, money } from '../../../../domain/money.ts';
import { Frame, Press, type Speech } from '../../fake-page.tsx';
import type { Order } from './books.ts';
import type { Words } from './words.ts';

export interface PageProps extends Speech<Words> {
  /** Where the app is, without a slash at the end. */
  readonly root: string;
  readonly alert?: string | undefined;
}

/** A company's bank with a payment order filled in from a QR, or empty; below it the seller's account. */
export function OfficePage(props: PageProps & { orders: readonly Order[]; sum: string; purpose: string }) {
  const { root, words, query, alert, orders, sum, purpose } = props;
  return (
    <Frame words={words} title={words.title} styles={`${root}/bank.css`} alert={alert}>
      <form method="post" action={`${root}/orders${query}`}>
        <label>
          {words.from}
          <input name="name" value={words.payer} required maxlength={160} />
        </label>
        <label>
          {words.inn}
          <input name="inn" value="7700000016" inputmode="numeric" maxlength={12} />
        </label>
        <label>
          {words.sum}
          <input name="sum" value={sum} required inputmode="decimal" data-testid="sum" />
        </label>
        <label>
          {words.purpose}
          <input name="purpose" value={purpose} maxlength={210} data-testid="purpose" />
        </label>
        <Press what="in" label={words.send} main />
        <Press what="out" label={words.back} />
      </form>
      <section>
        <h2>{words.office}</h2>
        {orders.length === 0 ? <p>{words.nothing}</p> : null}
        {orders.toReversed().map((order) => (
          <OrderLine order={order} words={words} />
        ))}
        {orders.length > 0 ? (
          <p>
            <a href={`${root}/statement.txt`} download="kl_to_1c.txt" data-testid="statement">
              {words.download}
            </a>
            <br />
            <small>{words.sendIt}</small>
          </p>
        ) : null}
      </section>
    </Frame>
  );
}

function OrderLine({ order, words }: { order: Order; words: Words }) {
  const sum = format(money(BigInt(order.amount), 'RUB'), words.locale);
  return (
    <div class="line">
      <p>
        №{order.number}, {order.day}: {order.direction === 'in' ? words.came : words.went} <b>{sum}</b>
        <br />
        {order.name}
        <br />
        <small>{order.purpose}</small>
      </p>
    </div>
  );
}
