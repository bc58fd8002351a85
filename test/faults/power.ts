import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { OneTill } from './one-till.ts';
import { chargeEvent, type OpenPayment, signedHeaders } from './open-payments.ts';
import type { Chance } from './seeded.ts';
import { WEBHOOK } from './sender.ts';

/** What the log held when a group of webhooks, sent at once, was answered with 200. */
export interface Acknowledged {
  readonly group: readonly OpenPayment[];
  /** Bytes of the log. */
  readonly logged: number;
}

/** Pays in groups of one to four; the next group goes out when all of the last is answered. */
export async function payInGroups(
  till: OneTill,
  open: readonly OpenPayment[],
  log: string,
  chance: Chance,
): Promise<Acknowledged[]> {
  const all: Acknowledged[] = [];
  for (let from = 0; from < open.length; ) {
    const group = open.slice(from, from + chance.between(1, 4));
    from += group.length;
    const statuses = await Promise.all(group.map((each) => pay(till, each)));
    if (statuses.some((status) => status !== 200)) throw new Error(`not taken: ${statuses.join(', ')}`);
    all.push({ group, logged: statSync(log).size });
  }
  return all;
}

async function pay({ app }: OneTill, open: OpenPayment): Promise<number> {
  const body = new TextEncoder().encode(JSON.stringify(chargeEvent(open)));
  const { status } = await app.request(WEBHOOK, { method: 'POST', headers: await signedHeaders(body), body });
  return status;
}

/** Header of the log, and of each frame in it (sqlite.org/fileformat.html#the_write_ahead_log). */
const LOG_HEADER = 32;
const FRAME_HEADER = 24;

/** What the disk kept of the log when the power went: its length, and what stands behind that. */
export interface Cut {
  readonly at: number;
  readonly behind: 'nothing' | 'zeros' | 'rubbish';
}

/** Every end of a frame, and places inside frames, in a log of pages of this size. */
export function cutsOf(logged: number, page: number, chance: Chance): Cut[] {
  const cuts: Cut[] = [{ at: 0, behind: 'nothing' }];
  for (let frame = LOG_HEADER; frame + FRAME_HEADER + page <= logged; frame += FRAME_HEADER + page) {
    const end = frame + FRAME_HEADER + page;
    cuts.push({ at: end, behind: chance.pick(['nothing', 'zeros', 'rubbish'] as const) });
    const inside = frame + chance.between(1, FRAME_HEADER + page - 1);
    cuts.push({ at: inside, behind: chance.pick(['nothing', 'zeros', 'rubbish'] as const) });
  }
  return cuts;
}

/** A copy of the database as the disk has it after the cut. Gives its address. */
export function cutCopy(path: string, to: string, { at, behind }: Cut, chance: Chance): string {
  mkdirSync(to, { recursive: true });
  const copy = join(to, 'tillbot.db');
  copyFileSync(path, copy);
  const log = readFileSync(`${path}-wal`);
  const kept = Buffer.from(log.subarray(0, behind === 'nothing' ? at : Math.min(log.length, at + 8192)));
  if (behind === 'zeros') kept.fill(0, at);
  for (let byte = at; behind === 'rubbish' && byte < kept.length; byte++) kept[byte] = chance.between(0, 255);
  writeFileSync(`${copy}-wal`, kept);
  return `file:${copy}`;
}

/**
 * A copy as the disk has it when the power goes while the log is carried over into the database: some pages
 * are new, some are old, and the log is still whole.
 */
export function halfCarried(path: string, carried: Buffer, to: string, page: number, chance: Chance): string {
  mkdirSync(to, { recursive: true });
  const copy = join(to, 'tillbot.db');
  const old = readFileSync(path);
  const mixed = Buffer.alloc(Math.max(old.length, carried.length));
  old.copy(mixed);
  for (let at = 0; at < carried.length; at += page) {
    if (chance.percent(50)) carried.copy(mixed, at, at, at + page);
  }
  writeFileSync(copy, mixed);
  copyFileSync(`${path}-wal`, `${copy}-wal`);
  return `file:${copy}`;
}

/** What a database holds: is it whole, and which charges are booked. */
export function inspect(path: string): { readonly integrity: string; readonly charges: ReadonlySet<string> } {
  const db = new Database(path);
  try {
    const charges = db.prepare("SELECT charge_id FROM payments WHERE state = 'succeeded'").pluck().all();
    const integrity = String(db.pragma('integrity_check', { simple: true }));
    return { integrity, charges: new Set(charges as string[]) };
  } finally {
    db.close();
  }
}
