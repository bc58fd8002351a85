import type { UnmatchedView } from '../message.ts';
import type { MoneyJson } from '../money.ts';
import type { Result } from '../result.ts';
import type { Staff } from '../staff.ts';
import type { Instant } from './clock.ts';

/** Money, or its way back, that waits for somebody to say what it is for. */
export interface Waiting {
  /** Its short name, for buttons; see domain/unmatched.ts. */
  readonly code: string;
  readonly view: UnmatchedView;
  /** The provider can send it back; else a person does that, and it is only booked. */
  readonly returnable: boolean;
}

/** An invoice that money without a name may be for. */
export interface Candidate {
  readonly number: string;
  readonly dealId: number;
  readonly customer: string | null;
  readonly state: string;
  readonly total: MoneyJson;
  readonly due: MoneyJson;
  readonly issuedAt: Instant;
  /** Its number is named in the payment; its customer's company paid; exactly this much is due; or it is only open. */
  readonly why: 'named' | 'payer' | 'sum' | 'recent';
}

/** What a customer paid beyond an invoice, and nobody has decided about. */
export interface Held {
  readonly paymentId: string;
  readonly dealId: number;
  readonly number: string;
  readonly customer: string | null;
  readonly amount: MoneyJson;
  /** It can still pay the invoice that it came for. */
  readonly mayCount: boolean;
}

/** A page of a list. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly more: boolean;
}

/** Who decides: a member of staff, or a server with a key of the API. */
export interface Decider {
  readonly staff: Staff | null;
  readonly requestId: string;
}

/** Where money went that somebody decided about. */
export interface Settled {
  readonly dealId: number;
  readonly number: string;
}

/**
 * Money without a name: what waits, whose it may be, and the three things to do with it. Each is done once:
 * who comes second is refused with `money_settled` and told who was first and where it went. Rows are
 * named by code; `money_not_found` for one that there is not.
 */
export interface InboxDesk {
  /** Newest first. Attempts that moved no money, and what will find its deal by itself, are left out. */
  waiting(limit: number, offset: number): Promise<Page<Waiting>>;
  /** One of them, or why it does not wait any more. */
  find(code: string): Promise<Result<Waiting>>;
  /** Best guesses first, then open invoices, newest first; pages count from 0. */
  candidates(code: string, page: number): Promise<Result<Page<Candidate>>>;
  /** Books it on an invoice; with `asCredit` beside it, for its customer. */
  attach(
    code: string,
    to: { readonly number: string; readonly asCredit: boolean },
    by: Decider,
  ): Promise<Result<Settled>>;
  /** Sends all of it back to whoever paid. `byHand`: somebody did so already, where the provider cannot. */
  giveBack(code: string, byHand: boolean, by: Decider): Promise<Result<Settled>>;
  /** A person has noted a refund or dispute of a payment that we do not know: nothing is booked. */
  see(code: string, by: Decider): Promise<Result<null>>;
  /** Credit that customers have with us and nobody has decided about, newest first. */
  held(limit: number, offset: number): Promise<Page<Held>>;
}
