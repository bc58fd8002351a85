import type { Changes } from '../../domain/changes.ts';
import { fromJson, type MoneyJson } from '../../domain/money.ts';
import type { MemoryTables } from '../support/memory-tables.ts';
import type { Attempt, BankRefund, SimulatedBank } from './simulated-bank.ts';
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
    checkCharges(tables, bank, expect);
    for (const attempt of bank.attempts) {
      for (const refund of attempt.refunds) checkRefund(tables, refund, expect);
      checkDisputes(tables, attempt, expect);
    }
    checkIntents(tables, bank, expect);
    checkBalance(tables, bank, expect);
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
      const most = paid >= total ? 1 : 0;
      if (contact?.unreachable === null) expect(`invoice ${number} told as paid`, told.length, most);
      else expect(`invoice ${number} told as paid at most once`, told.length <= most, true);
    }
  }
}

type Expect = (what: string, found: unknown, wanted: unknown) => void;

function checkCharges(tables: MemoryTables, bank: SimulatedBank, expect: Expect): void {
  const succeeded = [...tables.payments.values()].filter(({ state }) => state === 'succeeded');
  const charges = bank.attempts.flatMap((attempt) => attempt.charges);
  expect('payments that succeeded', succeeded.length, charges.length);
  for (const { id, amount } of charges) {
    const rows = succeeded.filter(({ chargeId }) => chargeId === id);
    expect(
      `charge ${id}`,
      rows.map((row) => `${row.amount} ${row.currency}`),
      [`${amount.minor} ${amount.currency}`],
    );
  }
  const keys = bank.attempts.map(({ request }) => request.idempotencyKey);
  expect('attempts of one key', keys.length, new Set(keys).size);
}

/** A refund that was made elsewhere may be two rows: of what was paid twice, and of the sale. */
function checkRefund(
  tables: MemoryTables,
  { id, refundId, amount, state }: BankRefund,
  expect: Expect,
): void {
  const rows = [...tables.refunds.values()].filter(
    (row) => row.reference === id || row.id === refundId || row.idempotencyKey.startsWith(`${id}:`),
  );
  expect(
    `refund ${id}`,
    rows.reduce((sum, row) => sum + row.amount, 0n),
    amount.minor,
  );
  expect(`refund ${id} state`, new Set(rows.map((row) => row.state)).size === 1 && rows[0]?.state, state);
  const told = [...tables.outbox.rows.values()].filter(
    ({ kind, dedupeKey }) =>
      kind === 'refund_sent' && rows.some((row) => dedupeKey.startsWith(`refund:${row.id}:`)),
  );
  expect(`refund ${id} told at most once`, told.length <= rows.length, true);
}

/** What the till asked for has ended, and happened at the bank once at most. */
function checkIntents(tables: MemoryTables, bank: SimulatedBank, expect: Expect): void {
  const made = bank.attempts.flatMap(({ refunds }) => refunds);
  for (const refund of tables.refunds.values()) {
    const final = refund.state === 'succeeded' || refund.state === 'failed';
    expect(`refund ${refund.id} is settled`, final ? 'yes' : refund.state, 'yes');
    expect(
      `refund ${refund.id} made once`,
      made.filter(({ refundId }) => refundId === refund.id).length <= 1,
      true,
    );
  }
}

function checkDisputes(tables: MemoryTables, { disputes }: Attempt, expect: Expect): void {
  for (const { id, state } of disputes) {
    const row = [...tables.disputes.values()].find(({ reference }) => reference === id);
    expect(`dispute ${id}`, row?.state, state);
  }
}

/** What lies at the bank by our ledger is what lies there by its own. */
function checkBalance(tables: MemoryTables, bank: SimulatedBank, expect: Expect): void {
  const theirs = new Map<string, bigint>();
  const ours = new Map<string, bigint>();
  const add = (sums: Map<string, bigint>, currency: string, minor: bigint): void => {
    sums.set(currency, (sums.get(currency) ?? 0n) + minor);
  };
  for (const { charges, refunds, disputes } of bank.attempts) {
    for (const { amount } of charges) add(theirs, amount.currency, amount.minor);
    for (const { amount, state } of refunds)
      if (state === 'succeeded') add(theirs, amount.currency, -amount.minor);
    for (const { amount, state } of disputes)
      if (state !== 'won') add(theirs, amount.currency, -amount.minor);
  }
  for (const { account, amount, currency } of tables.postings.values()) {
    if (account === 'provider' || account === 'fees') add(ours, currency, amount);
  }
  for (const [currency, sum] of theirs)
    expect(`money at the bank, ${currency}`, ours.get(currency) ?? 0n, sum);
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
