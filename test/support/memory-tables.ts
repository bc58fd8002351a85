import { createHash } from 'node:crypto';
import type { Changes, CommitResult, InboxEntry } from '../../domain/changes.ts';
import type { Contact, Dialogue } from '../../domain/contact.ts';
import type { Deal } from '../../domain/deal.ts';
import type { Dispute } from '../../domain/dispute.ts';
import type { FiscalReceipt } from '../../domain/fiscal-receipt.ts';
import type { Forgotten } from '../../domain/forgotten.ts';
import type { HistoryEvent, RollupDelta } from '../../domain/history.ts';
import type { Invoice } from '../../domain/invoice.ts';
import type { Posting } from '../../domain/ledger.ts';
import type { Payment } from '../../domain/payment.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Refund } from '../../domain/refund.ts';
import type { Approval, Invite, Staff } from '../../domain/staff.ts';
import type { Link } from '../../prisma/chain.ts';
import { chainText } from '../../prisma/mapping.ts';
import { judge, keyed, type Tables } from './memory-commit.ts';
import { MemoryOutbox } from './memory-outbox.ts';

/** All rows of the in-memory store; tests may look at them, and only `commit` changes them. */
export class MemoryTables implements Tables {
  readonly inbox = new Map<string, InboxEntry>();
  readonly contacts = new Map<string, Contact>();
  /** Address in a channel → contact id. */
  readonly identities = new Map<string, string>();
  readonly dialogues = new Map<string, Dialogue>();
  readonly staff = new Map<string, Staff>();
  readonly invites = new Map<string, Invite>();
  readonly approvals = new Map<string, Approval>();
  readonly deals = new Map<string, Deal>();
  readonly invoices = new Map<string, Invoice>();
  readonly payments = new Map<string, Payment>();
  readonly refunds = new Map<string, Refund>();
  readonly disputes = new Map<string, Dispute>();
  readonly receipts = new Map<string, FiscalReceipt>();
  readonly policies = new Map<string, Policy>();
  readonly postings = new Map<string, Posting>();
  readonly rollups = new Map<string, RollupDelta>();
  readonly counters = new Map<string, number>();
  readonly outbox = new MemoryOutbox();
  readonly history: Link[] = [];

  versionOf(table: string, key: string): number {
    const tables: Record<string, ReadonlyMap<string, { version: number }>> = {
      contacts: this.contacts,
      dialogues: this.dialogues,
      staff: this.staff,
      invites: this.invites,
      approvals: this.approvals,
      policies: this.policies,
      deals: this.deals,
    };
    return tables[table]?.get(key)?.version ?? 0;
  }

  commit(changes: Changes): CommitResult {
    const verdict = judge(changes, this);
    if (verdict === 'committed') this.write(changes);
    return verdict;
  }

  private write(changes: Changes): void {
    for (const person of changes.forgotten ?? []) this.forget(person);
    put(this.inbox, changes.inbox, (row) => keyed(row.source, row.key));
    put(this.contacts, grown(changes.contacts), (row) => keyed(row.id));
    for (const row of changes.contacts ?? []) this.identities.set(keyed(row.channel, row.address), row.id);
    put(this.dialogues, grown(changes.dialogues), (row) => keyed(row.channel, row.address));
    put(this.staff, grown(changes.staff), (row) => keyed(row.id));
    put(this.invites, grown(changes.invites), (row) => keyed(row.tokenHash));
    put(this.approvals, grown(changes.approvals), (row) => keyed(row.id));
    put(this.deals, grown(changes.deals), (row) => keyed(row.id));
    for (const { name, value, by = 1 } of changes.counters ?? []) this.counters.set(name, value + by);
    put(this.invoices, changes.invoices, (row) => row.id);
    put(this.payments, changes.payments, (row) => row.id);
    put(this.refunds, changes.refunds, (row) => row.id);
    put(this.disputes, changes.disputes, (row) => row.id);
    put(this.receipts, changes.receipts, (row) => row.id);
    put(this.policies, grown(changes.policies), (row) => keyed(row.funnel));
    put(this.postings, changes.postings, (row) => keyed(row.entryKey, row.line));
    for (const message of changes.messages ?? []) this.outbox.add(message);
    for (const event of changes.history ?? []) this.append(event);
    for (const delta of changes.rollups ?? []) this.add(delta);
  }

  private forget({ contactId, dealIds }: Forgotten): void {
    const own = [...this.identities].filter(([, id]) => id === contactId).map(([key]) => key);
    const isStaff = (key: string) =>
      [...this.staff.values()].some((each) => keyed(each.channel, each.address) === key);
    const deals = new Set(dealIds);
    this.outbox.forget(new Set(own), deals);
    for (const key of own) {
      this.identities.delete(key);
      if (!isStaff(key)) this.dialogues.delete(key);
    }
    for (const [key, row] of this.approvals) {
      if (deals.has(row.dealId) && row.state !== 'waiting') this.approvals.set(key, { ...row, data: {} });
    }
  }

  private append(event: HistoryEvent): void {
    const before = this.history.findLast((link) => link.event.stream === event.stream);
    const seq = (before?.seq ?? 0) + 1;
    const prevHash = before?.hash ?? '';
    const hash = createHash('sha256')
      .update(chainText(prevHash, seq, event))
      .digest('hex');
    this.history.push({ event, seq, prevHash, hash });
  }

  private add(delta: RollupDelta): void {
    const key = keyed(delta.day, delta.funnel, delta.currency, delta.metric, delta.label);
    const before = this.rollups.get(key);
    const count = delta.count + (before?.count ?? 0);
    this.rollups.set(key, { ...delta, count, sum: delta.sum + (before?.sum ?? 0n) });
  }
}

function put<T>(table: Map<string, T>, rows: readonly T[] | undefined, keyOf: (row: T) => string): void {
  for (const row of rows ?? []) table.set(keyOf(row), row);
}

function grown<T extends { readonly version: number }>(
  rows: readonly T[] | undefined,
): readonly T[] | undefined {
  return rows?.map((row) => ({ ...row, version: row.version + 1 }));
}
