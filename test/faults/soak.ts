import { readdirSync, readFileSync } from 'node:fs';
import { booksOf } from '../../api/books.ts';
import { openStore } from '../../prisma/node.ts';
import { type Running, until } from '../support/process.ts';
import { ask, newDatabase } from './check.ts';
import { percentile } from './kills.ts';
import { type Load, startLoad } from './soak-load.ts';
import { type SoakWorld, soakWorld } from './soak-world.ts';

/**
 * R20: half an hour at half of what it can carry, with kills, duplicates, a bank and a messenger with bad days and
 * a clock that jumps. `SOAK_MINUTES=5 npm run test:soak`; with TEST_DATABASE_URL on PostgreSQL, else on SQLite.
 */
export interface SoakOutcome {
  readonly line: string;
  /** What is not as it should be; empty: it has passed. */
  readonly wrong: readonly string[];
}

const SECOND = 1_000;
const CALIBRATION = 8 * SECOND;
/** In this part of the time it is killed; in the rest it lives, and its memory is watched. */
const KILLED_FOR = 0.4;
/** What the clock is wrong by, in turn, milliseconds. */
const JUMPS = [-3_600_000, 0, 3_000_000, 0, -60_000, 45_000];

interface Sample {
  readonly rss: number;
  readonly handles: number;
}

export async function soak(minutes: number, server: string | null): Promise<SoakOutcome> {
  const database = server ? await newDatabase(server, `soak_${process.pid}`) : null;
  const world = await soakWorld(database?.url ?? null);
  const store = await openStore(world.databaseUrl);
  const state = { till: await world.start(), kills: 0, jumps: 0, awayTimes: 0 };
  const load = startLoad(world, store, () => state.till);
  try {
    const capacity = await measured(load);
    load.pace(capacity / 2);
    console.log(`R20: ${Math.round(capacity)} webhooks a second at most; half of it for ${minutes} minutes`);
    const ends = Date.now() + minutes * 60 * SECOND;
    const calm = Date.now() + minutes * 60 * SECOND * KILLED_FOR;
    const troubles = trouble(world, state, ends);
    while (Date.now() < calm) {
      await pause(world.chance.between(2_000, 8_000));
      await state.till.kill();
      state.kills++;
      state.till = await world.start();
    }
    const samples = await watch(state.till, ends);
    await troubles;
    await load.stop();
    await settleDown(world, state.till, store);
    await state.till.stop();
    return await judge({ world, load, samples, minutes, state, name: server ? 'PostgreSQL' : 'SQLite' });
  } finally {
    state.till.child.kill('SIGKILL');
    await store.close();
    await world.close();
    await database?.drop();
  }
}

/** Webhooks a second when everybody sends as fast as they can. */
async function measured({ counts }: Load): Promise<number> {
  await pause(CALIBRATION / 2);
  const before = counts.sent;
  await pause(CALIBRATION);
  return Math.max(((counts.sent - before) / CALIBRATION) * SECOND, 20);
}

/** Each ten seconds something else is wrong, until the end. */
async function trouble(
  world: SoakWorld,
  state: { jumps: number; awayTimes: number },
  ends: number,
): Promise<void> {
  for (let turn = 0; Date.now() < ends; turn++) {
    world.bankTrouble(turn % 2 === 0 ? 30 : 0);
    world.messengerAway(turn % 3 === 1);
    if (turn % 3 === 1) state.awayTimes++;
    world.moveClock(JUMPS[turn % JUMPS.length] ?? 0);
    state.jumps++;
    await pause(10 * SECOND);
  }
  world.bankTrouble(0);
  world.messengerAway(false);
  world.moveClock(0);
}

/** Memory and handles of a process, once a second until the end. */
async function watch({ child }: Running, ends: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  while (Date.now() < ends) {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    const rss = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    samples.push({ rss, handles: readdirSync(`/proc/${child.pid}/fd`).length });
    await pause(SECOND);
  }
  return samples;
}

/** Hours later by the till's clock: leases have run out, and all that waited is done. */
async function settleDown(
  world: SoakWorld,
  till: Running,
  store: Awaited<ReturnType<typeof openStore>>,
): Promise<void> {
  world.moveClock(2 * 3_600_000);
  await until(
    'the outbox is empty',
    async () => (await store.queueDepths(world.now())).outboxPending === 0,
    600_000,
  );
  if (till.child.exitCode !== null) throw new Error('the till has gone by itself');
}

interface Judged {
  readonly world: SoakWorld;
  readonly load: Load;
  readonly samples: readonly Sample[];
  readonly minutes: number;
  readonly name: string;
  readonly state: { readonly kills: number; readonly jumps: number; readonly awayTimes: number };
}

/** Set-based: a million rows are too many to be asked about one by one. */
const BOOKED = "SELECT charge_id AS charge FROM payments WHERE state = 'succeeded'";
const TOLD = `SELECT COUNT(*) AS count FROM (SELECT deal_id FROM messages WHERE kind = 'invoice_paid'
  GROUP BY deal_id HAVING COUNT(*) > 1) twice`;

async function judge({ world, load, samples, minutes, name, state }: Judged): Promise<SoakOutcome> {
  const charges = (await ask(world.databaseUrl, BOOKED)).map(({ charge }) => String(charge));
  const booked = new Set(charges);
  const lost = [...load.acknowledged].filter((charge) => !booked.has(charge)).length;
  const atBank = world.bank.bank.books.all().flatMap((payment) => payment.charges);
  const unpaid = atBank.filter(({ id }) => !booked.has(id)).length;
  const [told] = await ask(world.databaseUrl, TOLD);
  const doubled = charges.length - booked.size + Number(told?.count ?? 0);
  const store = await openStore(world.databaseUrl);
  const { deals, differences } = await booksOf(store, 'Europe/Moscow').finally(() => store.close());
  const quarter = Math.floor(samples.length / 4);
  const [early, late] = [samples.slice(quarter, 2 * quarter), samples.slice(-quarter)];
  const middle = (all: readonly Sample[], of: keyof Sample) =>
    Math.round(
      percentile(
        all.map((each) => each[of]),
        0.5,
      ),
    );
  const rss = [middle(early, 'rss'), middle(late, 'rss')] as const;
  const handles = [middle(early, 'handles'), middle(late, 'handles')] as const;
  const { sent, again, customers } = load.counts;
  const { kills, jumps, awayTimes } = state;
  const wrong = [
    ...(lost > 0 ? [`${lost} acknowledged webhooks are lost`] : []),
    ...(unpaid > 0 ? [`${unpaid} charges of the bank are not booked`] : []),
    ...(doubled > 0 ? [`${doubled} are doubled`] : []),
    ...differences.slice(0, 5).map(({ dealId, what }) => `deal ${dealId}: ${what} differs`),
    ...(rss[1] > rss[0] * 1.1 + 10 ? [`memory grew from ${rss[0]} to ${rss[1]} MiB`] : []),
    ...(handles[1] > handles[0] + 10 ? [`handles grew from ${handles[0]} to ${handles[1]}`] : []),
  ];
  const line =
    `R20 ${name}: ${minutes} min, ${sent} webhooks (${again} of them again), ${customers} customers at a bank with bad days, ${kills} kills, ` +
    `${jumps} jumps of the clock, the messenger away ${awayTimes} times: ${lost + unpaid} lost, ${doubled} doubled, ` +
    `${deals} deals with ${differences.length} differences, RSS ${rss[0]} to ${rss[1]} MiB, handles ${handles[0]} to ${handles[1]}`;
  return { line, wrong };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
