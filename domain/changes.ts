import type { Contact, Dialogue } from './contact.ts';
import type { Deal } from './deal.ts';
import type { Dispute } from './dispute.ts';
import type { FiscalReceipt } from './fiscal-receipt.ts';
import type { Forgotten } from './forgotten.ts';
import type { HistoryEvent, RollupDelta } from './history.ts';
import type { Invoice } from './invoice.ts';
import type { Posting } from './ledger.ts';
import type { NewMessage } from './message.ts';
import type { Payment } from './payment.ts';
import type { Policy } from './policy.ts';
import type { Instant } from './ports/clock.ts';
import type { Refund } from './refund.ts';
import type { Approval, Invite, Staff } from './staff.ts';

/** What came in from outside, kept under a unique key so that a repeat is seen. */
export interface InboxEntry {
  /** `telegram`, `yookassa`, `api`. */
  readonly source: string;
  /** The sender's own id of the event. */
  readonly key: string;
  /** `done`: applied. `waiting`: to be settled by asking the vendor. `unmatched`: nobody knows what it is for. */
  readonly state: 'done' | 'waiting' | 'unmatched';
  /** Raw text, kept only while it is still needed. */
  readonly body: string | null;
  readonly dealId: number | null;
  readonly receivedAt: Instant;
  readonly nextAt: Instant | null;
  readonly requestId: string;
}

/**
 * Everything that one decision writes, as data. The store writes all of it in one transaction or
 * nothing. Rows with a `version` are guards: the stored version must be the loaded one (0: must not
 * exist yet) and grows by one. Invoices, payments, refunds, disputes, receipts and postings are guarded by
 * their deal, which must therefore be among the changes.
 */
export interface Changes {
  readonly inbox?: readonly InboxEntry[];
  readonly contacts?: readonly Contact[];
  readonly dialogues?: readonly Dialogue[];
  readonly staff?: readonly Staff[];
  readonly invites?: readonly Invite[];
  readonly approvals?: readonly Approval[];
  readonly deals?: readonly Deal[];
  readonly invoices?: readonly Invoice[];
  readonly payments?: readonly Payment[];
  readonly refunds?: readonly Refund[];
  readonly disputes?: readonly Dispute[];
  readonly receipts?: readonly FiscalReceipt[];
  readonly policies?: readonly Policy[];
  /** A repeated `entryKey` and line refuses the whole: that money is booked already. */
  readonly postings?: readonly Posting[];
  /** A repeated `dedupeKey` is passed over silently. */
  readonly messages?: readonly NewMessage[];
  readonly history?: readonly HistoryEvent[];
  readonly rollups?: readonly RollupDelta[];
  /** People whose addresses, dialogues and messages go, before anything else of these changes is written. */
  readonly forgotten?: readonly Forgotten[];
  /** Gap-free numbering: `value` becomes `value + by` (one when not given) if it still is `value`. */
  readonly counters?: readonly { readonly name: string; readonly value: number; readonly by?: number }[];
}

/**
 * `stale`: somebody else wrote first: load again and decide again.
 * `duplicate`: the inbox key, or the money, is here already: nothing to do.
 */
export type CommitResult = 'committed' | 'stale' | 'duplicate';

/** Puts several decisions' writes into one. */
export function joinChanges(...all: readonly Changes[]): Changes {
  const joined: Record<string, unknown[]> = {};
  for (const changes of all) {
    for (const [name, rows] of Object.entries(changes) as [string, unknown[]][]) {
      joined[name] = [...(joined[name] ?? []), ...rows];
    }
  }
  return joined as Changes;
}
