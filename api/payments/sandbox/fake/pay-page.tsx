import { Press, timeText } from '../../fake-page.tsx';
import { BankFrame, type PageProps, sumText } from './frame.tsx';
import type { BankPayment } from './state.ts';
import type { Words } from './words.ts';

/** Where the customer pays, or plays that something else happens. */
export function PayPage(props: PageProps & { readonly payment: BankPayment }) {
  const { payment, root, words, query } = props;
  const over = payment.state !== 'pending';
  const action = `${root}/pay/${payment.id}${query}`;
  return (
    <BankFrame {...props} title={words.payTitle}>
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
      {payment.state === 'succeeded' || payment.state === 'authorized' ? null : (
        <>
          {over ? <p>{words.lateHint}</p> : <Choices words={words} action={action} />}
          <Late words={words} action={action} main={over} />
        </>
      )}
      <p>
        <a href={payment.returnUrl}>{words.back}</a>
      </p>
    </BankFrame>
  );
}

/** Every field has a form of its own: Enter in it must not press "Pay". */
interface FormProps {
  readonly words: Words;
  readonly action: string;
}

function Choices({ words, action }: FormProps) {
  return (
    <>
      <form method="post" action={action}>
        <Press what="pay" label={words.pay} main />
        <Press what="decline" label={words.decline} />
        <fieldset>
          <legend>{words.odd}</legend>
          <Press what="twice" label={words.twice} />
          <Press what="silent" label={words.silent} />
        </fieldset>
      </form>
      <form method="post" action={action}>
        <fieldset>
          <legend>{words.less}</legend>
          <label>
            {words.lessSum}
            <input name="sum" inputmode="decimal" autocomplete="off" maxlength={20} data-testid="bank-sum" />
          </label>
          <Press what="less" label={words.less} />
        </fieldset>
      </form>
    </>
  );
}

function Late({ words, action, main }: FormProps & { readonly main: boolean }) {
  const field = { type: 'number', min: '1', max: '86400', value: '20', inputmode: 'numeric' } as const;
  return (
    <form method="post" action={action}>
      <fieldset>
        <legend>{words.late}</legend>
        <label>
          {words.lateSeconds}
          <input name="seconds" {...field} data-testid="bank-seconds" />
        </label>
        <Press what="late" label={words.late} main={main} />
      </fieldset>
    </form>
  );
}
