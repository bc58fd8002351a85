import { timeText } from '../../fake-page.tsx';
import { BankFrame, type PageProps, sumText } from './frame.tsx';
import { type BankPayment, leftOf } from './state.ts';

/** The bank's own office: every payment with what may befall its money. */
export function OfficePage(
  props: PageProps & { readonly payments: readonly BankPayment[]; readonly slow: boolean },
) {
  const { payments, words, slow } = props;
  return (
    <BankFrame {...props} title={words.adminTitle}>
      <Office
        {...props}
        id="refunds"
        buttons={[['byHand', slow ? words.refundsAtOnce : words.refundsByHand]]}
      />
      {payments.length === 0 ? <p>{words.nothing}</p> : null}
      {payments.map((payment) => (
        <PaymentCard {...props} payment={payment} />
      ))}
    </BankFrame>
  );
}

type CardProps = PageProps & { readonly payment: BankPayment };

function PaymentCard(props: CardProps) {
  const { payment, words } = props;
  return (
    <section data-testid={`bank-payment-${payment.id}`}>
      <h2>
        {payment.description} · {sumText(payment.amount, words)}
      </h2>
      <p class="state">
        {words.states[payment.state]}
        {payment.silent ? ` · ${words.isSilent}` : ''}
      </p>
      {payment.declines.map(({ reason }) => (
        <p>
          {words.declined}: {reason}
        </p>
      ))}
      <Office {...props} id={payment.id} buttons={[['repeat', words.repeat]]} />
      {payment.state === 'authorized' && payment.held ? (
        <div class="line">
          <p>
            {words.held}: {sumText(payment.held.amount, words)} · {timeText(payment.held.until, words)}
          </p>
          <Office
            {...props}
            id={payment.id}
            sum={words.captureSum}
            buttons={[
              ['capture', words.capture],
              ['free', words.free],
            ]}
          />
        </div>
      ) : null}
      {payment.charges.map((charge) => (
        <ChargeLine {...props} charge={charge} />
      ))}
      {payment.refunds.map((refund) => (
        <RefundLine {...props} refund={refund} />
      ))}
      {payment.disputes.map((dispute) => (
        <DisputeLine {...props} dispute={dispute} />
      ))}
    </section>
  );
}

function ChargeLine(props: CardProps & { readonly charge: BankPayment['charges'][number] }) {
  const { payment, charge, words } = props;
  const fee = { minor: charge.fee, currency: charge.amount.currency };
  return (
    <div class="line">
      <p>
        {words.charge} {charge.id}: {sumText(charge.amount, words)}
        {charge.fee === '0' ? '' : ` (${words.fee} ${sumText(fee, words)})`}
      </p>
      {leftOf(payment, charge.id) > 0n ? (
        <>
          <Office {...props} id={charge.id} sum={words.refundSum} buttons={[['refund', words.refund]]} />
          <Office
            {...props}
            id={charge.id}
            days={words.disputeDays}
            buttons={[['chargeback', words.chargeBack]]}
          />
        </>
      ) : null}
    </div>
  );
}

function RefundLine(props: CardProps & { readonly refund: BankPayment['refunds'][number] }) {
  const { refund, words } = props;
  return (
    <div class="line">
      <p>
        {words.refundHead}: {sumText(refund.amount, words)} · {words.refundStates[refund.state]}
      </p>
      {refund.state === 'pending' ? (
        <Office
          {...props}
          id={refund.id}
          buttons={[
            ['finish', words.finish],
            ['fail', words.fail],
          ]}
        />
      ) : null}
    </div>
  );
}

function DisputeLine(props: CardProps & { readonly dispute: BankPayment['disputes'][number] }) {
  const { dispute, words } = props;
  return (
    <div class="line">
      <p>
        {words.dispute}: {sumText(dispute.amount, words)} · {words.disputeStates[dispute.state]}
        {dispute.state === 'open' && dispute.respondBefore
          ? ` · ${words.answerUntil} ${timeText(dispute.respondBefore, words)}`
          : ''}
      </p>
      {dispute.state === 'open' ? (
        <Office
          {...props}
          id={dispute.id}
          buttons={[
            ['won', words.won],
            ['lost', words.lost],
          ]}
        />
      ) : null}
    </div>
  );
}

interface OfficeProps extends PageProps {
  /** Of the payment, charge, refund or dispute that the buttons are for. */
  readonly id: string;
  readonly buttons: readonly (readonly [what: string, label: string])[];
  /** Labels of fields for a sum, and for a number of days. */
  readonly sum?: string;
  readonly days?: string;
}

function Office({ root, query, id, buttons, sum, days }: OfficeProps) {
  return (
    <form method="post" action={`${root}/admin${query}`} class="row">
      <input type="hidden" name="id" value={id} />
      {sum ? (
        <label>
          {sum}
          <input name="sum" inputmode="decimal" autocomplete="off" maxlength={20} />
        </label>
      ) : null}
      {days ? (
        <label>
          {days}
          <input name="days" inputmode="numeric" autocomplete="off" maxlength={3} />
        </label>
      ) : null}
      {buttons.map(([what, label]) => (
        <button type="submit" name="do" value={what} data-testid={`office-${what}-${id}`}>
          {label}
        </button>
      ))}
    </form>
  );
}
