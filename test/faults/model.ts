import type { Changes } from '../../domain/changes.ts';
import { fromJson, type MoneyJson } from '../../domain/money.ts';
import type { MemoryTables } from '../support/memory-tables.ts';
import { checkMoney, type Expect } from './bank-agrees.ts';
import type { SimulatedBank } from './simulated-bank.ts';
import type { SimulatedChat } from './simulated-chat.ts';

interface Expected {
  readonly total: bigint;
  paid: bigint;
  /** Cancelled or expired: money that comes now pays nothing. */
  closed: boolean;
}

/**
 * What the till should have come to, told in another way than the till does: the bank's own books for all
 * money, and the bare order of events for what part of it paid an invoice.
 */
export class Model {
  private readonly invoices = new Map<string, Expected>();

  /** Follows what was committed, in order. */
  follow({ history = [] }: Changes): void {
    for (const { type, data } of history) {
      const number = String(data.number);
      const amount = data.amount ? fromJson(data.amount as MoneyJson) : null;
      const invoice = this.invoices.get(number);
      if (type === 'invoice_issued') {
        const total = fromJson(data.total as MoneyJson).minor;
        this.invoices.set(number, { total, paid: 0n, closed: false });
      } else if (invoice && (type === 'invoice_cancelled' || type === 'invoice_expired')) {
        invoice.closed = true;
      } else if (invoice && amount && type === 'credit_applied') {
        invoice.closed = false;
        invoice.paid += amount.minor;
      } else if (
        invoice &&
        amount &&
        type === 'payment_succeeded' &&
        !invoice.closed &&
        amount.currency === 'RUB'
      ) {
        const open = invoice.total - invoice.paid;
        invoice.paid += amount.minor < open ? amount.minor : open;
      }
    }
  }

  /** Everything that is not as it should be, once all has come to rest. */
  check(tables: MemoryTables, bank: SimulatedBank, chat: SimulatedChat): string[] {
    const wrong: string[] = [];
    const expect = (what: string, found: unknown, wanted: unknown): void => {
      if (String(found) !== String(wanted)) wrong.push(`${what}: ${found}, not ${wanted}`);
    };
    this.checkInvoices(tables, expect);
    checkMoney(tables, bank, expect);
    checkMessages(tables, chat, expect);
    return wrong;
  }

  private checkInvoices(tables: MemoryTables, expect: Expect): void {
    for (const [number, { total, paid }] of this.invoices) {
      const invoice = [...tables.invoices.values()].find((each) => each.number === number);
      expect(`invoice ${number} paid`, invoice?.paid, paid);
      const contact = tables.contacts.get(
        JSON.stringify([tables.deals.get(`[${invoice?.dealId}]`)?.contactId]),
      );
      const told = [...tables.outbox.rows.values()].filter(
        (row) => row.kind === 'invoice_paid' && row.data.number === number,
      );
      // Who can't be reached is told nothing; when that began is the messenger's to say.
      const least = paid >= total ? 1 : 0;
      // Who pays again after the first money went back pays the invoice again, and hears so.
      const again = takenBack(tables, invoice?.id);
      if (contact?.unreachable === null) expect(`invoice ${number} told as paid`, told.length >= least, true);
      const most = least && least + again;
      expect(`invoice ${number} told as paid at most ${most} times`, told.length <= most, true);
    }
  }
}

/** Nothing waits, nothing is left out, and nothing is shown again without a reason. */
function checkMessages(tables: MemoryTables, chat: SimulatedChat, expect: Expect): void {
  const reasons = /^(no_longer_true|nothing_to_redraw|unreachable)/;
  for (const { state, dedupeKey, lastError, maybeRepeated } of tables.outbox.rows.values()) {
    const shown = (chat.shown.get(dedupeKey) ?? 0) - (chat.unanswered.get(dedupeKey) ?? 0);
    if (state === 'sent')
      expect(`${dedupeKey} shown`, maybeRepeated ? shown > 0 || shown : shown, maybeRepeated || 1);
    else if (state === 'parked')
      expect(`${dedupeKey} parked for`, reasons.test(lastError ?? '') || lastError, true);
    else expect(`${dedupeKey} state`, state, 'sent or parked');
  }
}

/** How often money of an invoice went back by nobody's command: disputes, refunds made at the bank. */
function takenBack(tables: MemoryTables, invoiceId: string | undefined): number {
  const disputes = [...tables.disputes.values()].filter((each) => each.invoiceId === invoiceId);
  const refunds = [...tables.refunds.values()].filter(
    (each) => each.invoiceId === invoiceId && each.requestedBy === null,
  );
  return disputes.length + refunds.length;
}
