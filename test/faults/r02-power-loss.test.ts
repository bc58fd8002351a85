import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, test } from 'vitest';
import type { Deps } from '../../api/context.ts';
import { openStore } from '../../prisma/node.ts';
import { folder, start } from '../support/process.ts';
import { judge } from './check.ts';
import { hasCompiler, makeDisk } from './disk.ts';
import { mutant, NO_SYNC } from './mutant.ts';
import { openTill } from './one-till.ts';
import { BANK, chargeEvent, type OpenPayment, openPayments, signedHeaders } from './open-payments.ts';
import { type Acknowledged, type Cut, cutCopy, cutsOf, halfCarried, inspect, payInGroups } from './power.ts';
import { amount, seeded } from './seeded.ts';
import { inFlight, Sender, WEBHOOK } from './sender.ts';

/**
 * R2: the power goes. What was answered with 200 must be on the disk by then, and whatever the disk kept of
 * the rest must open as if the last of it had never begun.
 */
const SEED = 2;
const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

/** Sends to a till that was started on a database it had made before, and counts at its disk. */
async function syncs(program?: readonly string[]) {
  const at = folder();
  endings.push(at.clean);
  const databaseUrl = `file:${at.path}/tillbot.db`;
  const store = await openStore(databaseUrl);
  const open = await openPayments(store, amount(60, 200, 3_000)).finally(() => store.close());
  const disk = makeDisk(at.path);
  const environment = { ...BANK, ...disk.env, DATABASE_URL: databaseUrl, LOG_LEVEL: 'silent' };
  const till = await start(at.path, environment, program);
  const before = disk.counts();
  await sendAll(till.url, open).finally(() => till.stop());
  const { writes, syncs, answers, early } = disk.counts();
  const verdict = await judge(databaseUrl, open);
  return { writes: writes - before.writes, syncs: syncs - before.syncs, answers, early, verdict, open };
}

async function sendAll(url: string, open: readonly OpenPayment[]): Promise<void> {
  const sender = new Sender(8);
  await inFlight(open, 8, async (about) => {
    const body = new TextEncoder().encode(JSON.stringify(chargeEvent(about)));
    const status = await sender.post(url + WEBHOOK, body, await signedHeaders(body));
    if (status !== 200) throw new Error(`not taken: ${status}`);
  });
  sender.close();
}

describe.runIf(hasCompiler)('before an answer', () => {
  test('everything written is on the disk, also when the file was made by an earlier start', async () => {
    const { writes, syncs: synced, answers, early, verdict, open } = await syncs();
    console.log(`R2 disk: ${answers} answers 200, ${writes} writes, ${synced} syncs, ${early} answers early`);
    expect(early).toBe(0);
    expect(answers).toBeGreaterThanOrEqual(open.length);
    // Eight at a time share a sync at best.
    expect(synced).toBeGreaterThanOrEqual(open.length / 8);
    expect(verdict).toMatchObject({ lost: 0, doubled: 0, differences: [] });
  }, 120_000);

  test('a till that does not wait for the disk is found out', async () => {
    const { program, clean } = await mutant(NO_SYNC);
    endings.push(clean);
    const { early } = await syncs(program);
    expect(early).toBeGreaterThan(0);
  }, 120_000);
});

test('a file that is opened again waits for the disk as a new one does', async () => {
  const at = folder();
  endings.push(at.clean);
  for (const _ of ['new', 'again', 'once more']) {
    const store = await openStore(`file:${at.path}/tillbot.db`);
    const { durable, settings } = await store.checkup().finally(() => store.close());
    expect(durable, settings).toBe(true);
  }
});

interface Story {
  readonly path: string;
  readonly acknowledged: readonly Acknowledged[];
  readonly page: number;
  readonly logged: number;
}

/** Webhooks are paid into one log, which nothing has carried over into the database yet. */
async function story(many: number, sabotage?: (deps: Deps) => Deps): Promise<Story> {
  const at = folder();
  const path = join(at.path, 'tillbot.db');
  const store = await openStore(`file:${path}`);
  const open = await openPayments(store, many).finally(() => store.close());
  const till = await openTill({ ...BANK, DATABASE_URL: `file:${path}` }, sabotage);
  endings.push(at.clean, till.close);
  const before = digest(path);
  const acknowledged = await payInGroups(till, open, `${path}-wal`, seeded(SEED));
  // Else the cuts would be through something that was already safe.
  expect(digest(path), 'the log was carried over before its time').toBe(before);
  const page = new Database(path, { readonly: true });
  const size = page.pragma('page_size', { simple: true }) as number;
  page.close();
  return { path, acknowledged, page: size, logged: statSync(`${path}-wal`).size };
}

