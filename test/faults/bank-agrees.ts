import type { MemoryTables } from '../support/memory-tables.ts';
import type { Attempt, BankRefund, SimulatedBank } from './simulated-bank.ts';

/** Notes what was found when it is not what was wanted. */
export type Expect = (what: string, found: unknown, wanted: unknown) => void;

/** Compares the till's rows and ledger with the bank's own books: charges, refunds, disputes, what is left. */
export function checkMoney(tables: MemoryTables, bank: SimulatedBank, expect: Expect): void {
  checkCharges(tables, bank, expect);
  for (const attempt of bank.attempts) {
    for (const refund of attempt.refunds) checkRefund(tables, refund, expect);
    checkDisputes(tables, attempt, expect);
  }
  checkIntents(tables, bank, expect);
  checkBalance(tables, bank, expect);
}

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

/** What lies at the bank of each invoice by our ledger is what lies there by its own; nobody is owed less than nothing. */
function checkBalance(tables: MemoryTables, bank: SimulatedBank, expect: Expect): void {
  const theirs = new Map<string, bigint>();
  const ours = new Map<string, bigint>();
  const credit = new Map<string, bigint>();
  const add = (sums: Map<string, bigint>, key: string, minor: bigint): void => {
    sums.set(key, (sums.get(key) ?? 0n) + minor);
  };
  for (const { request, charges, refunds, disputes } of bank.attempts) {
    const of = (currency: string): string => `invoice ${request.invoiceNumber} in ${currency}`;
    for (const { amount } of charges) add(theirs, of(amount.currency), amount.minor);
    for (const { amount, state } of refunds)
      if (state === 'succeeded') add(theirs, of(amount.currency), -amount.minor);
    for (const { amount, state } of disputes)
      if (state !== 'won') add(theirs, of(amount.currency), -amount.minor);
  }
  for (const { account, amount, currency, invoiceId, paymentId } of tables.postings.values()) {
    const number = tables.invoices.get(invoiceId ?? '')?.number;
    if (account === 'provider' || account === 'fees') add(ours, `invoice ${number} in ${currency}`, amount);
    if (account === 'credit') add(credit, paymentId ?? '', -amount);
  }
  for (const [key, sum] of theirs) expect(`money at the bank of ${key}`, ours.get(key) ?? 0n, sum);
  for (const [id, sum] of credit) expect(`credit of payment ${id} below nothing`, sum < 0n && sum, false);
}
