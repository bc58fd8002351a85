import type { Actor } from './history.ts';
import type { PaymentKind } from './payment.ts';
import type { Instant } from './ports/clock.ts';
import type { Seller } from './seller.ts';

/** Daily hours without reminders, minutes after local midnight. `from` may be later than `to`: over midnight. */
export interface QuietHours {
  readonly from: number;
  readonly to: number;
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
  /** Kinds of payment that customers are offered, in order. */
  readonly kinds: readonly PaymentKind[];
  readonly seller: Seller;
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
