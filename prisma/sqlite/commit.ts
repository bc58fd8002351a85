import { createHash } from 'node:crypto';
import Sqlite, { type Database, type Statement } from 'better-sqlite3';
import type { Changes, CommitResult } from '../../domain/changes.ts';
import type { Contact } from '../../domain/contact.ts';
import type { HistoryEvent } from '../../domain/history.ts';
import type { NewMessage } from '../../domain/message.ts';
import { requireDeals } from '../guard.ts';
import * as tables from '../mapping.ts';
import { chainText, type Table, toValues } from '../mapping.ts';
import { storable } from '../storable.ts';
import { prepareForget } from './forget.ts';
import { Undo } from './writer.ts';

/** Writes a decision's changes inside a savepoint. Anything but `committed` undoes all of it. */
export type Commit = (changes: Changes) => CommitResult;

/** Prepares every statement of the money path once. */
export function prepareCommit(db: Database): Commit {
  const save = prepareSaves(db);
  const identity = prepareIdentity(db);
  const count = prepareCounter(db);
  const record = prepareHistory(db);
  const forget = prepareForget(db);
  const addInbox = insert(db, tables.inbox);
  const addPosting = insert(db, tables.postings);
  const addMessage = insert(db, NEW_MESSAGE, 'ON CONFLICT (dedupe_key) DO NOTHING');
  const addRollup = insert(
    db,
    tables.rollups,
    'ON CONFLICT DO UPDATE SET count = count + excluded.count, sum = sum + excluded.sum',
  );

  return (changes) => {
    requireDeals(changes);
    for (const person of changes.forgotten ?? []) forget(person);
    for (const entry of changes.inbox ?? []) addInbox(entry);
    for (const name of VERSIONED) {
      for (const state of changes[name] ?? []) (save[name] as Save)(state);
    }
    for (const contact of changes.contacts ?? []) identity(contact);
    for (const counter of changes.counters ?? []) count(counter);
    for (const name of GUARDED) {
      for (const state of changes[name] ?? []) (save[name] as Save)(state);
    }
    for (const posting of changes.postings ?? []) addPosting(posting);
    for (const message of changes.messages ?? []) addMessage(message);
    for (const event of changes.history ?? []) record(event);
    for (const delta of changes.rollups ?? []) addRollup(delta);
    return 'committed';
  };
}

function prepareSaves(db: Database) {
  return {
    contacts: versioned(db, tables.contacts),
    dialogues: versioned(db, tables.dialogues),
    staff: versioned(db, tables.staff),
    invites: versioned(db, tables.invites),
    approvals: versioned(db, tables.approvals),
    policies: versioned(db, tables.policies),
    deals: versioned(db, tables.deals),
    invoices: upsert(db, tables.invoices),
    payments: upsert(db, tables.payments),
    refunds: upsert(db, tables.refunds),
    disputes: upsert(db, tables.disputes),
    receipts: upsert(db, tables.receipts),
  };
}

/** An address belongs to one contact: when another one got it first, the decision is made again with that one. */
function prepareIdentity(db: Database): (contact: Contact) => void {
  const save = db.prepare(
    `INSERT INTO identities (channel, address, contact_id) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET contact_id = excluded.contact_id WHERE contact_id = excluded.contact_id`,
  );
  return ({ channel, address, id }) => {
    if (save.run(channel, storable(address), id).changes !== 1) throw new Undo('stale');
  };
}

