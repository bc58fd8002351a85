import type { Changes, CommitResult, InboxEntry } from '../../domain/changes.ts';
import type { FiscalReceipt } from '../../domain/fiscal-receipt.ts';
import type { Invoice } from '../../domain/invoice.ts';
import type { Message } from '../../domain/message.ts';
import type { Payment } from '../../domain/payment.ts';
import type { Instant } from '../../domain/ports/clock.ts';
import type { Checkup, QueueDepths, Store } from '../../domain/ports/store.ts';
import type { Refund } from '../../domain/refund.ts';
import { ChainCheck } from '../../prisma/chain.ts';
import { keyed } from './memory-commit.ts';
import { MemoryReads, oldestFirst } from './memory-reads.ts';

/** The store's contract in plain maps, for tests that need no database. */
export class MemoryStore extends MemoryReads implements Store {
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

  async claimMessages(claim: Parameters<Store['claimMessages']>[0]): Promise<readonly Message[]> {
    return this.tables.outbox.claim(claim);
  }

  async reportDelivery(...[id, token, report, now]: Parameters<Store['reportDelivery']>): Promise<boolean> {
    return this.tables.outbox.report(id, token, report, now);
  }

  async wakeMessages(channel: string, now: Instant): Promise<void> {
    this.tables.outbox.wake(channel, now);
  }

  async sentRef(channel: string, address: string, slot: string): Promise<string | null> {
    return this.tables.outbox.sent(channel, address).find((row) => row.slot === slot)?.sentRef ?? null;
  }

  async dealOfSent(channel: string, address: string, sentRef: string): Promise<number | null> {
    return this.tables.outbox.sent(channel, address).find((row) => row.sentRef === sentRef)?.dealId ?? null;
  }

  async isSending(channel: string, address: string): Promise<boolean> {
    return this.tables.outbox.isSending(channel, address);
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
