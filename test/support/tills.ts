import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { databaseRows } from '../../api/node-rows.ts';
import { applyNotice } from '../../api/settlement.ts';
import { openStore } from '../../prisma/node.ts';
import { openPayments } from '../faults/open-payments.ts';
import { openDesk } from './desk.ts';
import { ROOT } from './sources.ts';
import { charged, refunded } from './world.ts';

/** Makes deals in a database, all paid and one of them given back in part, as the till itself does. */
export async function tradeIn(url: string, count: number): Promise<void> {
  const store = await openStore(url);
  try {
    const { deps } = openDesk();
    const clock = { ...deps.clock, newId: () => crypto.randomUUID() };
    const open = await openPayments(store, count);
    for (const [index, { reference, chargeId, amount }] of open.entries()) {
      const paid = { reference, chargeId, amount: { minor: amount, currency: 'RUB' } };
      const news = [charged({ ...paid, at: Date.now() })];
      for (const notice of news) await applyNotice({ ...deps, clock, store }, 'sandbox', notice, 'request-1');
      if (index > 0) continue;
      const back = refunded({
        reference,
        chargeId,
        amount: { minor: 5000n, currency: 'RUB' },
        at: Date.now(),
      });
      await applyNotice({ ...deps, clock, store }, 'sandbox', back, 'request-1');
    }
  } finally {
    await store.close();
  }
}

/** Every row of a database by table, in an order of its own: equal for equal contents of either database. */
export async function everythingIn(url: string): Promise<Record<string, string[]>> {
  const source = await databaseRows(url);
  try {
    const all: Record<string, string[]> = {};
    for (const shape of source.shapes) {
      const rows: string[] = [];
      for await (const batch of source.rows(shape)) {
        for (const row of batch) {
          const cells = shape.columns.map((column, index) => [column, row[index]] as const);
          rows.push(JSON.stringify(Object.fromEntries(cells.sort(([a], [b]) => (a < b ? -1 : 1)))));
        }
      }
      all[shape.table] = rows.sort();
    }
    return all;
  } finally {
    await source.close();
  }
}

/** Runs a program of `dist/`, as `npm run <name>` does; build it first. */
export function runTool(
  name: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(ROOT, 'dist', `${name}.js`), ...args],
      { env: { PATH: process.env.PATH ?? '', ...env } },
      (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code ?? 1) : 0, output: `${stdout}${stderr}` }),
    );
  });
}
