/** Expected failure is data. Only bugs and cancellation are thrown. */

/** Why a command was refused. `code` is also the key of the text that a person reads. */
export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  /** Values for the text: sums as MoneyJson, numbers and names as they are. */
  readonly args?: Readonly<Record<string, unknown>>;
}

export type RefusalCode =
  | 'not_allowed'
  | 'deal_not_found'
  | 'deal_closed'
  | 'deal_taken'
  | 'invoice_not_found'
  | 'invoice_not_open'
  | 'invoice_expired'
  | 'nothing_to_refund'
  | 'refund_too_large'
  | 'refund_changed'
  | 'items_gone'
  | 'above_ceiling'
  | 'sum_unreadable'
  | 'sum_not_positive'
  | 'sum_too_precise'
  | 'sum_too_large'
  | 'title_missing'
  | 'plan_not_whole'
  | 'customer_unreachable'
  | 'provider_failed'
  | 'provider_unknown'
  | 'kind_not_offered'
  | 'money_held'
  | 'piece_out_of_range'
  | 'hold_too_small'
  | 'last_kind'
  | 'receipt_contact_wanted'
  | 'contact_unreadable'
  | 'no_register'
  | 'invite_expired'
  | 'already_decided'
  | 'last_owner'
  | 'money_not_found'
  | 'money_settled'
  | 'money_not_returnable'
  | 'cash_not_allowed'
  | 'cash_above_due'
  | 'reason_missing'
  | 'forget_too_early'
  | 'nothing_to_do';

export interface Done<T> {
  readonly ok: true;
  readonly value: T;
}

export type Result<T> = Done<T> | Refusal;

export function done<T>(value: T): Done<T> {
  return { ok: true, value };
}

export function refuse(code: RefusalCode, args?: Record<string, unknown>): Refusal {
  return args ? { ok: false, code, args } : { ok: false, code };
}

/** Why a call to somebody else's service did not succeed. */
export interface Failure {
  readonly ok: false;
  /**
   * `unknown`: the call may or may not have been carried out (timeout, cut connection, 5xx after
   * sending): ask again with the same key, never repeat blindly.
   */
  readonly category:
    | 'refused'
    | 'invalid'
    | 'auth'
    | 'rate_limited'
    | 'unreachable'
    | 'not_found'
    | 'unavailable'
    | 'unknown';
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  /** The vendor's own code, for the log and for staff. */
  readonly code: string;
  /** The vendor's words, free of secrets and personal data. */
  readonly message: string;
}

export type Outcome<T> = Done<T> | Failure;
