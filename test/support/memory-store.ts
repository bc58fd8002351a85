import type { DealCase } from '../../domain/case.ts';
import type { Changes, CommitResult, InboxEntry } from '../../domain/changes.ts';
import type { Contact } from '../../domain/contact.ts';
import type { Stage } from '../../domain/deal.ts';
import type { SaidMessage } from '../../domain/evidence.ts';
import type { FiscalReceipt } from '../../domain/fiscal-receipt.ts';
import type { HistoryEvent, RollupDelta } from '../../domain/history.ts';
import type { Invoice } from '../../domain/invoice.ts';
import type { Message } from '../../domain/message.ts';
import type { Payment } from '../../domain/payment.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Instant } from '../../domain/ports/clock.ts';
import type {
  Checkup,
  DealFilter,
  DealRow,
  InvoiceFilter,
  PaymentKey,
  Person,
  QueueDepths,
  SilentPayments,
  Store,
} from '../../domain/ports/store.ts';
import type { Refund } from '../../domain/refund.ts';
import type { Approval, Invite, Staff } from '../../domain/staff.ts';
import { ChainCheck } from '../../prisma/chain.ts';
import { keyed } from './memory-commit.ts';
import { MemoryTables } from './memory-tables.ts';

const OPEN: ReadonlySet<Stage> = new Set([
  'lead',
  'in_work',
  'invoice_issued',
  'awaiting_payment',
  'partially_paid',
]);

/** The store's contract in plain maps, for tests that need no database. */
export class MemoryStore implements Store {
  readonly tables = new MemoryTables();
  private readonly series = new Map<string, number>();
  private readonly leases = new Map<string, { holder: string; until: Instant }>();

  async commit(changes: Changes): Promise<CommitResult> {
    return this.tables.commit(changes);
  }

  async nextNumber(series: string): Promise<number> {
    const next = (this.series.get(series) ?? 0) + 1;
    this.series.set(series, next);
    return next;
  }

  async counter(name: string): Promise<number> {
    return this.tables.counters.get(name) ?? 0;
  }

  async caseByDeal(id: number): Promise<DealCase | null> {
    const { deals, contacts, staff, invoices, payments, refunds, disputes, receipts, postings } = this.tables;
    const deal = deals.get(keyed(id));
    if (!deal) return null;
    const ofDeal = <T extends { dealId: number }>(rows: ReadonlyMap<string, T>): T[] =>
      [...rows.values()].filter((row) => row.dealId === id);
    return {
      deal,
      contact: contacts.get(keyed(deal.contactId ?? '')) ?? null,
      invoices: oldestFirst(ofDeal(invoices), (row) => row.issuedAt),
      payments: oldestFirst(ofDeal(payments), (row) => row.createdAt),
      refunds: oldestFirst(ofDeal(refunds), (row) => row.createdAt),
      disputes: oldestFirst(ofDeal(disputes), (row) => row.openedAt),
      receipts: oldestFirst(ofDeal(receipts), (row) => row.createdAt),
      postings: ofDeal(postings),
      policy: await this.policy(deal.funnel),
      team: oldestFirst(
        [...staff.values()].filter((row) => row.active),
        (row) => row.createdAt,
      ),
    };
  }

  caseByInvoice(number: string): Promise<DealCase | null> {
    return this.caseOf([...this.tables.invoices.values()].filter((row) => row.number === number));
  }

  caseByPayToken(token: string): Promise<DealCase | null> {
    return this.caseOf([...this.tables.invoices.values()].filter((row) => row.payToken === token));
  }

  caseByPaymentId(id: string): Promise<DealCase | null> {
    return this.caseOf([...this.tables.payments.values()].filter((row) => row.id === id));
  }

  caseByReceipt(
    register: string,
    key: { reference: string; idempotencyKey: string | null },
  ): Promise<DealCase | null> {
    const own = [...this.tables.receipts.values()].filter((row) => row.register === register);
    const found =
      own.find((row) => row.reference === key.reference) ??
      own.find((row) => row.idempotencyKey === key.idempotencyKey);
    return this.caseOf(found ? [found] : []);
  }

  caseByPayment(key: PaymentKey): Promise<DealCase | null> {
    const { payments, refunds, disputes } = this.tables;
    const same = (given: string | undefined, own: string | null): boolean =>
      given !== undefined && given === own;
    const found = [
      ...[...payments.values()].filter(
        (row) =>
          same(key.reference, row.reference) ||
          same(key.chargeId, row.chargeId) ||
          same(key.paymentId, row.id),
      ),
      ...[...refunds.values()].filter(
        (row) => same(key.refundReference, row.reference) || same(key.refundId, row.id),
      ),
      ...[...disputes.values()].filter((row) => same(key.disputeReference, row.reference)),
    ];
    return this.caseOf(found.filter((row) => row.provider === key.provider));
  }

