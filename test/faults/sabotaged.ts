import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { systemClock } from '../../api/clock.ts';
import { readConfig } from '../../api/config.ts';
import { buildTill, LOCALES } from '../../api/deps.ts';
import { createApp } from '../../api/index.ts';
import type { Changes } from '../../domain/changes.ts';
import type { Store } from '../../domain/ports/store.ts';
import { openStore } from '../../prisma/node.ts';

/**
 * A till with one guard taken out, as a process of its own: `node sabotaged.mjs <sabotage>`. What checks
 * the real one must find the fault in this one, or it checks nothing.
 */
const SABOTAGES: Readonly<Record<string, (store: Store) => Store['commit']>> = {
  /** Answers while the write is still waiting for its turn. */
  answersFirst: (store) => async (changes) => {
    setTimeout(() => void store.commit(changes), 30);
    return 'committed';
  },
  /** Every key under which something is known again is a new one each time. */
  forgetsKeys: (store) => (changes) => store.commit(unknownAgain(changes)),
};

let serial = 0;

function unknownAgain(changes: Changes): Changes {
  const mark = `~${process.pid}.${++serial}`;
  return {
    ...changes,
    ...(changes.inbox ? { inbox: changes.inbox.map((row) => ({ ...row, key: row.key + mark })) } : {}),
    ...(changes.payments ? { payments: changes.payments.map((row) => forgotten(row, mark)) } : {}),
    ...(changes.postings
      ? { postings: changes.postings.map((row) => ({ ...row, entryKey: row.entryKey + mark })) }
      : {}),
    ...(changes.messages
      ? { messages: changes.messages.map((row) => ({ ...row, dedupeKey: row.dedupeKey + mark })) }
      : {}),
  };
}

function forgotten<T extends { chargeId: string | null }>(row: T, mark: string): T {
  return row.chargeId === null ? row : { ...row, chargeId: row.chargeId + mark };
}

const read = readConfig(process.env, LOCALES);
const sabotage = SABOTAGES[process.argv[2] ?? ''];
if (!read.ok || !sabotage) throw new Error('a sabotage and a good environment are needed');
const { config } = read;
const whole = await openStore(config.databaseUrl);
const store: Store = Object.assign(Object.create(whole) as Store, { commit: sabotage(whole) });
const log = { info: () => {}, warn: () => {}, error: () => {} };
const till = buildTill({ config, environment: process.env, store, clock: systemClock, log, fetch });
const server = serve({ fetch: createApp(till.deps).fetch, port: config.port });
server.once('listening', () => {
  console.log(`Tillbot is listening: http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
process.on('SIGTERM', () => process.exit(0));
