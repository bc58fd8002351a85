import { createHash } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import type { Changes, CommitResult } from '../../domain/changes.ts';
import type { HistoryEvent } from '../../domain/history.ts';
import { requireDeals } from '../guard.ts';
import * as tables from '../mapping.ts';
import { chainText, fieldsOf, snake, type Table, toRow } from '../mapping.ts';
import { Undo } from './writer.ts';

/** Writes a decision's changes inside a savepoint. Anything but `committed` undoes all of it. */
export type Commit = (changes: Changes) => CommitResult;

/** Prepares every statement of the money path once. */
export function prepareCommit(db: Database): Commit {
  const save = {
    contacts: versioned(db, tables.contacts),
    dialogues: versioned(db, tables.dialogues),
    staff: versioned(db, tables.staff),
    invites: versioned(db, tables.invites),
    approvals: versioned(db, tables.approvals),
    deals: versioned(db, tables.deals),
    invoices: upsert(db, tables.invoices),
    payments: upsert(db, tables.payments),
    refunds: upsert(db, tables.refunds),
    disputes: upsert(db, tables.disputes),
  };
  const identity = db.prepare(
    'INSERT INTO identities (channel, address, contact_id) VALUES (:channel, :address, :id) ON CONFLICT DO UPDATE SET contact_id = excluded.contact_id',
  );
  const addInbox = insert(db, tables.inbox);
  const addPosting = insert(db, tables.postings);
  const addMessage = db.prepare(`${insertSql(tables.messages, NEW_MESSAGE)} ON CONFLICT (dedupe_key) DO NOTHING`);
  const addRollup = db.prepare(
    `${insertSql(tables.rollups)} ON CONFLICT DO UPDATE SET count = count + excluded.count, sum = sum + excluded.sum`,
  );
  const counter = {
    first: db.prepare("INSERT INTO counters (name, value) VALUES (:name, 1) ON CONFLICT DO NOTHING"),
    next: db.prepare('UPDATE counters SET value = value + 1 WHERE name = :name AND value = :value'),
  };
  const record = prepareHistory(db);

  return (changes) => {
    requireDeals(changes);
    for (const entry of changes.inbox ?? []) unique(() => addInbox.run(toRow(tables.inbox, entry)), 'duplicate');
    for (const name of VERSIONED) {
      for (const state of changes[name] ?? []) (save[name] as Save)(state);
    }
    for (const { channel, address, id } of changes.contacts ?? []) identity.run({ channel, address, id });
    for (const { name, value } of changes.counters ?? []) {
      const { changes: moved } = value === 0 ? counter.first.run({ name }) : counter.next.run({ name, value });
      if (moved !== 1) throw new Undo('stale');
    }
    for (const name of GUARDED) {
      for (const state of changes[name] ?? []) (save[name] as Save)(state);
    }
    for (const posting of changes.postings ?? []) unique(() => addPosting.run(toRow(tables.postings, posting)), 'duplicate');
    for (const message of changes.messages ?? []) addMessage.run(toRow(tables.messages, { ...message } as never));
    for (const event of changes.history ?? []) record(event);
    for (const delta of changes.rollups ?? []) addRollup.run(toRow(tables.rollups, delta));
    return 'committed';
  };
}

type Save = (state: object) => void;

const VERSIONED = ['contacts', 'dialogues', 'staff', 'invites', 'approvals', 'deals'] as const;
const GUARDED = ['invoices', 'payments', 'refunds', 'disputes'] as const;

/** Fields that a decision gives; the rest of a message is the delivery's. */
const NEW_MESSAGE = 'id dedupeKey kind data channel address locale priority dealId slot notBefore createdAt requestId'.split(' ');

function insertSql<T>(of: Table<T>, only?: readonly string[]): string {
  const fields = fieldsOf(of).filter((field) => !only || only.includes(field)).map(snake);
  return `INSERT INTO ${of.name} (${fields.map(quoted).join(', ')}) VALUES (${fields.map((field) => `:${field}`).join(', ')})`;
}

function quoted(name: string): string {
  return `"${name}"`;
}

function insert<T>(db: Database, of: Table<T>): Statement {
  return db.prepare(insertSql(of));
}

function assignments<T>(of: Table<T>, value: (column: string) => string): string {
  const columns = fieldsOf(of).filter((field) => !of.key.includes(field)).map(snake);
  return columns.map((column) => `"${column}" = ${value(column)}`).join(', ');
}

/** Saves a row whose version is the one that was loaded; a new one where there is none. */
function versioned<T extends { version: number }>(db: Database, of: Table<T>): (state: T) => void {
  const add = insert(db, of);
  const where = of.key.map((field) => `"${snake(field)}" = :${snake(field)}`).join(' AND ');
  const update = db.prepare(`UPDATE ${of.name} SET ${assignments(of, (column) => `:${column}`)} WHERE ${where} AND version = :version - 1`);
  return (state) => {
    const row = toRow(of, { ...state, version: state.version + 1 });
    if (state.version === 0) unique(() => add.run(row), 'stale');
    else if (update.run(row).changes !== 1) throw new Undo('stale');
  };
}

function upsert<T extends object>(db: Database, of: Table<T>): (state: T) => void {
  const key = of.key.map(snake).join(', ');
  const save = db.prepare(`${insertSql(of)} ON CONFLICT (${key}) DO UPDATE SET ${assignments(of, (column) => `excluded."${column}"`)}`);
  // Money booked under another row is a repeat; a number or a token taken by another row means: decide again.
  return (state) => unique(() => save.run(toRow(of, state)), of.name === 'invoices' ? 'stale' : 'duplicate');
}

function unique(write: () => unknown, otherwise: CommitResult): void {
  try {
    write();
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY') throw new Undo(otherwise);
    throw error;
  }
}

/** Adds a line to a stream's chain: each row's hash covers the one before it. */
function prepareHistory(db: Database): (event: HistoryEvent) => void {
  const last = db.prepare('SELECT seq, hash FROM history WHERE stream = ? ORDER BY seq DESC LIMIT 1');
  const add = db.prepare(
    'INSERT INTO history (stream, seq, type, actor_type, actor_id, data, at, request_id, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  return (event) => {
    const head = last.get(event.stream) as { seq: bigint; hash: string } | undefined;
    const seq = Number(head?.seq ?? 0n) + 1;
    const prevHash = head?.hash ?? '';
    const hash = createHash('sha256').update(chainText(prevHash, seq, event)).digest('hex');
    const { stream, type, actor, data, at, requestId } = event;
    add.run(stream, seq, type, actor.type, actor.id, JSON.stringify(data), at, requestId, prevHash, hash);
  };
}
