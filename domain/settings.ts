import type { Actor } from './history.ts';
import type { Listener } from './outgoing-event.ts';
import type { PaymentKind } from './payment.ts';
import type { PolicyChoices, Taker } from './policy.ts';
import type { Instant } from './ports/clock.ts';
import type { Seller } from './seller.ts';

/** Daily hours without reminders, minutes after local midnight. `from` may be later than `to`: over midnight. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
}

/** Who can register fiscal receipts. */
export interface Registers {
  /** The seller's own cash register; null: none is set up. */
  readonly own: string | null;
  /** Providers that register the receipts of their payments themselves. */
  readonly providers: readonly string[];
  /** The customer says where the receipt goes before paying; else afterwards, when nothing is known. */
  readonly contactFirst: boolean;
}

/** The owner's choices that decisions depend on. */
export interface Settings {
  readonly funnel: string;
  readonly currency: string;
  /** Zone of the business: its days are the days of the numbers. */
  readonly timeZone: string;
  /** When to remind, milliseconds after the invoice, ascending. */
  readonly remindAfter: readonly number[];
  readonly quietHours: QuietHours | null;
  /** Kinds of payment that some provider takes, in order; what a customer is offered says `kindsFor`. */
  readonly kinds: readonly PaymentKind[];
  /** Providers in the order in which they are asked. */
  readonly takers: readonly Taker[];
  /** The same for deals of another currency; null for the till's own. */
  readonly inCurrency?: (
    currency: string,
  ) => { readonly kinds: readonly PaymentKind[]; readonly takers: readonly Taker[] } | null;
  /** Choices by funnel that come with the deployment. */
  readonly policies: Readonly<Record<string, PolicyChoices>>;
  readonly seller: Seller;
  readonly registers: Registers;
  /** Other systems that are told what happens to deals; none when it is not given. */
  readonly tell?: readonly Listener[];
}

/** What surrounds a decision. Time and ids come in here, so that a decision can be repeated exactly. */
export interface Context {
  readonly now: Instant;
  newId(): string;
  newToken(): string;
  readonly actor: Actor;
  /** Follows one update or webhook through to the messages that it caused. */
  readonly requestId: string;
  readonly settings: Settings;
}
