/**
 * Fiscal receipts (54-FZ) in the till's own words; each vendor's `convert` writes its codes.
 * Values and their codes at vendors: the law's format FFD 1.05 and 1.2, order ЕД-7-20/662@ of the FTS.
 */

/** Rate of VAT of a line. `_of` rates are of a prepayment: 20/120 and so on. */
export const VAT_RATES = [
  'none',
  '0',
  '5',
  '7',
  '10',
  '20',
  '22',
  '5_of',
  '7_of',
  '10_of',
  '20_of',
  '22_of',
] as const;
export type VatRate = (typeof VAT_RATES)[number];

/** Tag 1214: how the line was paid. */
export type SettlementMode =
  | 'full_prepayment'
  | 'prepayment'
  | 'advance'
  | 'full_payment'
  | 'partial_payment'
  | 'credit'
  | 'credit_payment';

/** Tag 1212: what the line is. */
export type SettlementSubject =
  | 'commodity'
  | 'service'
  | 'job'
  | 'payment'
  | 'another'
  | 'excise'
  | 'intellectual_activity';

/** Tag 1055. */
export type TaxSystem = 'osn' | 'usn_income' | 'usn_income_outcome' | 'esn' | 'patent';

export interface ReceiptItem {
  /** At most 128 characters. */
  readonly title: string;
  /** Thousandths. */
  readonly quantity: bigint;
  /** Price of one and what the line costs, minor units. The lines add up to the payment exactly. */
  readonly price: bigint;
  readonly amount: bigint;
  readonly vat: VatRate;
  readonly mode: SettlementMode;
  readonly subject: SettlementSubject;
}

export interface Receipt {
  readonly type: 'payment' | 'refund';
  readonly items: readonly ReceiptItem[];
  readonly taxSystem: TaxSystem | null;
  /** One of the two is required by law. Phone in E.164. */
  readonly customer: { readonly phone: string | null; readonly email: string | null };
}
