import type { Database } from 'better-sqlite3';

interface Waiting {
  readonly work: (db: Database) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Most turns of the event loop that a group waits for more, some microseconds each. */
const TURNS = 8;

/**
 * The one writer of a process. Whatever arrives in turns of the event loop that follow each other is written in
 * one transaction with one sync to disk, each in a savepoint of its own: one that fails takes none of the
 * others with it. A promise settles only after COMMIT, so an answer is never older than its data.
 */
export function createWriter(db: Database) {
  let waiting: Waiting[] = [];
  let scheduled = false;
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');
  const mark = db.prepare('SAVEPOINT one');
  const release = db.prepare('RELEASE one');
  const undo = db.prepare('ROLLBACK TO one');

  const flush = (): void => {
    scheduled = false;
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    const outcomes: (() => void)[] = [];
    try {
      begin.run();
      for (const each of group) outcomes.push(attempt(each));
      commit.run();
    } catch (error) {
      if (db.inTransaction) rollback.run();
      for (const { reject } of group) reject(error);
      return;
    }
    for (const settle of outcomes) settle();
  };

  /** Others are on their way here at about the same time: while every turn brings more, the group waits for them. */
  const gather = (before: number, turns: number): void => {
    if (waiting.length > before && turns < TURNS) setImmediate(gather, waiting.length, turns + 1);
    else flush();
  };

  const attempt = ({ work, resolve, reject }: Waiting): (() => void) => {
    mark.run();
    try {
      const value = work(db);
      release.run();
      return () => resolve(value);
    } catch (error) {
      // A failure that ended the whole transaction (disk full) is the group's, not this one's.
      if (!db.inTransaction) throw error;
      undo.run();
      release.run();
      return error instanceof Undo ? () => resolve(error.value) : () => reject(error);
    }
  };

  return {
    /** Runs `work` inside the next group. Throwing undoes it alone. */
    write<T>(work: (db: Database) => T): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
        if (scheduled) return;
        scheduled = true;
        setImmediate(gather, 0, 0);
      });
    },
    /** Writes what waits, now. */
    flush,
  };
}

/** Thrown inside `write` to undo it and still give an answer. */
export class Undo extends Error {
  constructor(readonly value: unknown) {
    super('undone');
  }
}
