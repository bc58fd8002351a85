import type { Hono } from 'hono';
import { systemClock } from '../../../api/clock.ts';
import { readConfig } from '../../../api/config.ts';
import { buildTill, LOCALES, type Till } from '../../../api/deps.ts';
import { createApp } from '../../../api/index.ts';
import type { AppEnv } from '../../../api/middleware/request-id.ts';
import type { Log } from '../../../domain/ports/log.ts';
import type { Store } from '../../../domain/ports/store.ts';
import { openStore } from '../../../prisma/node.ts';
import { BANK } from '../../faults/open-payments.ts';

const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} };

/** The till of the started program, without its jobs: what is measured is the road from webhook to answer. */
export async function openTill(
  databaseUrl: string,
  log: Log = SILENT,
): Promise<{ app: Hono<AppEnv>; deps: Till['deps']; store: Store }> {
  const environment = { ...BANK, DATABASE_URL: databaseUrl, QUIET_HOURS: 'off' };
  const read = readConfig(environment, LOCALES);
  if (!read.ok) throw new Error(read.problems.map(({ variable }) => variable).join(', '));
  const store = await openStore(databaseUrl);
  const till = buildTill({ config: read.config, environment, store, clock: systemClock, log, fetch });
  await till.jobs.stop();
  return { app: createApp(till.deps), deps: till.deps, store };
}
