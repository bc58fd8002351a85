import { join } from 'node:path';
import { contextOf } from '../../api/context.ts';
import type { DealCase } from '../../domain/case.ts';
import { type Changes, joinChanges } from '../../domain/changes.ts';
import { keyOf, receipt, settle } from '../../domain/notice.ts';
import type { Notice, RawWebhook } from '../../domain/ports/payment-provider.ts';
import { chargeEvent, signedHeaders } from '../faults/open-payments.ts';
import { type Figure, ROUNDS, report } from './parts/report.ts';
import { withFolder } from './parts/scratch.ts';
import { fill, openPayment } from './parts/seed.ts';
import { openTill } from './parts/till.ts';

/** Where the time of one webhook goes on SQLite: each step by itself, over as many payments, one after the other. */
const COUNT = 2_000;

interface Timed<T> {
  readonly values: T[];
  readonly microseconds: number;
}

/** Processor time of `work` for one of them. */
async function timed<A, T>(all: readonly A[], work: (each: A) => Promise<T> | T): Promise<Timed<T>> {
  const values: T[] = [];
  const before = process.cpuUsage();
  for (const each of all) values.push(await work(each));
  const { user, system } = process.cpuUsage(before);
  return { values, microseconds: (user + system) / all.length };
}

async function raw(index: number): Promise<RawWebhook> {
  const body = new TextEncoder().encode(JSON.stringify(chargeEvent(openPayment(index))));
  const headers = await signedHeaders(body);
  return { method: 'POST', url: 'http://localhost/', headers, body, kind: null, remoteAddress: null };
}

await withFolder(async (folder) => {
  const database = `file:${join(folder, 'till.db')}`;
  await fill(database, { open: COUNT * (ROUNDS + 1), paid: 1_000 });
  const { deps, store } = await openTill(database);
  const provider = deps.providers.get('sandbox');
  if (!provider) throw new Error('the practice bank is not there');
  const sums: Record<string, number[]> = {};
  const add = (what: string, microseconds: number) => {
    sums[what] = [...(sums[what] ?? []), microseconds];
  };
  for (let round = 0; round <= ROUNDS; round++) {
    const webhooks = await Promise.all(Array.from({ length: COUNT }, (_, at) => raw(round * COUNT + at)));
    const read = await timed(webhooks, async (each) => {
      const reading = await provider.readWebhook(each);
      if (!reading.ok || !reading.notices[0]) throw new Error('a webhook was refused');
      return reading.notices[0] as Notice;
    });
    const found = await timed(read.values, async (notice) => {
      const facts = await store.caseByPayment(keyOf('sandbox', notice));
      if (!facts) throw new Error('a payment was not found');
      return [notice, facts] as [Notice, DealCase];
    });
    const context = contextOf(deps, { type: 'provider', id: 'sandbox' }, 'bench');
    const decided = await timed(found.values, ([notice, facts]) => {
      const changes = settle(facts, notice, 'sandbox', context) ?? {};
      return joinChanges({ inbox: [receipt('sandbox', notice, facts.deal.id, context)] }, changes);
    });
    const groups = Array.from({ length: COUNT / 20 }, (_, at) => decided.values.slice(at * 20, at * 20 + 20));
    const saved = await timed(groups, (group: readonly Changes[]) =>
      Promise.all(group.map((changes) => store.commit(changes))),
    );
    if (round === 0) continue;
    add('verify and parse', read.microseconds);
    add('load the deal', found.microseconds);
    add('decide', decided.microseconds);
    add('save, twenty in a commit', saved.microseconds / 20);
  }
  await store.close();
  const figures = Object.entries(sums).map(
    ([what, all]): Figure => ({ what, ours: Math.min(...all), unit: 'µs' }),
  );
  report(figures);
});