  private async caseOf(rows: readonly { dealId: number }[]): Promise<DealCase | null> {
    const deals = new Set(rows.map((row) => row.dealId));
    const [only] = deals;
    return only !== undefined && deals.size === 1 ? this.caseByDeal(only) : null;
  }

  async person(channel: string, address: string): Promise<Person> {
    const { identities, contacts, staff, dialogues, deals } = this.tables;
    const contact = contacts.get(keyed(identities.get(keyed(channel, address)) ?? '')) ?? null;
    const open = [...deals.values()].filter(
      (deal) => contact && deal.contactId === contact.id && OPEN.has(deal.stage),
    );
    const works = (row: Staff): boolean => row.active && row.channel === channel && row.address === address;
    return {
      contact,
      staff: [...staff.values()].find(works) ?? null,
      dialogue: dialogues.get(keyed(channel, address)) ?? null,
      openDealId: open.length > 0 ? Math.max(...open.map((deal) => deal.id)) : null,
    };
  }

  async contact(id: string): Promise<Contact | null> {
    return this.tables.contacts.get(keyed(id)) ?? null;
  }

  async staff(): Promise<readonly Staff[]> {
    return oldestFirst([...this.tables.staff.values()], (row) => row.createdAt);
  }

  async invite(tokenHash: string): Promise<Invite | null> {
    return this.tables.invites.get(keyed(tokenHash)) ?? null;
  }

  async policy(funnel: string): Promise<Policy | null> {
    return this.tables.policies.get(keyed(funnel)) ?? null;
  }

  async approval(id: string): Promise<Approval | null> {
    return this.tables.approvals.get(keyed(id)) ?? null;
  }

  async deals({
    stages,
    responsibleId,
    contactId,
    limit = 20,
    offset = 0,
  }: DealFilter): Promise<readonly DealRow[]> {
    const { deals, contacts, staff } = this.tables;
    const rows = [...deals.values()].filter(
      (deal) =>
        (!stages || stages.includes(deal.stage)) &&
        (responsibleId === undefined || deal.responsibleId === responsibleId) &&
        (contactId === undefined || deal.contactId === contactId),
    );
    const page = rows.sort((a, b) => b.id - a.id).slice(offset, offset + limit);
    return page.map((deal) => ({
      deal,
      contactName: contacts.get(keyed(deal.contactId ?? ''))?.name ?? null,
      responsibleName: staff.get(keyed(deal.responsibleId ?? ''))?.name ?? null,
    }));
  }

  async invoices({ states, dealId, limit = 20, offset = 0 }: InvoiceFilter): Promise<readonly Invoice[]> {
    const rows = [...this.tables.invoices.values()].filter(
      (row) => (!states || states.includes(row.state)) && (dealId === undefined || row.dealId === dealId),
    );
    return oldestFirst(rows, (row) => row.issuedAt)
      .reverse()
      .slice(offset, offset + limit);
  }

  async history(stream: string): Promise<readonly HistoryEvent[]> {
    return this.tables.history.filter((link) => link.event.stream === stream).map((link) => link.event);
  }

  async rollups(fromDay: string, toDay: string): Promise<readonly RollupDelta[]> {
    const rows = [...this.tables.rollups.entries()].filter(
      ([, row]) => row.day >= fromDay && row.day <= toDay,
    );
    return rows.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }

  async claimMessages(claim: Parameters<Store['claimMessages']>[0]): Promise<readonly Message[]> {
    return this.tables.outbox.claim(claim);
  }

  async reportDelivery(...[id, token, report, now]: Parameters<Store['reportDelivery']>): Promise<boolean> {
    return this.tables.outbox.report(id, token, report, now);
  }

  async sentRef(channel: string, address: string, slot: string): Promise<string | null> {
    return this.tables.outbox.sent(channel, address).find((row) => row.slot === slot)?.sentRef ?? null;
  }

  async dealOfSent(channel: string, address: string, sentRef: string): Promise<number | null> {
    return this.tables.outbox.sent(channel, address).find((row) => row.sentRef === sentRef)?.dealId ?? null;
  }

  async identities(contactId: string): Promise<readonly { channel: string; address: string }[]> {
    const own = [...this.tables.identities].filter(([, id]) => id === contactId).sort();
    return own.map(([key]) => {
      const [channel = '', address = ''] = JSON.parse(key) as string[];
      return { channel, address };
    });
  }

  async messagesOf(dealId: number, limit: number): Promise<readonly SaidMessage[]> {
    return this.tables.outbox.about(dealId).slice(0, limit);
  }

