import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMPILER = process.env.CC || 'cc';

/** There is a compiler for `disk.c`; where there is none, what needs it is skipped. */
export const hasCompiler = spawnSync(COMPILER, ['--version']).status === 0;

/** Errors with which a disk refuses writes, as Linux numbers them. */
export const DISK_ERRORS = { EIO: 5, ENOSPC: 28, EROFS: 30 } as const;

/** What lies between a till and its disk. */
export interface Disk {
  /** With these variables the till's process writes through it. */
  readonly env: Readonly<Record<string, string>>;
  counts(): {
    /** Writes to a write-ahead log, and its syncs. */
    readonly writes: number;
    readonly syncs: number;
    /** Answers with status 200, and those that went out while something written was not synced. */
    readonly answers: number;
    readonly early: number;
    /** Writes that were made to fail. */
    readonly failed: number;
  };
  /** Lets so many writes to the database's files pass, then fails all until `mend`. */
  fail(error: keyof typeof DISK_ERRORS, after: number): void;
  mend(): void;
}

const NUMBERS = 8;

/** Compiles the disk into a folder. */
export function makeDisk(folder: string): Disk {
  const [library, shared] = [join(folder, 'disk.so'), join(folder, 'disk.counts')];
  const source = fileURLToPath(new URL('disk.c', import.meta.url));
  execFileSync(COMPILER, ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl']);
  writeFileSync(shared, Buffer.alloc(NUMBERS * 8));
  const put = (at: number, ...values: number[]): void => {
    const bytes = Buffer.alloc(values.length * 8);
    for (const [index, value] of values.entries()) bytes.writeBigInt64LE(BigInt(value), index * 8);
    const file = openSync(shared, 'r+');
    writeSync(file, bytes, 0, bytes.length, at * 8);
    closeSync(file);
  };
  return {
    env: { LD_PRELOAD: library, TILL_DISK: shared },
    counts: () => {
      const bytes = readFileSync(shared);
      const [writes = 0, syncs = 0, answers = 0, early = 0, , , failed = 0] = Array.from(
        { length: NUMBERS },
        (_, index) => Number(bytes.readBigInt64LE(index * 8)),
      );
      return { writes, syncs, answers, early, failed };
    },
    fail: (error, after) => {
      put(5, after);
      put(4, DISK_ERRORS[error]);
    },
    mend: () => put(4, 0, 0),
  };
}
