import { join } from 'node:path';
import { openStore } from '../../prisma/node.ts';
import type { Running } from '../support/process.ts';
import { runTool } from '../support/tills.ts';
import { ask } from './check.ts';
import { BANK, chargeEvent, type OpenPayment, openPayments, signedHeaders } from './open-payments.ts';
import { Sender, WEBHOOK } from './sender.ts';

export interface BackupsUnderLoad {
  readonly databaseUrl: string;
  readonly backups: number;
  readonly payments: number;
  /** Where copies go, and how their names end. */
  readonly folder: string;
  readonly extension: string;
  start(environment: Record<string, string>): Promise<Running>;
  /** An empty database to restore into. */
  fresh(): Promise<string>;
}

export interface BackupsVerdict {
  readonly acknowledged: number;
  /** Payments that were acknowledged before a backup began and are not in it. */
  readonly missing: number;
  /** Backups whose books do not balance, or that could not be made or restored. */
  readonly unbalanced: number;
}

const SENDERS = 8;
const BOOKED = "SELECT charge_id AS charge FROM payments WHERE state = 'succeeded'";

/** `npm run backup` again and again beside a till that takes webhooks; then each is restored and audited. */
export async function backUpUnderLoad(run: BackupsUnderLoad): Promise<BackupsVerdict> {
  const store = await openStore(run.databaseUrl);
  const open = await openPayments(store, run.payments).finally(() => store.close());
  const till = await run.start({ ...BANK, DATABASE_URL: run.databaseUrl, LOG_LEVEL: 'silent' });
  const acknowledged = new Set<string>();
  const sender = new Sender(SENDERS);
  let [next, over] = [0, false];
  const sending = Array.from({ length: SENDERS }, async () => {
    while (!over) {
      // Once all are paid their webhooks come again.
      const about = open[next++ % open.length] as OpenPayment;
      const body = new TextEncoder().encode(JSON.stringify(chargeEvent(about)));
      const status = await sender.post(till.url + WEBHOOK, body, await signedHeaders(body));
      if (status === 200) acknowledged.add(about.chargeId);
    }
  });
  const copies: { path: string; before: readonly string[] }[] = [];
  let unbalanced = 0;
  for (let count = 0; count < run.backups; count++) {
    const path = join(run.folder, `copy-${count}${run.extension}`);
    const before = [...acknowledged];
    const made = await runTool('node-backup', [path, '--unchecked'], { DATABASE_URL: run.databaseUrl });
    if (made.code === 0) copies.push({ path, before });
    else unbalanced++;
  }
  over = true;
  await Promise.all(sending);
  sender.close();
  await till.stop();
  let missing = 0;
  for (const { path, before } of copies) {
    const url = await run.fresh();
    const restored = await runTool('node-restore', [path], { DATABASE_URL: url });
    if (restored.code !== 0) unbalanced++;
    const charges = new Set((await ask(url, BOOKED)).map(({ charge }) => String(charge)));
    missing += before.filter((charge) => !charges.has(charge)).length;
  }
  return { acknowledged: acknowledged.size, missing, unbalanced };
}