  async messageByKey(dedupeKey: string): Promise<Message | null> {
    return this.tables.outbox.byKey(dedupeKey);
  }

  async lease(name: string, holder: string, now: Instant, leaseMs: number): Promise<boolean> {
    const held = this.leases.get(name);
    if (held && held.holder !== holder && held.until > now) return false;
    this.leases.set(name, { holder, until: now + leaseMs });
    return true;
  }

  async nextMessageAt(): Promise<Instant | null> {
    return this.tables.outbox.nextAt();
  }

  async dueReminders(now: Instant, limit: number): Promise<readonly { dealId: number; invoiceId: string }[]> {
    const due = [...this.tables.invoices.values()].filter(
      (row) => row.nextReminderAt !== null && row.nextReminderAt <= now,
    );
    const first = new Map<number, Invoice>();
    for (const row of oldestFirst(due, (each) => each.nextReminderAt ?? 0)) {
      if (!first.has(row.dealId)) first.set(row.dealId, row);
    }
    const page = [...first.values()].slice(0, limit);
    return page.map((row) => ({ dealId: row.dealId, invoiceId: row.id }));
  }

  async dueExpiries(now: Instant, limit: number): Promise<readonly { dealId: number; invoiceId: string }[]> {
    const due = [...this.tables.invoices.values()].filter(
      (row) => row.state === 'open' && row.dueAt !== null && row.dueAt < now,
    );
    const page = oldestFirst(due, (row) => row.dueAt ?? 0).slice(0, limit);
    return page.map((row) => ({ dealId: row.dealId, invoiceId: row.id }));
  }

  async claimPaymentChecks(now: Instant, leaseMs: number, limit: number): Promise<readonly Payment[]> {
    return claimChecks(this.tables.payments, now, leaseMs, limit);
  }

  async claimRefundChecks(now: Instant, leaseMs: number, limit: number): Promise<readonly Refund[]> {
    return claimChecks(this.tables.refunds, now, leaseMs, limit);
  }

  async claimReceiptChecks(now: Instant, leaseMs: number, limit: number): Promise<readonly FiscalReceipt[]> {
    return claimChecks(this.tables.receipts, now, leaseMs, limit);
  }

  async claimInbox(now: Instant, leaseMs: number, limit: number): Promise<readonly InboxEntry[]> {
    const { inbox } = this.tables;
    const due = [...inbox.values()].filter(
      (row) => row.state !== 'done' && row.nextAt !== null && row.nextAt <= now,
    );
    const claimed = due.sort((a, b) => (a.nextAt ?? 0) - (b.nextAt ?? 0)).slice(0, limit);
    const moved = claimed.map((row) => ({ ...row, nextAt: now + leaseMs }));
    for (const row of moved) inbox.set(keyed(row.source, row.key), row);
    return moved;
  }

  async settleInbox(...[source, key, to]: Parameters<Store['settleInbox']>): Promise<void> {
    const row = this.tables.inbox.get(keyed(source, key));
    if (!row || row.state === 'done') return;
    this.tables.inbox.set(keyed(source, key), { ...row, ...to, body: to.state === 'done' ? null : row.body });
  }

  async unmatched(limit: number, offset: number): Promise<readonly InboxEntry[]> {
    const order = (row: InboxEntry) => keyed(row.source, row.key);
    return [...this.tables.inbox.values()]
      .filter((row) => row.state === 'unmatched')
      .sort((a, b) => b.receivedAt - a.receivedAt || (order(a) < order(b) ? -1 : 1))
      .slice(offset, offset + limit);
  }

  async inboxEntry(source: string, key: string): Promise<InboxEntry | null> {
    return this.tables.inbox.get(keyed(source, key)) ?? null;
  }

  async creditHeld(limit: number, offset: number): Promise<readonly string[]> {
    const held = new Map<string, { sum: bigint; at: number }>();
    for (const { account, paymentId, amount, at } of this.tables.postings.values()) {
      if (account !== 'credit' || paymentId === null) continue;
      const { sum, at: first } = held.get(paymentId) ?? { sum: 0n, at };
      held.set(paymentId, { sum: sum + amount, at: Math.min(first, at) });
    }
    return [...held]
      .filter(([, { sum }]) => sum < 0n)
      .sort(([a, x], [b, y]) => y.at - x.at || (a < b ? -1 : 1))
      .slice(offset, offset + limit)
      .map(([id]) => id);
  }

  async lastHeard(source: string): Promise<Instant | null> {
    const own = [...this.tables.inbox.values()].filter((row) => row.source === source);
    return own.length > 0 ? Math.max(...own.map((row) => row.receivedAt)) : null;
  }

