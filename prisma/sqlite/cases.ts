import type { Database, Statement } from 'better-sqlite3';
import type { DealCase } from '../../domain/case.ts';
import type { PaymentKey, Person } from '../../domain/ports/store.ts';
import type { Staff } from '../../domain/staff.ts';
import * as tables from '../mapping.ts';
import { fromValues, OPEN_STAGES, type Table, toState } from '../mapping.ts';

type Row = Record<string, unknown>;

/** Loads deals with their money, and people; the hot reads of the till. */
export function prepareCases(db: Database) {
  const deal = one(db, tables.deals, 'id = ?');
  const contact = one(db, tables.contacts, 'id = ?');
  const invoices = many(db, tables.invoices, 'deal_id = ? ORDER BY issued_at, id');
  const payments = many(db, tables.payments, 'deal_id = ? ORDER BY created_at, id');
  const refunds = many(db, tables.refunds, 'deal_id = ? ORDER BY created_at, id');
  const disputes = many(db, tables.disputes, 'deal_id = ? ORDER BY opened_at, id');
  const receipts = many(db, tables.receipts, 'deal_id = ? ORDER BY created_at, id');
  const policy = one(db, tables.policies, 'funnel = ?');
  const postings = many(db, tables.postings, 'deal_id = ? ORDER BY at, entry_key, line');
  const team = many(db, tables.staff, 'active = 1 ORDER BY created_at, id');
  const find = prepareFinders(db);

  const caseByDeal = (id: number): DealCase | null => {
    const found = deal(id);
    if (!found) return null;
    return {
      deal: found,
      contact: found.contactId === null ? null : contact(found.contactId),
      invoices: invoices(id),
      payments: payments(id),
      refunds: refunds(id),
      disputes: disputes(id),
      receipts: receipts(id),
      postings: postings(id),
      policy: policy(found.funnel),
      team: team(),
    };
  };
  const via = (id: number | null): DealCase | null => (id === null ? null : caseByDeal(id));
  return {
    caseByDeal,
    caseByInvoice: (number: string) => via(find.number(number)),
    caseByPayToken: (token: string) => via(find.token(token)),
    caseByPaymentId: (id: string) => via(find.payment(id)),
    caseByReceipt: (register: string, key: { reference: string; idempotencyKey: string | null }) =>
      via(find.receipt(register, key.reference) ?? find.receiptKey(register, key.idempotencyKey ?? '')),
    caseByPayment: (key: PaymentKey) => via(dealOf(find, key)),
    person: preparePerson(db),
    contact,
    invite: one(db, tables.invites, 'token_hash = ?'),
    policy,
    approval: one(db, tables.approvals, 'id = ?'),
    staff: many(db, tables.staff, '1 ORDER BY created_at, id') as () => Staff[],
  };
}

/** The deal that every field found leads to; none when they lead to two: that is for a person to look at. */
function dealOf(find: ReturnType<typeof prepareFinders>, key: PaymentKey): number | null {
  const by = (finder: (...keys: string[]) => number | null, value: string | undefined): number | null =>
    value ? finder(key.provider, value) : null;
  const found = new Set([
    by(find.charge, key.chargeId),
    by(find.reference, key.reference),
    by(find.attempt, key.paymentId),
    by(find.refundReference, key.refundReference),
    by(find.refund, key.refundId),
    by(find.disputeReference, key.disputeReference),
  ]);
  found.delete(null);
  const [only = null] = found;
  return found.size === 1 ? only : null;
}

function prepareFinders(db: Database) {
  const finder = (table: string, where: string) => {
    const statement = db.prepare(`SELECT deal_id FROM ${table} WHERE ${where} LIMIT 1`).pluck();
    return (...keys: string[]): number | null => {
      const id = statement.get(...keys) as bigint | undefined;
      return id === undefined ? null : Number(id);
    };
  };
  return {
    number: finder('invoices', 'number = ?'),
    token: finder('invoices', 'pay_token = ?'),
    payment: finder('payments', 'id = ?'),
    charge: finder('payments', 'provider = ? AND charge_id = ?'),
    reference: finder('payments', 'provider = ? AND reference = ?'),
    attempt: finder('payments', 'provider = ? AND id = ?'),
    refundReference: finder('refunds', 'provider = ? AND reference = ?'),
    refund: finder('refunds', 'provider = ? AND id = ?'),
    receipt: finder('receipts', 'register = ? AND reference = ?'),
    receiptKey: finder('receipts', 'register = ? AND idempotency_key = ?'),
    disputeReference: finder('disputes', 'provider = ? AND reference = ?'),
  };
}

function preparePerson(db: Database) {
  const stages = OPEN_STAGES.map((stage) => `'${stage}'`).join(', ');
  const contact = db.prepare(
    'SELECT c.* FROM identities i JOIN contacts c ON c.id = i.contact_id WHERE i.channel = ? AND i.address = ?',
  );
  const staff = one(db, tables.staff, 'channel = ? AND address = ? AND active = 1');
  const dialogue = one(db, tables.dialogues, 'channel = ? AND address = ?');
  // The plus keeps SQLite from reading all deals of these stages: a contact has few.
  const open = db
    .prepare(`SELECT id FROM deals WHERE contact_id = ? AND +stage IN (${stages}) ORDER BY id DESC LIMIT 1`)
    .pluck();
  return (channel: string, address: string): Person => {
    const row = contact.get(channel, address) as Row | undefined;
    const who = row ? toState(tables.contacts, row) : null;
    const id = who ? (open.get(who.id) as bigint | undefined) : undefined;
    return {
      contact: who,
      staff: staff(channel, address),
      dialogue: dialogue(channel, address),
      openDealId: id === undefined ? null : Number(id),
    };
  };
}

/** Values in the order of the table's list: half the price of an object for each row. */
function select<T>(db: Database, of: Table<T>, where: string): Statement {
  const columns = of.list.map(({ column }) => `"${column}"`).join(', ');
  return db.prepare(`SELECT ${columns} FROM ${of.name} WHERE ${where}`).raw();
}

function one<T>(db: Database, of: Table<T>, where: string): (...keys: (string | number)[]) => T | null {
  const statement = select(db, of, where);
  return (...keys) => {
    const values = statement.get(...keys) as unknown[] | undefined;
    return values ? fromValues(of, values) : null;
  };
}

function many<T>(db: Database, of: Table<T>, where: string): (...keys: (string | number)[]) => T[] {
  const statement = select(db, of, where);
  return (...keys) => (statement.all(...keys) as unknown[][]).map((values) => fromValues(of, values));
}