function digest(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** What is wrong with a copy that has lost everything of the log from `at` on. */
async function wrongAfter(
  url: string,
  path: string,
  { acknowledged }: Story,
  at: number,
): Promise<{ wrong: string[]; kept: number }> {
  const { integrity, charges } = inspect(path);
  const wrong = integrity === 'ok' ? [] : [integrity];
  let over = false;
  for (const { group } of acknowledged) {
    const held = group.filter(({ chargeId }) => charges.has(chargeId)).length;
    if (over && held > 0) wrong.push(`${group[0]?.chargeId} without what was acknowledged before it`);
    over ||= held < group.length;
  }
  const safe = acknowledged.filter(({ logged }) => logged <= at).flatMap(({ group }) => group);
  const { lost, doubled, differences } = await judge(url, safe);
  if (lost > 0) wrong.push(`${lost} of ${safe.length} acknowledged are lost`);
  if (doubled > 0) wrong.push(`${doubled} are told more or less than once`);
  wrong.push(...differences.map((each) => JSON.stringify(each)));
  return { wrong, kept: charges.size };
}

async function cutAll(told: Story, most: number) {
  const chance = seeded(SEED);
  const cuts = cutsOf(told.logged, told.page, chance);
  const tried = spread(cuts, most);
  const wrong: string[] = [];
  const sizes = new Set<number>();
  for (const [index, cut] of tried.entries()) {
    const to = join(told.path, '..', `cut-${index}`);
    const url = cutCopy(told.path, to, cut, chance);
    const found = await wrongAfter(url, join(to, 'tillbot.db'), told, cut.at);
    wrong.push(...found.wrong.map((each) => `cut at ${cut.at}, ${cut.behind} behind it: ${each}`));
    sizes.add(found.kept);
    rmSync(to, { recursive: true });
  }
  return { wrong, tried: tried.length, prefixes: sizes.size };
}

/** So many of all, from the first to the last. */
function spread(cuts: readonly Cut[], most: number): Cut[] {
  if (cuts.length <= most) return [...cuts];
  const step = (cuts.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => cuts[Math.round(index * step)] as Cut);
}

describe('a disk that kept a part of the log', () => {
  test('opens as a prefix of what was acknowledged, with nothing half', async () => {
    const told = await story(45);
    const { wrong, tried, prefixes } = await cutAll(told, amount(25, 150, 2_000));
    console.log(`R2 cuts: ${tried} cuts, ${prefixes} different prefixes, ${wrong.length} wrong`);
    expect(wrong).toEqual([]);
    expect(prefixes).toBeGreaterThan(10);
  }, 3_600_000);

  test('opens whole when the power went while the log was carried over', async () => {
    const told = await story(20);
    const chance = seeded(SEED);
    const whole = join(told.path, '..', 'whole.db');
    copyFileSync(told.path, whole);
    copyFileSync(`${told.path}-wal`, `${whole}-wal`);
    const db = new Database(whole);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    for (let run = 0; run < amount(6, 50, 300); run++) {
      const to = join(told.path, '..', `carried-${run}`);
      const url = halfCarried(told.path, readFileSync(whole), to, told.page, chance);
      const { wrong } = await wrongAfter(url, join(to, 'tillbot.db'), told, told.logged);
      expect(wrong, `run ${run}`).toEqual([]);
      rmSync(to, { recursive: true });
    }
  }, 3_600_000);

  test('finds out a till that books first and tells later', async () => {
    const inTwo = (deps: Deps): Deps => {
      const commit: typeof deps.store.commit = async ({ messages = [], ...changes }) => {
        const result = await deps.store.commit(changes);
        if (result === 'committed' && messages.length > 0) await deps.store.commit({ messages });
        return result;
      };
      return { ...deps, store: Object.assign(Object.create(deps.store), { commit }) };
    };
    const { wrong } = await cutAll(await story(10, inTwo), 40);
    expect(wrong.length).toBeGreaterThan(0);
  }, 60_000);
});
