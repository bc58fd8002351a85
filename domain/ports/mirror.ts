import type { Stage } from '../deal.ts';
import type { MoneyJson } from '../money.ts';
import type { Outcome } from '../result.ts';
import type { Instant } from './clock.ts';
import type { CallOptions } from './payment-provider.ts';

/** Who buys, as far as it is known: at least one of the three. */
export interface MirroredCustomer {
  readonly name: string | null;
  /** E.164. */
  readonly phone: string | null;
  readonly email: string | null;
}

/** A deal of ours as another CRM gets it. */
export interface MirroredDeal {
  /** Our number, by which it is found again there. */
  readonly id: number;
  readonly title: string;
  /** When it was opened: a deal that was made there before is not this one, whatever its mark. */
  readonly openedAt: Instant;
  readonly stage: Stage;
  /** What its invoices ask for; null while nothing is asked: a sum that was typed there stays. */
  readonly total: MoneyJson | null;
  /** Null: a sale at the counter, or somebody who is forgotten. */
  readonly customer: MirroredCustomer | null;
}

/** What a deal there is changed to. What already is so, and a stage that stands for nothing there, is left alone. */
export type MirroredMove = Pick<MirroredDeal, 'stage' | 'total'>;

export interface MirrorNote {
  /** The same when repeated; it is part of what is written. */
  readonly key: string;
  /** Plain text. */
  readonly text: string;
}

/** A stage of the other CRM that a deal may be put into. */
export interface MirrorStage {
  readonly id: string;
  readonly name: string;
}

/**
 * Another CRM that keeps a copy of our deals, one way. Every call can be repeated. `unknown` says that something may
 * have been made: the same call finds it. What the owner can mend in the CRM's settings is `auth` and retryable.
 */
export interface Mirror {
  readonly id: string;
  /** Which of our stages goes where there; those that are missing leave a deal where it is. */
  readonly stageIds: Readonly<Partial<Record<Stage, string>>>;
  /** Makes the deal, or finds the one that an earlier call has made. @returns its id there. */
  create(deal: MirroredDeal, options?: CallOptions): Promise<Outcome<string>>;
  /** `not_found`: somebody has deleted it there. */
  move(id: string, to: MirroredMove, options?: CallOptions): Promise<Outcome<null>>;
  /** Writes a note once per key. `not_found` as `move`. */
  note(id: string, note: MirrorNote, options?: CallOptions): Promise<Outcome<null>>;
  /** All stages of the pipeline that deals go into; `not_found` when there is no such pipeline. */
  stages(options?: CallOptions): Promise<Outcome<readonly MirrorStage[]>>;
  /** Proves the key by calls that change nothing. */
  check(options?: CallOptions): Promise<Outcome<null>>;
}
