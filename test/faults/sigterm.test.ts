import { Agent } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { openStore } from '../../prisma/node.ts';
import { folder, start } from '../support/process.ts';
import { judge } from './check.ts';
import { percentile } from './kills.ts';
import { mutant } from './mutant.ts';
import { BANK, openPayments } from './open-payments.ts';
import { amount, seeded } from './seeded.ts';
import { stopAgainAndAgain } from './stops.ts';

/** A deployment stops the till by SIGTERM while webhooks come in: each that it took is answered, and it goes. */
const STOPS = amount(3, 6, 50);
const SENDERS = 16;
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

const CUTS_OFF = {
  file: 'api/node-drain.ts',
  from: 'for (const response of open) last(response);',
  to: '(server as Server).closeAllConnections();',
};

/** Half of the senders keep their connections, as a proxy does; the others open one for each webhook. */
function agents(): Agent[] {
  return [new Agent({ keepAlive: true, maxSockets: SENDERS / 2 }), new Agent({ keepAlive: false })];
}

async function run(stops: number, seed: number, program?: readonly string[]) {
  const at = folder();
  endings.push(at.clean);
  const databaseUrl = `file:${at.path}/tillbot.db`;
  const store = await openStore(databaseUrl);
  const open = await openPayments(store, 400).finally(() => store.close());
  const environment = { ...BANK, DATABASE_URL: databaseUrl, LOG_LEVEL: 'silent' };
  const told = await stopAgainAndAgain(open, {
    stops,
    senders: SENDERS,
    chance: seeded(seed),
    agents: agents(),
    start: () => start(at.path, environment, program),
  });
  return { ...told, verdict: await judge(databaseUrl, told.acknowledged) };
}

describe('a till that is stopped under load', () => {
  test('answers all that it took, and is gone within ten seconds', async () => {
    const { times, dropped, unclean, otherwise, acknowledged, verdict } = await run(STOPS, 50);
    const [median, longest] = [0.5, 1].map((share) => Math.round(percentile(times, share)));
    console.log(
      `SIGTERM: ${STOPS} stops under ${SENDERS} senders, ${dropped} requests dropped, ` +
        `${acknowledged.length} payments acknowledged, ${verdict.lost} lost, stop p50 ${median} ms, longest ${longest} ms`,
    );
    expect({ dropped, unclean, otherwise: [...otherwise] }).toEqual({
      dropped: 0,
      unclean: [],
      otherwise: [],
    });
    expect(longest).toBeLessThan(10_000);
    expect(verdict).toMatchObject({ lost: 0, doubled: 0, differences: [] });
  }, 600_000);

  test('is found out when it cuts off what is under way', async () => {
    const { program, clean } = await mutant(CUTS_OFF);
    endings.push(clean);
    const { dropped } = await run(2, 51, program);
    expect(dropped).toBeGreaterThan(0);
  }, 120_000);
});
