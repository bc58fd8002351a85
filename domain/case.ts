import type { Contact } from './contact.ts';
import type { Deal } from './deal.ts';
import type { Dispute } from './dispute.ts';
import type { FiscalReceipt } from './fiscal-receipt.ts';
import type { Invoice } from './invoice.ts';
import type { Posting } from './ledger.ts';
import type { Payment } from './payment.ts';
import type { Policy } from './policy.ts';
import type { Refund } from './refund.ts';
import type { Staff } from './staff.ts';

/** A deal with everything that a decision about its money needs, loaded at one moment. */
export interface DealCase {
  readonly deal: Deal;
  readonly contact: Contact | null;
  /** Oldest first, like all lists here. */
  readonly invoices: readonly Invoice[];
  readonly payments: readonly Payment[];
  readonly refunds: readonly Refund[];
  readonly disputes: readonly Dispute[];
  readonly receipts: readonly FiscalReceipt[];
  readonly postings: readonly Posting[];
  /** The owner's choices for the deal's funnel; null: the till's settings. */
  readonly policy: Policy | null;
  /** Active staff, for whoever must be told. */
  readonly team: readonly Staff[];
}
