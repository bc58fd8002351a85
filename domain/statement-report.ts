import type { MoneyJson } from './money.ts';

/** The other side of a line: who paid, or who was paid. */
export interface Counterparty {
  readonly name: string;
  readonly inn: string | null;
  /** Twenty digits; null where the bank did not tell. */
  readonly account: string | null;
}

/** Why a file was not taken: nothing of it was booked. Lines are counted from 1; `field` names a column or key. */
export interface StatementProblem {
  readonly code:
    | 'no_statement'
    | 'too_large'
    | 'cut_off'
    | 'not_closed'
    | 'bad_sum'
    | 'bad_day'
    | 'missing'
    | 'other_account'
    | 'no_account';
  readonly line: number | null;
  readonly field: string | null;
}

/** What became of a file. */
export interface StatementReport {
  /** Movements on our account, in and out. */
  readonly lines: number;
  readonly booked: readonly {
    readonly number: string;
    readonly dealId: number;
    readonly amount: MoneyJson;
    readonly whole: boolean;
  }[];
  /** Refunds of ours that the bank has carried out, by the numbers of their invoices. */
  readonly returned: readonly {
    readonly number: string;
    readonly dealId: number;
    readonly amount: MoneyJson;
  }[];
  /** Money that a person must look at: an invoice is likely, or nobody knows what it is for. */
  readonly doubtful: number;
  readonly unknown: number;
  /** Known from an earlier file. */
  readonly seen: number;
  /** Payouts of acquirers and money moved between own accounts: of no one invoice. */
  readonly passed: number;
  /** What we paid to others. */
  readonly spent: number;
  /** The bank's own totals do not fit the lines: some may be missing. */
  readonly unbalanced: boolean;
}

export type StatementAnswer =
  | { readonly ok: true; readonly report: StatementReport }
  | { readonly ok: false; readonly problem: StatementProblem };
