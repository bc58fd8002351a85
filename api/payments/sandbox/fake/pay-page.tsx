import { Frame, type PageProps, sumText, timeText } from './frame.tsx';
import type { BankPayment } from './state.ts';
import type { Words } from './words.ts';

/** Where the customer pays, or plays that something else happens. */
export function PayPage(props: PageProps & { readonly payment: BankPayment }) {
  const { payment, root, words, query } = props;
  const over = payment.state !== 'pending';
  return (
    <Frame {...props} title={words.payTitle}>
      <dl>
        <dt>{words.merchant}</dt>
        <dd>{new URL(payment.returnUrl).host}</dd>
        <dt>{words.purpose}</dt>
        <dd>{payment.description}</dd>
        <dt>{words.sum}</dt>
        <dd class="sum">{sumText(payment.amount, words)}</dd>
        {payment.expiresAt === null ? null : <dt>{words.until}</dt>}
        {payment.expiresAt === null ? null : <dd>{timeText(payment.expiresAt, words)}</dd>}
      </dl>
      <p class="state" role="status">
        {words.states[payment.state]}
      </p>
      {payment.state === 'succeeded' ? null : (
        <form method="post" action={`${root}/pay/${payment.id}${query}`}>
          {over ? <p>{words.lateHint}</p> : <Choices words={words} />}
          <Late words={words} main={over} />
        </form>
      )}
      <p>
        <a href={payment.returnUrl}>{words.back}</a>
      </p>
    </Frame>
  );
}

function Choices({ words }: { words: Words }) {
  return (
    <>
      <Press what="pay" label={words.pay} main />
      <Press what="decline" label={words.decline} />
      <fieldset>
        <legend>{words.odd}</legend>
        <Press what="twice" label={words.twice} />
        <Press what="silent" label={words.silent} />
        <label>
          {words.lessSum}
          <input name="sum" inputmode="decimal" autocomplete="off" maxlength={20} data-testid="bank-sum" />
        </label>
        <Press what="less" label={words.less} />
      </fieldset>
    </>
  );
}

function Late({ words, main }: { words: Words; main: boolean }) {
  return (
    <fieldset>
      <legend>{words.late}</legend>
      <label>
        {words.lateSeconds}
        <input
          name="seconds"
          type="number"
          min="1"
          max="86400"
          value="20"
          inputmode="numeric"
          data-testid="bank-seconds"
        />
      </label>
      <Press what="late" label={words.late} main={main} />
    </fieldset>
  );
}

function Press({ what, label, main = false }: { what: string; label: string; main?: boolean }) {
  return (
    <button type="submit" name="do" value={what} data-testid={`bank-${what}`} class={main ? 'main' : ''}>
      {label}
    </button>
  );
}