  async invoicesDue(currency: string, due: bigint, limit: number): Promise<readonly Invoice[]> {
    const open = [...this.tables.invoices.values()].filter(
      (row) => row.state === 'open' || row.state === 'partially_paid',
    );
    return open
      .filter((row) => row.currency === currency && row.total - row.paid === due)
      .sort((a, b) => b.issuedAt - a.issuedAt || (a.id < b.id ? -1 : 1))
      .slice(0, limit);
  }

  async bookedAt(
    provider: string,
    from: Instant,
    to: Instant,
  ): Promise<{ payments: readonly Payment[]; refunds: readonly Refund[] }> {
    const within = (at: Instant | null): boolean => at !== null && at >= from && at < to;
    const payments = [...this.tables.payments.values()].filter((row) => within(row.succeededAt));
    const refunds = [...this.tables.refunds.values()].filter(
      (row) => row.state === 'succeeded' && within(row.finishedAt),
    );
    return {
      payments: oldestFirst(payments, (row) => row.succeededAt ?? 0).filter(
        (row) => row.provider === provider,
      ),
      refunds: oldestFirst(refunds, (row) => row.finishedAt ?? 0).filter((row) => row.provider === provider),
    };
  }

  async silentPayments(before: Instant): Promise<readonly SilentPayments[]> {
    const silent = [...this.tables.payments.values()].filter(
      ({ state, nextCheckAt, createdAt }) =>
        nextCheckAt !== null && (state === 'pending' || state === 'unknown') && createdAt < before,
    );
    return [...new Set(silent.map(({ provider }) => provider))].sort().map((provider) => {
      const own = silent.filter((row) => row.provider === provider);
      const oldest = Math.min(...own.map(({ createdAt }) => createdAt));
      return { provider, count: own.length, oldest };
    });
  }

  async queueDepths(now: Instant): Promise<QueueDepths> {
    const inbox = [...this.tables.inbox.values()].map((row) => ({ ...row, createdAt: row.receivedAt }));
    const age = (rows: readonly { createdAt: Instant }[]): number =>
      rows.length === 0 ? 0 : Math.max(0, now - Math.min(...rows.map(({ createdAt }) => createdAt)));
    const waiting = inbox.filter((row) => row.state === 'waiting');
    const unmatched = inbox.filter((row) => row.state === 'unmatched');
    const checks = [...this.tables.payments.values()].filter(
      (row) => row.nextCheckAt !== null && row.state !== 'succeeded',
    );
    const receipts = [...this.tables.receipts.values()].filter((row) => row.nextCheckAt !== null);
    return {
      ...this.tables.outbox.depths(now),
      inboxWaiting: waiting.length,
      inboxOldestMs: age(waiting),
      inboxUnmatched: unmatched.length,
      unmatchedOldestMs: age(unmatched),
      paymentsPending: checks.length,
      paymentsOldestMs: age(checks),
      receiptsPending: receipts.length,
      receiptsOldestMs: age(receipts),
      receiptsFailed: [...this.tables.receipts.values()].filter(
        (row) => row.state === 'failed' || row.state === 'no_contact',
      ).length,
    };
  }

  async ping(): Promise<void> {}

  async checkup(): Promise<Checkup> {
    return { durable: true, settings: 'memory', now: null };
  }

  async dealIds(after: number, limit: number): Promise<readonly number[]> {
    const ids = [...this.tables.deals.values()].map((deal) => deal.id).filter((id) => id > after);
    return ids.sort((a, b) => a - b).slice(0, limit);
  }

  async verifyHistory(): Promise<readonly { stream: string; seq: number }[]> {
    const check = new ChainCheck();
    const links = [...this.tables.history].sort((a, b) =>
      a.event.stream === b.event.stream ? a.seq - b.seq : a.event.stream < b.event.stream ? -1 : 1,
    );
    for (const link of links) await check.add(link);
    return check.broken;
  }

  async close(): Promise<void> {}
}

function oldestFirst<T extends { readonly id: string }>(rows: readonly T[], at: (row: T) => Instant): T[] {
  return [...rows].sort((a, b) => at(a) - at(b) || (a.id < b.id ? -1 : 1));
}

function claimChecks<T extends Payment | Refund | FiscalReceipt>(
  table: Map<string, T>,
  now: Instant,
  leaseMs: number,
  limit: number,
): T[] {
  const due = [...table.values()].filter((row) => row.nextCheckAt !== null && row.nextCheckAt <= now);
  const claimed = oldestFirst(due, (row) => row.nextCheckAt ?? 0).slice(0, limit);
  const moved = claimed.map((row) => ({ ...row, nextCheckAt: now + leaseMs }));
  for (const row of moved) table.set(row.id, row);
  return moved;
}
