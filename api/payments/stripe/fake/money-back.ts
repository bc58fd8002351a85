import {
  type FakeCharge,
  type FakeDispute,
  type FakeRefund,
  type FakeState,
  fakeId,
  StripeProblem,
} from './state.ts';

/** The books, as far as money that goes back needs them. */
interface Ledger {
  readonly state: FakeState;
  seconds(): number;
  find<L extends keyof FakeState>(
    list: L,
    id: string,
    name: string,
  ): FakeState[L] extends Map<string, infer T> ? T : never;
}

interface RefundOrder {
  /** Null: all that is left. */
  readonly amount: number | null;
  readonly reason: string | null;
  readonly metadata: Record<string, string>;
}

/** How long a shop has to answer; networks give between seven and twenty-one days. */
const DAYS_TO_ANSWER = 9;

/** Refunds and disputes inside Stripe. Throws `StripeProblem`. */
export class MoneyBack {
  /** New refunds stay pending until `finishRefund`. */
  slowRefunds = false;

  constructor(
    private readonly books: Ledger,
    private readonly tell: (type: string, object: object) => void,
  ) {}

  /** Never more than was not given back yet; without `amount` all of it. */
  refund(intentId: string, order: RefundOrder) {
    const intent = this.books.find('intents', intentId, 'payment_intent');
    const charge = intent.latest_charge ? this.books.state.charges.get(intent.latest_charge) : undefined;
    if (!charge?.captured) {
      const message = `This PaymentIntent (${intentId}) does not have a successful charge to refund.`;
      throw new StripeProblem(400, message, { param: 'payment_intent' });
    }
    if (charge.disputed) {
      const message = `Charge ${charge.id} has been charged back; cannot issue a refund.`;
      throw new StripeProblem(400, message, { code: 'charge_disputed' });
    }
    const left = charge.amount_captured - charge.amount_refunded;
    if (left === 0) {
      const message = `Charge ${charge.id} has already been refunded.`;
      throw new StripeProblem(400, message, { code: 'charge_already_refunded' });
    }
    const amount = order.amount ?? left;
    if (amount > left) {
      const message = `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`;
      throw new StripeProblem(400, message, { param: 'amount' });
    }
    return this.giveBack(charge, amount, order);
  }

  finishRefund(id: string, status: 'succeeded' | 'failed'): void {
    const refund = this.books.find('refunds', id, 'refund');
    refund.status = status;
    if (status === 'failed') {
      refund.failure_reason = 'lost_or_stolen_card';
      const charge = this.books.find('charges', refund.charge, 'charge');
      Object.assign(charge, { amount_refunded: charge.amount_refunded - refund.amount, refunded: false });
    }
    this.tell(status === 'failed' ? 'refund.failed' : 'refund.updated', refund);
  }

  /** The payer's bank takes the money back, or (an inquiry) only asks about it. */
  dispute(intentId: string, inquiry = false): FakeDispute {
    const intent = this.books.find('intents', intentId, 'payment_intent');
    const charge = this.books.find('charges', intent.latest_charge ?? '', 'charge');
    const { currency, amount_captured: amount } = charge;
    const dispute: FakeDispute = {
      id: fakeId('du'),
      object: 'dispute',
      amount,
      currency,
      charge: charge.id,
      payment_intent: intentId,
      reason: 'fraudulent',
      evidence_details: {
        due_by: this.books.seconds() + DAYS_TO_ANSWER * 86_400,
        has_evidence: false,
        past_due: false,
        submission_count: 0,
      },
      status: inquiry ? 'warning_needs_response' : 'needs_response',
      balance_transactions: inquiry
        ? []
        : [{ id: fakeId('txn'), amount: -amount, created: this.books.seconds() }],
      created: this.books.seconds(),
    };
    charge.disputed = true;
    this.books.state.disputes.set(dispute.id, dispute);
    this.tell('charge.dispute.created', dispute);
    if (!inquiry) this.tell('charge.dispute.funds_withdrawn', dispute);
    return dispute;
  }

  decide(id: string, status: 'won' | 'lost' | 'warning_closed'): void {
    const dispute = this.books.find('disputes', id, 'dispute');
    dispute.status = status;
    if (status === 'won')
      dispute.balance_transactions.push({
        id: fakeId('txn'),
        amount: dispute.amount,
        created: this.books.seconds(),
      });
    this.tell('charge.dispute.closed', dispute);
  }

  private giveBack(charge: FakeCharge, amount: number, order: RefundOrder) {
    const refund: FakeRefund = {
      id: fakeId('re'),
      object: 'refund',
      amount,
      currency: charge.currency,
      charge: charge.id,
      payment_intent: charge.payment_intent,
      status: this.slowRefunds ? 'pending' : 'succeeded',
      failure_reason: null,
      reason: order.reason,
      metadata: order.metadata,
      created: this.books.seconds(),
    };
    charge.amount_refunded += amount;
    charge.refunded = charge.amount_refunded === charge.amount_captured;
    this.books.state.refunds.set(refund.id, refund);
    this.tell('refund.created', refund);
    this.tell('charge.refunded', charge);
    return refund;
  }
}
