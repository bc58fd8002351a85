import type { ReceiptPurpose } from '../../domain/fiscal-receipt.ts';
import type { ItemView } from '../../domain/message.ts';
import type { MoneyJson } from '../../domain/money.ts';
import type { Instant } from '../../domain/ports/clock.ts';
import type { Texts } from '../../domain/ports/texts.ts';

export type PayState =
  | 'payable'
  /** The money is held, not taken: nothing to pay, and nothing is paid. */
  | 'held'
  | 'paid'
  | 'partially_paid'
  | 'cancelled'
  | 'expired'
  | 'refunded'
  | 'partially_refunded'
  | 'disputed';

/** An invoice as its pay page shows it. No names of people: a link travels further than its addressee. */
export interface PayView {
  readonly state: PayState;
  readonly number: string;
  /** Who sells, where the shop has said it. */
  readonly seller?: string | null;
  readonly items: readonly ItemView[];
  readonly total: MoneyJson;
  readonly paid: MoneyJson;
  readonly refunded: MoneyJson;
  /** What is still to be paid. */
  readonly due: MoneyJson;
  /** How much of it is held already; none of it is paid. */
  readonly held: MoneyJson;
  /** Where the customer may choose how much to pay now: from, to. Null: all of it. */
  readonly piece: { readonly least: MoneyJson; readonly most: MoneyJson } | null;
  readonly dueAt: Instant | null;
  /** Kinds of payment that are offered, the best first; none once nothing can be paid. */
  readonly kinds: readonly string[];
  /** A marketplace takes the money: there is nothing to pay here. */
  readonly elsewhere?: boolean;
  /** Fiscal receipts that can be seen, oldest first. */
  readonly receipts?: readonly { readonly purpose: ReceiptPurpose; readonly url: string }[];
  /** Money is here, and nobody knows where its receipt goes. */
  readonly receiptWanted?: boolean;
  /** The customer's language. */
  readonly locale: string;
  /** Back to the conversation; null where the channel has no such link. */
  readonly chatLink: string | null;
}

/** What the page shows and in which words. */
export interface PayPageProps {
  readonly view: PayView;
  /** Path of the page, `/pay/<token>`. */
  readonly path: string;
  readonly locale: string;
  /** `?lang=…` when the reader has picked a language, to be kept in every link. */
  readonly query: string;
  /** The reader comes back from the bank, whose word may still be on its way. */
  readonly returned: boolean;
  readonly texts: Texts;
  readonly timeZone: string;
  readonly now: Instant;
  /** The sum that the customer wrote can't be paid. */
  readonly wrongPiece?: boolean;
}

/** States in which the page offers to pay. */
export function asksForMoney(view: PayView): boolean {
  return view.state === 'payable' || view.state === 'partially_paid';
}
