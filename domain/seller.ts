import type { SettlementSubject, TaxSystem, VatRate } from './receipt.ts';

/** A bank account for transfers, as a payment order names it. */
export interface BankAccount {
  readonly bank: string;
  /** Nine digits. */
  readonly bic: string;
  /** Twenty digits each. */
  readonly account: string;
  readonly correspondent: string | null;
}

/** Who sells: the legal entity that issues invoices and receipts. */
export interface Seller {
  /** Short name of ours: `main`. Kept with each invoice. */
  readonly id: string;
  readonly name: string;
  /** Ten digits of a company, twelve of a person in business; empty when not told. */
  readonly inn: string;
  readonly kpp: string | null;
  readonly email: string | null;
  readonly account: BankAccount | null;
  /** Tag 1055; null: the provider's own setting is used. */
  readonly taxSystem: TaxSystem | null;
  /** Rate of what it sells, where an item names none. */
  readonly vat: VatRate;
  readonly subject: SettlementSubject;
  /**
   * `law`: receipts by 54-FZ for people's payments. `none`: the seller makes none (self-employed, another
   * country), or makes them elsewhere.
   */
  readonly receipts: 'law' | 'none';
  /**
   * `at_once`: what is sold is handed over when it is paid: one receipt of full payment. `later`: a receipt of
   * prepayment, and a closing one at handing over (54-FZ, tag 1214).
   */
  readonly handedOver: 'at_once' | 'later';
}
