import type { Company } from './contact.ts';
import type { Dispute } from './dispute.ts';
import type { FiscalReceipt } from './fiscal-receipt.ts';
import type { MoneyJson } from './money.ts';
import type { Instant } from './ports/clock.ts';

/** A line of an invoice, or some of one; `quantity` is decimal text. */
interface EvidenceItem {
  readonly title: string;
  readonly quantity: string;
  readonly amount: MoneyJson;
}

/** Somebody's words, or a message of the till by its kind. */
export interface EvidenceLine {
  readonly at: Instant;
  readonly from: 'customer' | 'shop' | 'till';
  readonly text: string;
  /** Kind of what was sent along: `photo`, `document`. */
  readonly media: string | null;
  /** Of a message of the till: what it was, and the invoice and sum that it named. */
  readonly kind: string | null;
  readonly number: string | null;
  readonly amount: MoneyJson | null;
  /** When the messenger took it; null for the customer's own, and for what was not delivered. */
  readonly deliveredAt: Instant | null;
}

export interface EvidenceEvent {
  readonly at: Instant;
  readonly type: string;
  readonly by: { readonly type: string; readonly name: string | null };
  readonly data: Readonly<Record<string, unknown>>;
}

/** All that we know for a dispute, as it was when somebody asked for it: plain JSON, nothing made up. */
export interface EvidenceView {
  /** Opens the same document by its address. */
  readonly token: string;
  readonly madeAt: Instant;
  readonly dispute: Pick<
    Dispute,
    'provider' | 'reference' | 'state' | 'openedAt' | 'closedAt' | 'respondBefore' | 'reason'
  > & { readonly amount: MoneyJson };
  readonly seller: { readonly name: string; readonly inn: string; readonly email: string | null };
  readonly deal: {
    readonly id: number;
    readonly title: string;
    readonly source: string;
    readonly openedAt: Instant;
    readonly responsible: string | null;
  };
  readonly customer: {
    readonly name: string | null;
    readonly phone: string | null;
    readonly phoneVerified: boolean;
    readonly email: string | null;
    readonly company: Company | null;
    readonly channel: string;
    readonly address: string;
    readonly since: Instant;
  } | null;
  readonly invoice: {
    readonly number: string;
    readonly items: readonly EvidenceItem[];
    readonly total: MoneyJson;
    readonly paid: MoneyJson;
    readonly refunded: MoneyJson;
    readonly issuedAt: Instant;
    readonly issuedBy: string | null;
    readonly askedAt: Instant | null;
    readonly dueAt: Instant | null;
    readonly paidAt: Instant | null;
  };
  readonly payments: readonly {
    readonly provider: string;
    readonly kind: string;
    readonly state: string;
    readonly amount: MoneyJson;
    readonly reference: string | null;
    readonly chargeId: string | null;
    readonly createdAt: Instant;
    readonly succeededAt: Instant | null;
    readonly disputed: boolean;
  }[];
  readonly refunds: readonly {
    readonly state: string;
    readonly amount: MoneyJson;
    readonly reference: string | null;
    readonly reason: string;
    readonly createdAt: Instant;
    readonly finishedAt: Instant | null;
    readonly items: readonly EvidenceItem[];
  }[];
  readonly receipts: readonly (Pick<
    FiscalReceipt,
    'purpose' | 'state' | 'fiscal' | 'url' | 'createdAt' | 'registeredAt'
  > & { readonly amount: MoneyJson })[];
  readonly timeline: readonly EvidenceEvent[];
  readonly conversation: readonly EvidenceLine[];
}
