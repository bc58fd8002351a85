import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, renameSync, rmSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import type { Cell, Counts, RowSource, Shape } from '../prisma/rows.ts';

/**
 * A backup in one file, whatever database it is of: gzip of lines of JSON. The first line says of which schema
 * it is; before the rows of a table comes its name with the columns, and each row is a list of texts and nulls;
 * the last line has the number of rows of each table and the SHA-256 of all lines before it. A file that was
 * cut off has no last line.
 */
const FORMAT = 'tillbot-backup-1';

const head = z.object({
  format: z.literal(FORMAT),
  dialect: z.enum(['sqlite', 'postgres']),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  shapes: z.array(z.object({ table: z.string(), columns: z.array(z.string()) })),
});
const tail = z.object({ rows: z.record(z.string(), z.number()), sha256: z.string() });

/** Writes all rows to a new file, which has its name only when it is whole. @throws Error when it can't be. */
export async function writeBackupFile(source: RowSource, path: string): Promise<Counts> {
  const counts: Record<string, number> = {};
  const draft = `${path}.part`;
  try {
    // Customers' names and phones are in it: nobody but its owner may read it.
    const file = createWriteStream(draft, { mode: 0o600, flags: 'w', flush: true });
    await pipeline(Readable.from(linesOf(source, counts)), createGzip(), file);
    renameSync(draft, path);
    return counts;
  } finally {
    rmSync(draft, { force: true });
  }
}

async function* linesOf(source: RowSource, counts: Record<string, number>): AsyncGenerator<string> {
  const sum = createHash('sha256');
  const line = (value: unknown): string => {
    const text = `${JSON.stringify(value)}\n`;
    sum.update(text);
    return text;
  };
  const { dialect, migrations, shapes } = source;
  yield line({ format: FORMAT, dialect, migrations, shapes });
  for (const shape of shapes) {
    counts[shape.table] = 0;
    yield line({ table: shape.table });
    for await (const batch of source.rows(shape)) {
      counts[shape.table] = (counts[shape.table] ?? 0) + batch.length;
      yield batch.map(line).join('');
    }
  }
  yield `${JSON.stringify({ rows: counts, sha256: sum.digest('hex') })}\n`;
}

/**
 * The rows of such a file, to be asked for in the order of its tables. The end of the last table checks the
 * number of rows and the sum: whoever copies finds out before anything is committed.
 * @throws Error when it is none of our files, was cut off or has changed.
 */
export async function backupFileRows(path: string): Promise<RowSource> {
  const lines = new Lines(path);
  const first = await lines.next();
  const read = head.safeParse(first);
  if (!read.success) throw new Error(`${path} is no backup of a till`);
  const { dialect, migrations, shapes } = read.data;
  const counts: Record<string, number> = {};
  return {
    dialect,
    migrations,
    shapes,
    rows: (shape) => rowsOf(lines, shape, counts, shape.table === shapes.at(-1)?.table),
    close: async () => lines.close(),
  };
}

const BATCH = 500;

async function* rowsOf(
  lines: Lines,
  { table }: Shape,
  counts: Record<string, number>,
  isLast: boolean,
): AsyncGenerator<Cell[][]> {
  const begin = (await lines.next()) as { table?: string } | null;
  if (begin?.table !== table) throw new Error(`The file is damaged where the rows of ${table} begin`);
  counts[table] = 0;
  let batch: Cell[][] = [];
  while (Array.isArray(await lines.peek())) {
    batch.push((await lines.next()) as Cell[]);
    counts[table]++;
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
  if (isLast) await checkEnd(lines, counts);
}

async function checkEnd(lines: Lines, counts: Record<string, number>): Promise<void> {
  const sum = lines.sum();
  const end = tail.safeParse(await lines.next());
  if (!end.success) throw new Error('The file was cut off: it has no last line');
  if (end.data.sha256 !== sum || JSON.stringify(end.data.rows) !== JSON.stringify(counts))
    throw new Error('The file has changed since it was written: its sum differs');
}

/** Lines of a gzip file as JSON, one at a time, with the sum of those that were taken. */
class Lines {
  private readonly chunks: AsyncIterator<Buffer>;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });
  private readonly stream: Readable;
  private readonly hash = createHash('sha256');
  private text = '';
  private ready: string[] = [];
  private parsed: { readonly value: unknown } | null = null;

  constructor(path: string) {
    const file = createReadStream(path);
    const unzip = createGunzip();
    file.on('error', (error) => unzip.destroy(error));
    this.stream = file.pipe(unzip);
    this.chunks = this.stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** The next line without taking it; null at the end. */
  async peek(): Promise<unknown> {
    if (this.parsed) return this.parsed.value;
    while (this.ready.length === 0) {
      const { done, value } = await this.chunks.next().catch((error: Error) => {
        throw new Error(`The file can't be read, or was cut off: ${error.message}`);
      });
      if (done) return null;
      const parts = (this.text + this.decoder.decode(value, { stream: true })).split('\n');
      this.text = parts.pop() ?? '';
      this.ready = parts.reverse();
    }
    this.parsed = { value: parse(this.ready.at(-1) ?? '') };
    return this.parsed.value;
  }

  async next(): Promise<unknown> {
    const value = await this.peek();
    const line = this.ready.pop();
    this.parsed = null;
    if (line !== undefined) this.hash.update(`${line}\n`);
    return value;
  }

  sum(): string {
    return this.hash.copy().digest('hex');
  }

  close(): void {
    this.stream.destroy();
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new Error('The file is damaged: one of its lines is no JSON');
  }
}
