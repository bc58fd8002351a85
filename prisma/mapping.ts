import type { InboxEntry } from '../domain/changes.ts';
import type { Contact, Dialogue } from '../domain/contact.ts';
import type { Deal } from '../domain/deal.ts';
import type { Dispute } from '../domain/dispute.ts';
import type { FiscalReceipt } from '../domain/fiscal-receipt.ts';
import type { HistoryEvent, RollupDelta } from '../domain/history.ts';
import type { Invoice } from '../domain/invoice.ts';
import type { Posting } from '../domain/ledger.ts';
import type { Message } from '../domain/message.ts';
import type { Payment } from '../domain/payment.ts';
import type { Policy } from '../domain/policy.ts';
import type { Refund } from '../domain/refund.ts';
import type { Approval, Invite, Staff } from '../domain/staff.ts';
import { storable } from './storable.ts';

/**
 * How a column is kept: `text`; `int` (a number, also an instant); `sum` (bigint minor units); `flag` (0 or 1);
 * `json` (plain JSON as text); `items` (JSON with sums in it).
 */
type Kind = 'text' | 'int' | 'sum' | 'flag' | 'json' | 'items';

/** A table and the fields of the state that it keeps, each under the column of the same name in snake case. */
export interface Table<T> {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: Readonly<Partial<Record<keyof T & string, Kind>>>;
  /** The same as a list, for what runs with every row. */
  readonly list: readonly {
    readonly field: keyof T & string;
    readonly column: string;
    readonly kind: Kind;
  }[];
}

function table<T>(
  name: string,
  key: readonly (keyof T & string)[],
  kinds: Partial<Record<Kind, string>>,
): Table<T> {
  const columns: Record<string, Kind> = {};
  for (const [kind, fields] of Object.entries(kinds) as [Kind, string][]) {
    for (const field of fields.split(' ')) columns[field] = kind;
  }
  const list = Object.entries(columns).map(([field, kind]) => ({
    field: field as keyof T & string,
    column: snake(field),
    kind,
  }));
  return { name, key, columns: columns as Table<T>['columns'], list };
}

export const contacts = table<Contact>('contacts', ['id'], {
  text: 'id name phone email locale timeZone channel address unreachable',
  flag: 'phoneVerified remindersOff',
  json: 'company',
  int: 'createdAt version',
});
export const dialogues = table<Dialogue>('dialogues', ['channel', 'address'], {
  text: 'channel address name step',
  json: 'data',
  int: 'updatedAt version',
});
export const staff = table<Staff>('staff', ['id'], {
  text: 'id channel address name role locale',
  sum: 'invoiceCeiling refundCeiling',
  flag: 'active',
  int: 'createdAt version',
});
export const invites = table<Invite>('invites', ['tokenHash'], {
  text: 'tokenHash role createdBy usedBy',
  int: 'expiresAt version',
});
export const approvals = table<Approval>('approvals', ['id'], {
  text: 'id kind requestedBy state decidedBy',
  json: 'data',
  int: 'dealId createdAt version',
});
export const deals = table<Deal>('deals', ['id'], {
  int: 'id createdAt updatedAt version',
  text: 'funnel contactId title source responsibleId currency stage lostReason',
});
export const invoices = table<Invoice>('invoices', ['id'], {
  text: 'id number state currency payToken entity receiptTo createdBy planId',
  items: 'items',
  flag: 'inPieces',
  sum: 'total paid refunded',
  int: 'dealId part startsAt askedAt dueAt issuedAt paidAt cancelledAt nextReminderAt remindersDone',
});
export const payments = table<Payment>('payments', ['id'], {
  text: 'id invoiceId provider kind state currency idempotencyKey reference chargeId url qr failure enteredBy',
  sum: 'amount captureAmount',
  flag: 'hold withReceipt',
  int: 'dealId expiresAt createdAt succeededAt nextCheckAt checks captureBefore',
});
export const refunds = table<Refund>('refunds', ['id'], {
  text: 'id invoiceId paymentId provider state currency reason requestedBy idempotencyKey reference failure',
  sum: 'amount',
  flag: 'overpayment',
  items: 'items',
  int: 'dealId createdAt finishedAt nextCheckAt checks',
});
export const disputes = table<Dispute>('disputes', ['id'], {
  text: 'id invoiceId paymentId provider reference state currency reason',
  sum: 'amount',
  int: 'dealId openedAt closedAt respondBefore',
});
export const receipts = table<FiscalReceipt>('receipts', ['id'], {
  text: 'id invoiceId paymentId refundId purpose state register currency settledBy idempotencyKey reference url failure',
  items: 'content',
  sum: 'amount',
  flag: 'along',
  json: 'fiscal',
  int: 'dealId createdAt registeredAt nextCheckAt checks',
});
export const policies = table<Policy>('policies', ['funnel'], {
  text: 'funnel',
  json: 'choices',
  int: 'version',
});
export const postings = table<Posting>('postings', ['entryKey', 'line'], {
  text: 'entryKey account provider invoiceId paymentId refundId currency',
  sum: 'amount',
  int: 'line dealId at',
});
export const messages = table<Message>('messages', ['id'], {
  text: 'id dedupeKey kind channel address locale slot requestId state leaseToken sentRef lastError',
  json: 'data',
  flag: 'maybeRepeated',
  int: 'priority dealId notBefore createdAt attempts',
});
export const inbox = table<InboxEntry>('inbox', ['source', 'key'], {
  text: 'source key state body requestId',
  int: 'dealId receivedAt nextAt',
});
export const rollups = table<RollupDelta>('rollups', ['day', 'funnel', 'currency', 'metric', 'label'], {
  text: 'day funnel currency metric label',
  int: 'count',
  sum: 'sum',
});

