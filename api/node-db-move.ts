import { copyRows } from '../prisma/rows.ts';
import { differencesOf, type Tally, tallyOf } from '../prisma/tally.ts';
import { argumentsOrExit, configOrExit } from './node-config.ts';
import {
  auditAndPrint,
  databaseRows,
  databaseTarget,
  finish,
  NotEmpty,
  requireStopped,
} from './node-rows.ts';

const USAGE = `npm run db:move -- --from file:./data/tillbot.db --to postgres://user:password@host/database

Copies a stopped till from one database to the other, in either direction, all of it or nothing.
The target must be empty. Both are audited, and rows, sums and contents are compared.
Nothing of the source changes: DATABASE_URL says afterwards which of the two is used.`;

const { from = '', to = '' } = argumentsOrExit(
  USAGE,
  { from: { type: 'string' }, to: { type: 'string' } },
  ({ values, positionals }) =>
    positionals.length === 0 && isAddress(values.from) && isAddress(values.to) && values.from !== values.to,
).values;
await finish(move(from, to, configOrExit().timeZone));

function isAddress(url: string | undefined): boolean {
  return /^(file:|postgres(ql)?:\/\/)/.test(url ?? '');
}

/** `npm run db:move`: exits with 1 when nothing was moved, or when the two are not the same afterwards. */
async function move(from: string, to: string, timeZone: string): Promise<boolean> {
  await requireStopped(from);
  if (!(await auditAndPrint(from, timeZone, 'Source'))) return false;
  const rows = await copy(from, to);
  console.log(`Moved ${rows} rows`);
  const differences = differencesOf(await tallied(from), await tallied(to));
  for (const difference of differences) console.log(difference);
  console.log(`${differences.length} differences in rows, sums and contents`);
  const isRight = await auditAndPrint(to, timeZone, 'Target');
  return isRight && differences.length === 0;
}

async function copy(from: string, to: string): Promise<number> {
  const source = await databaseRows(from);
  try {
    const target = await databaseTarget(to);
    try {
      const filled = await target.filled();
      if (filled.size > 0) throw new NotEmpty(filled);
      const counts = await copyRows(source, target);
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function tallied(url: string): Promise<Tally> {
  const source = await databaseRows(url);
  try {
    return await tallyOf(source);
  } finally {
    await source.close();
  }
}
