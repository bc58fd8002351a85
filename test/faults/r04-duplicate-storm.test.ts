import { afterEach, describe, expect, inject, test } from 'vitest';
import { openStore } from '../../prisma/node.ts';
import { folder, type Running, start } from '../support/process.ts';
import { judge, newDatabase, type Verdict } from './check.ts';
import { BANK, chargeEvent, type OpenPayment, openPayments, signedHeaders } from './open-payments.ts';
import { sabotaged } from './sabotage.ts';
import { inFlight, Sender, WEBHOOK } from './sender.ts';

/** Every webhook comes eight times at once, as it does after a vendor's bad hour. */
const COPIES = 8;
const IN_FLIGHT = 32;
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

interface Storm {
  readonly databaseUrl: string;
  readonly at: string;
  readonly invoices: number;
  readonly processes: number;
  readonly program?: readonly string[];
}

async function storm({ databaseUrl, at, invoices, processes, program }: Storm) {
  const store = await openStore(databaseUrl);
  const open = await openPayments(store, invoices).finally(() => store.close());
  const environment = { ...BANK, DATABASE_URL: databaseUrl, LOG_LEVEL: 'silent' };
  const tills = await Promise.all(Array.from({ length: processes }, () => start(at, environment, program)));
  const begun = performance.now();
  const statuses = await sendAll(tills, open).finally(() => Promise.all(tills.map((till) => till.stop())));
  const seconds = (performance.now() - begun) / 1000;
  return { statuses, seconds, verdict: await judge(databaseUrl, open) };
}

/** The copies of one webhook follow each other directly, so that they are under way together. */
async function sendAll(
  tills: readonly Running[],
  open: readonly OpenPayment[],
): Promise<Map<number | null, number>> {
  const sender = new Sender(IN_FLIGHT);
  const statuses = new Map<number | null, number>();
  const copies = open.flatMap((about) => Array.from({ length: COPIES }, (_, copy) => ({ about, copy })));
  await inFlight(copies, IN_FLIGHT, async ({ about, copy }) => {
    const body = new TextEncoder().encode(JSON.stringify(chargeEvent(about)));
    const till = tills[copy % tills.length] as Running;
    const status = await sender.post(till.url + WEBHOOK, body, await signedHeaders(body));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  });
  sender.close();
  return statuses;
}

function report(name: string, { statuses, seconds, verdict }: Awaited<ReturnType<typeof storm>>): void {
  const answers = [...statuses].map(([status, count]) => `${count} x ${status}`).join(', ');
  const { payments, doubled } = verdict;
  console.log(`R4 ${name}: ${answers}, ${payments} payments, ${doubled} doubled, ${seconds.toFixed(1)} s`);
}

const good = (invoices: number): Verdict => ({ lost: 0, doubled: 0, payments: invoices, differences: [] });

describe('a storm of duplicates', () => {
  test('books each payment once and tells each customer once', async () => {
    const at = folder();
    endings.push(at.clean);
    const done = await storm({
      databaseUrl: `file:${at.path}/tillbot.db`,
      at: at.path,
      invoices: 1_000,
      processes: 1,
    });
    report('SQLite', done);
    expect([...done.statuses]).toEqual([[200, 1_000 * COPIES]]);
    expect(done.verdict).toEqual(good(1_000));
  }, 120_000);

  test('is found out by a till that forgets what it has seen', async () => {
    const at = folder();
    endings.push(at.clean);
    const { program, clean } = await sabotaged('forgetsKeys');
    endings.push(clean);
    const databaseUrl = `file:${at.path}/tillbot.db`;
    const done = await storm({ databaseUrl, at: at.path, invoices: 30, processes: 1, program });
    report('that forgets', done);
    expect(done.verdict.doubled).toBeGreaterThan(0);
  }, 120_000);
});

describe.runIf(inject('postgresUrl'))('a storm of duplicates on PostgreSQL', () => {
  test.each([1, 2])(
    'books each payment once and tells each customer once, with processes: %i',
    async (processes) => {
      const at = folder();
      const database = await newDatabase(inject('postgresUrl') ?? '', `storm_${process.pid}_${processes}`);
      endings.push(at.clean, database.drop);
      const done = await storm({ databaseUrl: database.url, at: at.path, invoices: 1_000, processes });
      report(`PostgreSQL, ${processes} process(es)`, done);
      expect([...done.statuses]).toEqual([[200, 1_000 * COPIES]]);
      expect(done.verdict).toEqual(good(1_000));
    },
    180_000,
  );
});