function prepareCounter(db: Database): (counter: { name: string; value: number; by?: number }) => void {
  const first = db.prepare('INSERT INTO counters (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const next = db.prepare('UPDATE counters SET value = value + ? WHERE name = ? AND value = ?');
  return ({ name, value, by = 1 }) => {
    const { changes } = value === 0 ? first.run(name, by) : next.run(by, name, value);
    if (changes !== 1) throw new Undo('stale');
  };
}

type Save = (state: object) => void;

const VERSIONED = ['contacts', 'dialogues', 'staff', 'invites', 'approvals', 'policies', 'deals'] as const;
const GUARDED = ['invoices', 'payments', 'refunds', 'disputes', 'receipts'] as const;

/** Fields that a decision gives; the rest of a message is the delivery's. */
const OF_DECISION = new Set(
  'id dedupeKey kind data channel address locale priority dealId slot notBefore createdAt requestId'.split(
    ' ',
  ),
);

const NEW_MESSAGE = {
  ...tables.messages,
  list: tables.messages.list.filter(({ field }) => OF_DECISION.has(field)),
} as unknown as Table<NewMessage>;

function insert<T extends object>(db: Database, of: Table<T>, conflict = ''): (state: T) => void {
  const columns = of.list.map(({ column }) => `"${column}"`).join(', ');
  const places = of.list.map(() => '?').join(', ');
  const add = db.prepare(`INSERT INTO ${of.name} (${columns}) VALUES (${places}) ${conflict}`);
  return (state) => refusing(() => add.run(toValues(of, state)));
}

/** Saves a row whose version is the one that was loaded; a new one where there is none. */
function versioned<T extends { version: number }>(db: Database, of: Table<T>): (state: T) => void {
  const add = insert(db, of);
  const row = storedRow(db, of);
  const at = of.list.findIndex(({ field }) => field === 'version');
  return (state) => {
    const next = { ...state, version: state.version + 1 };
    if (state.version === 0) return add(next);
    const values = toValues(of, next);
    const stored = row.find(values);
    if (stored === undefined || Number(stored[at]) !== state.version) throw new Undo('stale');
    row.change(stored, values);
  };
}

function upsert<T extends object>(db: Database, of: Table<T>): (state: T) => void {
  const add = insert(db, of);
  const row = storedRow(db, of);
  return (state) => {
    const values = toValues(of, state);
    const stored = row.find(values);
    if (stored === undefined) add(state);
    else row.change(stored, values);
  };
}

type Value = string | number | bigint | null;

/**
 * A row as it is stored, and how to make it another. Only columns that differ are set: SQLite moves the index
 * entries of every column that a statement names, whether its value changed or not. Nobody else writes between
 * the two: it is all inside the one writer's transaction.
 */
function storedRow<T>(db: Database, of: Table<T>) {
  const keys = of.key.map((key) => of.list.findIndex(({ field }) => field === key));
  const where = keys.map((at) => `"${of.list[at]?.column}" = ?`).join(' AND ');
  const columns = of.list.map(({ column }) => `"${column}"`);
  const find = db.prepare(`SELECT ${columns.join(', ')} FROM ${of.name} WHERE ${where}`).raw();
  const updates = new Map<string, Statement>();
  const updateOf = (changed: readonly number[]): Statement => {
    const set = changed.map((at) => `${columns[at]} = ?`).join(', ');
    const known = updates.get(set);
    if (known) return known;
    const made = db.prepare(`UPDATE ${of.name} SET ${set} WHERE ${where}`);
    updates.set(set, made);
    return made;
  };
  const keyOf = (values: readonly Value[]): Value[] => keys.map((at) => values[at] ?? null);
  return {
    find: (values: readonly Value[]) => find.get(keyOf(values)) as Value[] | undefined,
    change: (stored: readonly Value[], values: readonly Value[]): void => {
      const changed = [...values.keys()].filter((at) => !isSame(stored[at] ?? null, values[at] ?? null));
      if (changed.length === 0) return;
      const given = changed.map((at) => values[at] ?? null);
      refusing(() => updateOf(changed).run([...given, ...keyOf(values)]));
    },
  };
}

/** Integers are read as bigint, and most are numbers in the state. */
function isSame(stored: Value, value: Value): boolean {
  return typeof value === 'number' ? stored !== null && Number(stored) === value : stored === value;
}

/**
 * What a taken key means, by its columns as SQLite names them. The event or the money is here already;
 * or somebody else wrote first. A token or a vendor's reference that is taken is a bug, and thrown.
 */
const TAKEN: ReadonlyMap<string, CommitResult> = new Map([
  ['inbox.source, inbox.key', 'duplicate'],
  ['postings.entry_key, postings.line', 'duplicate'],
  ['payments.provider, payments.charge_id', 'duplicate'],
  ['contacts.id', 'stale'],
  ['dialogues.channel, dialogues.address', 'stale'],
  ['staff.id', 'stale'],
  ['staff.channel, staff.address', 'stale'],
  ['invites.token_hash', 'stale'],
  ['approvals.id', 'stale'],
  ['policies.funnel', 'stale'],
  ['deals.id', 'stale'],
  ['invoices.number', 'stale'],
]);

function refusing(write: () => unknown): void {
  try {
    write();
  } catch (error) {
    const taken =
      error instanceof Sqlite.SqliteError && /^UNIQUE constraint failed: (.+)$/.exec(error.message)?.[1];
    const result = taken ? TAKEN.get(taken) : undefined;
    throw result ? new Undo(result) : error;
  }
}

/** Adds a line to a stream's chain: each row's hash covers the one before it. */
function prepareHistory(db: Database): (event: HistoryEvent) => void {
  const last = db.prepare('SELECT seq, hash FROM history WHERE stream = ? ORDER BY seq DESC LIMIT 1');
  const add = db.prepare(
    'INSERT INTO history (stream, seq, type, actor_type, actor_id, data, at, request_id, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  return (said) => {
    const actor = { ...said.actor, id: said.actor.id === null ? null : storable(said.actor.id) };
    const event = { ...said, actor, requestId: storable(said.requestId) };
    const head = last.get(event.stream) as { seq: bigint; hash: string } | undefined;
    const seq = Number(head?.seq ?? 0n) + 1;
    const prevHash = head?.hash ?? '';
    const hash = createHash('sha256')
      .update(chainText(prevHash, seq, event))
      .digest('hex');
    const { stream, type, data, at, requestId } = event;
    add.run(stream, seq, type, actor.type, actor.id, JSON.stringify(data), at, requestId, prevHash, hash);
  };
}
