import type { Store } from '../../domain/ports/store.ts';
import { openStore } from '../../prisma/node.ts';
import { folder } from '../support/process.ts';
import { meetBadProvider } from './bad-provider.ts';
import { stormTheChat } from './chat-storm.ts';
import { loseWebhooks } from './lost-webhooks.ts';
import { comeBack } from './messenger-away.ts';
import { deliverUnderKills } from './outbox-run.ts';
import { outliveLeases } from './outlived-lease.ts';
import { raceRefunds } from './refund-races.ts';
import { besideSilence } from './silent-provider.ts';
import { sandboxVendor } from './vendors.ts';

/** A recipe in small, over whatever code it is bundled with. Gives what is wrong; empty: nothing was found. */
type Trial = (stores: readonly Store[]) => Promise<object>;

/** Recipes whose whole world is inside one process, so that one guard more or less is a matter of a bundle. */
const TRIALS = {
  R10: ([store]) => meetBadProvider({ store: store as Store, vendor: sandboxVendor, charges: 60, seed: 1 }),
  R11: (stores) => loseWebhooks({ stores, invoices: 15, seed: 2 }),
  R12: (stores) => raceRefunds({ stores, invoices: 25, seed: 3 }),
  R13: (stores) => deliverUnderKills({ stores, messages: 300, kills: 12, seed: 4 }),
  'R13, leases': async (stores) => {
    const { sent, marked, tooOften } = await outliveLeases(stores, 1);
    return { tooOften, unsent: 24 - sent, unmarked: 24 - marked };
  },
  R19: (stores) => stormTheChat({ stores, customers: 1, seed: 5 }),
  'messenger away': async (stores) => {
    const { lost, doubled, outOfOrder, moneyLater } = await comeBack({
      stores,
      chats: 8,
      messages: 120,
      seed: 6,
    });
    return { lost, doubled, outOfOrder, moneyLater };
  },
  'silent provider': async ([store]) => {
    const { booked, answered, returned } = await besideSilence({
      ...{ store: store as Store, silent: 'sandbox', size: 12, patience: 4_000 },
    });
    return { unbooked: 12 - booked, unanswered: 12 - answered, notReturned: 12 - returned };
  },
} as const satisfies Readonly<Record<string, Trial>>;

export type TrialName = keyof typeof TRIALS;

/** What is told beside what is wrong. */
const FIGURES = new Set(['figures', 'updates', 'slowest', 'example', 'failures']);

/** Runs one of them in a database of its own. */
export async function runTrial(name: TrialName): Promise<string> {
  const at = folder();
  const stores = [await openStore(`file:${at.path}/till.db`), await openStore(`file:${at.path}/till.db`)];
  try {
    const verdict = await (TRIALS[name] as Trial)(stores);
    const wrong = Object.entries(verdict as Record<string, unknown>).filter(
      ([what, found]) => !FIGURES.has(what) && isWrong(found),
    );
    return wrong
      .map(([what, found]) => `${what}: ${Array.isArray(found) ? found.length : String(found)}`)
      .join(', ');
  } finally {
    await Promise.all(stores.map((store) => store.close()));
    at.clean();
  }
}

function isWrong(found: unknown): boolean {
  return Array.isArray(found) ? found.length > 0 : found !== 0 && found !== false;
}
