import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeBackupFile } from '../../api/node-backup-file.ts';
import { databaseRows } from '../../api/node-rows.ts';
import { copySqlite } from '../../prisma/sqlite/rows.ts';
import { fillTill } from './release-data.ts';

/**
 * Makes the stored database of this version, twice: as a file of SQLite and as a backup of any database. Each
 * later version must open both: test/faults/r21-upgrade.test.ts.
 * @param folder where to.
 */
export async function storeRelease(folder: string, version: string): Promise<void> {
  const working = mkdtempSync(join(tmpdir(), 'tillbot-release-'));
  try {
    const [path, copy, backup] = ['till.db', 'copy.db', 'copy.jsonl.gz'].map((name) =>
      join(working, name),
    ) as [string, string, string];
    await fillTill(`file:${path}`);
    await copySqlite(path, copy);
    const source = await databaseRows(`file:${path}`);
    await writeBackupFile(source, backup).finally(() => source.close());
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${version}.db.gz`), gzipSync(readFileSync(copy), { level: 9 }));
    writeFileSync(join(folder, `${version}.jsonl.gz`), readFileSync(backup));
  } finally {
    rmSync(working, { recursive: true, force: true });
  }
}