/** `nextReminderAt` as its column: `next_reminder_at`. */
export function snake(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Fields of a table in their fixed order. */
export function fieldsOf<T>(of: Table<T>): (keyof T & string)[] {
  return Object.keys(of.columns) as (keyof T & string)[];
}

/** The state as a row: column names, and values that both drivers take. Sums stay bigint. */
export function toRow<T extends object>(
  of: Table<T>,
  state: T,
): Record<string, string | number | bigint | null> {
  const row: Record<string, string | number | bigint | null> = {};
  for (const { field, column, kind } of of.list) row[column] = toColumn(kind, state[field]);
  return row;
}

/** The same as values in the order of `list`. */
export function toValues<T extends object>(of: Table<T>, state: T): (string | number | bigint | null)[] {
  return of.list.map(({ field, kind }) => toColumn(kind, state[field]));
}

function toColumn(kind: Kind, value: unknown): string | number | bigint | null {
  if (value === null || value === undefined) return null;
  if (kind === 'flag') return value ? 1 : 0;
  if (kind === 'json') return JSON.stringify(value);
  if (kind === 'text') return storable(value as string);
  if (kind === 'items')
    return JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? each.toString() : each));
  return value as string | number | bigint;
}

/** A row as the state: integers may be number, bigint or decimal text. */
export function toState<T>(of: Table<T>, row: Readonly<Record<string, unknown>>): T {
  const state: Record<string, unknown> = {};
  for (const { field, column, kind } of of.list) state[field] = fromColumn(kind, row[column]);
  return state as T;
}

/** The same of values in the order of `list`. */
export function fromValues<T>(of: Table<T>, values: readonly unknown[]): T {
  const state: Record<string, unknown> = {};
  for (let at = 0; at < of.list.length; at++) {
    const { field, kind } = of.list[at] as Table<T>['list'][number];
    state[field] = fromColumn(kind, values[at]);
  }
  return state as T;
}

const SUMS_OF_ITEMS = new Set(['quantity', 'price', 'amount']);

function fromColumn(kind: Kind, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (kind) {
    case 'text':
      return value;
    case 'int':
      return Number(value);
    case 'flag':
      return Number(value) === 1;
    case 'sum':
      return BigInt(value as string | bigint);
    case 'json':
      return JSON.parse(value as string);
    case 'items':
      return JSON.parse(value as string, (key, each) => (SUMS_OF_ITEMS.has(key) ? BigInt(each) : each));
  }
}

/** A history row's own text, over which its hash is made; the fields hold no line breaks of their own. */
export function chainText(prevHash: string, seq: number, event: HistoryEvent): string {
  const { stream, type, actor, data, at, requestId } = event;
  return [prevHash, stream, seq, type, actor.type, actor.id ?? '', JSON.stringify(data), at, requestId].join(
    '\n',
  );
}

/** A history row as the event. */
export function toEvent(row: Readonly<Record<string, unknown>>): HistoryEvent {
  return {
    stream: String(row.stream),
    type: String(row.type),
    actor: {
      type: row.actor_type as HistoryEvent['actor']['type'],
      id: (row.actor_id as string | null) ?? null,
    },
    data: JSON.parse(String(row.data)),
    at: Number(row.at),
    requestId: String(row.request_id),
  };
}

/** Stages in which a deal still waits for something; a contact has at most one such deal in a funnel. */
export const OPEN_STAGES = [
  'lead',
  'in_work',
  'invoice_issued',
  'awaiting_payment',
  'partially_paid',
] as const;
