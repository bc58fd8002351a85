import type { Running } from '../support/process.ts';
import { chargeEvent, type OpenPayment, signedHeaders } from './open-payments.ts';
import type { Chance } from './seeded.ts';
import { Sender, WEBHOOK } from './sender.ts';

export interface Kills {
  /** Webhooks that were answered with 200, duplicates counted once. */
  readonly acknowledged: readonly OpenPayment[];
  /** How long each start took, milliseconds. */
  readonly restarts: readonly number[];
}

interface Plan {
  readonly kills: number;
  readonly senders: number;
  readonly chance: Chance;
  /** The shortest and the longest that a process lives, milliseconds. */
  readonly life: readonly [number, number];
  start(): Promise<Running>;
}

/** Kills the till again and again under senders that repeat until they get a 200, one in five twice over. */
export async function killAgainAndAgain(open: readonly OpenPayment[], plan: Plan): Promise<Kills> {
  const { chance, kills, senders } = plan;
  const sender = new Sender(senders);
  const acknowledged = new Map<string, OpenPayment>();
  const restarts: number[] = [];
  let till = await plan.start();
  let over = false;
  let next = 0;

  const send = async (): Promise<void> => {
    while (!over) {
      const again = acknowledged.size > 0 && chance.percent(20);
      const fresh = again ? undefined : open[next++];
      const about = fresh ?? open[chance.between(0, Math.min(next, open.length) - 1)];
      if (about) await untilTaken(about);
    }
  };
  const untilTaken = async (about: OpenPayment): Promise<void> => {
    const body = new TextEncoder().encode(JSON.stringify(chargeEvent(about)));
    const headers = await signedHeaders(body);
    for (;;) {
      const status = await sender.post(till.url + WEBHOOK, body, headers);
      if (status === 200) acknowledged.set(about.chargeId, about);
      if (status === 200 || over) return;
      await pause(5);
    }
  };

  const sending = Array.from({ length: senders }, send);
  for (let count = 0; count < kills; count++) {
    // Most die in the middle of work; some before they have done any.
    if (chance.percent(80)) await firstAnswer(acknowledged);
    await pause(chance.between(...plan.life));
    await till.kill();
    const before = performance.now();
    till = await plan.start();
    restarts.push(performance.now() - before);
  }
  over = true;
  await Promise.all(sending);
  sender.close();
  await till.stop();
  return { acknowledged: [...acknowledged.values()], restarts };
}

/** Settles when one more is acknowledged, within ten seconds. */
async function firstAnswer(acknowledged: ReadonlyMap<string, unknown>): Promise<void> {
  const before = acknowledged.size;
  for (let waited = 0; acknowledged.size === before && waited < 2_000; waited++) await pause(5);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The value below which `share` of all lie: 0.99 for p99. */
export function percentile(all: readonly number[], share: number): number {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
