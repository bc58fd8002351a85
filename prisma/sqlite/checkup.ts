import type { Database } from 'better-sqlite3';
import type { Checkup } from '../../domain/ports/store.ts';

/** `synchronous` of 2 (FULL) and above waits for the disk at every commit (sqlite.org/pragma.html#pragma_synchronous). */
const LEVELS = ['OFF', 'NORMAL', 'FULL', 'EXTRA'];

/** What the open database says of itself; it lies in a file of this machine, whose clock is ours. */
export function checkup(db: Database): Checkup {
  const level = Number(db.pragma('synchronous', { simple: true }));
  const journal = String(db.pragma('journal_mode', { simple: true })).toUpperCase();
  const settings = `SQLite, journal_mode=${journal}, synchronous=${LEVELS[level] ?? level}`;
  return { durable: level >= 2 && journal === 'WAL', settings, now: null };
}
