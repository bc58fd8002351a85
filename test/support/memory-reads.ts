import type { DealCase } from '../../domain/case.ts';
import type { InboxEntry } from '../../domain/changes.ts';
import type { Contact } from '../../domain/contact.ts';
import type { Stage } from '../../domain/deal.ts';
import type { SaidMessage } from '../../domain/evidence.ts';
import type { HistoryEvent, RollupDelta } from '../../domain/history.ts';
import type { Invoice } from '../../domain/invoice.ts';
import type { Message } from '../../domain/message.ts';
import type { Payment } from '../../domain/payment.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Instant } from '../../domain/ports/clock.ts';
import type {
  DealFilter,
  DealRow,
  InvoiceFilter,
  PaymentKey,
  Person,
  SilentPayments,
} from '../../domain/ports/store.ts';
import { phoneSpellings } from '../../domain/reach.ts';
import type { Refund } from '../../domain/refund.ts';
import type { Approval, Invite, Staff } from '../../domain/staff.ts';
import { keyed } from './memory-commit.ts';
import { MemoryTables } from './memory-tables.ts';

const OPEN: ReadonlySet<Stage> = new Set([
  'lead',
  'in_work',
  'invoice_issued',
  'awaiting_payment',
  'partially_paid',
]);

/** What the in-memory store reads; tests may look at its tables. */
export class MemoryReads {
  readonly tables = new MemoryTables();

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

  async dealsGiven(
    { phone, email }: { phone: string | null; email: string | null },
    limit: number,
  ): Promise<readonly number[]> {
    const phones = phone ? phoneSpellings(phone) : [];
    const people = [...this.tables.contacts.values()].filter(
      (row) => (row.phone !== null && phones.includes(row.phone)) || (email !== null && row.email === email),
    );
    const own = new Set(people.map(({ id }) => id));
    const deals = [...this.tables.deals.values()].filter(({ contactId }) => contactId && own.has(contactId));
    return deals
      .map(({ id }) => id)
      .sort((a, b) => b - a)
      .slice(0, limit);
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
}

export function oldestFirst<T extends { readonly id: string }>(
  rows: readonly T[],
  at: (row: T) => Instant,
): T[] {
  return [...rows].sort((a, b) => at(a) - at(b) || (a.id < b.id ? -1 : 1));
}
