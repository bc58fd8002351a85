import { SIGNATURE_HEADER, sign } from '../../api/payments/sandbox/webhook.ts';
import type { Store } from '../../domain/ports/store.ts';
import type { Running } from '../support/process.ts';
import { issueInvoices } from './issued-invoices.ts';
import { chargeEvent, type OpenPayment, openPayments } from './open-payments.ts';
import { Sender, WEBHOOK } from './sender.ts';
import type { SoakWorld } from './soak-world.ts';

/** Payments are opened so many at a time, a little before they are paid. */
const PAGE = 1_000;
const SENDERS = 32;
const FIRST = 900_000;
/**
 * One in so many customers is reached in the messenger; the others' channel is not set up. On PostgreSQL nothing is
 * said to them: all that is said keeps to the messenger's pace there, which is far below that of webhooks.
 */
const REACHED = 50;

export interface Load {
  /** Webhooks that were answered with 200, and how many of them came again. */
  readonly counts: { sent: number; again: number; refused: number; customers: number };
  /** Charges that were acknowledged. */
  readonly acknowledged: Set<string>;
  /** From now on so many webhooks a second; null: as fast as it goes. */
  pace(perSecond: number | null): void;
  stop(): Promise<void>;
}

/** Webhooks, one in five of them twice over, and customers who open and pay at the bank itself. */
export function startLoad(world: SoakWorld, store: Store, till: () => Running): Load {
  const counts = { sent: 0, again: 0, refused: 0, customers: 0 };
  const acknowledged = new Set<string>();
  const sender = new Sender(SENDERS);
  const ready: OpenPayment[] = [];
  const done: OpenPayment[] = [];
  let [opened, over] = [0, false];
  let [rate, slot] = [null as number | null, performance.now()];

  const open = async (): Promise<void> => {
    while (!over) {
      if (ready.length >= PAGE) {
        await pause(20);
        continue;
      }
      const tell = (id: number) =>
        id % REACHED === 0
          ? { channel: 'telegram', address: String(id) }
          : { channel: 'letter', address: `box-${id}`, unreachable: world.onPostgres ? 'gone' : null };
      for (let id = FIRST + opened; id < FIRST + opened + PAGE; id++)
        if (id % REACHED === 0) greet(world, id);
      const page = await openPayments(store, PAGE, { from: FIRST + opened, tell });
      for (const each of page) world.known.set(each.reference, each);
      opened += PAGE;
      ready.push(...page);
    }
  };
  const send = async (): Promise<void> => {
    while (!over) {
      const again = done.length > 0 && world.chance.percent(20);
      const about = again ? world.chance.pick(done) : ready.shift();
      if (!about) {
        await pause(5);
        continue;
      }
      await turn();
      world.paid.add(about.reference);
      if (!(await untilTaken(about))) return;
      counts.sent++;
      if (again) counts.again++;
      acknowledged.add(about.chargeId);
      if (done.length < 20_000) done.push(about);
    }
  };
  /** Each waits for a slot of its own, so that the pace is kept whatever a single answer takes. */
  const turn = async (): Promise<void> => {
    if (rate === null) return;
    slot = Math.max(slot + 1000 / rate, performance.now() - 200);
    const wait = slot - performance.now();
    if (wait > 1) await pause(wait);
  };
  const untilTaken = async (about: OpenPayment): Promise<boolean> => {
    const body = new TextEncoder().encode(JSON.stringify(chargeEvent(about)));
    while (!over) {
      const signature = await sign(secretOf(world), body, world.now());
      const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature };
      const status = await sender.post(till().url + WEBHOOK, body, headers);
      if (status === 200) return true;
      // Refused while the clock is moved: it is signed anew.
      if (status !== null && status < 500) counts.refused++;
      await pause(10);
    }
    return false;
  };
  const buy = async (): Promise<void> => {
    for (let first = 500_000; !over; first += 5) {
      const invoices = await issueInvoices(store, { count: 5, now: world.now(), from: first });
      await Promise.all(invoices.map(({ payToken }) => payAtBank(world, till, payToken, () => over)));
      counts.customers += 5;
      await pause(1_000);
    }
  };
  const work = [open(), buy(), ...Array.from({ length: SENDERS }, send)];
  return {
    counts,
    acknowledged,
    pace: (perSecond) => {
      rate = perSecond;
      slot = performance.now();
    },
    stop: async () => {
      over = true;
      await Promise.all(work);
      sender.close();
    },
  };
}

function secretOf({ bank }: SoakWorld): string {
  return bank.environment.SANDBOX_BANK_WEBHOOK_SECRET ?? '';
}

function greet({ messenger }: SoakWorld, id: number): void {
  messenger.person({ id });
  messenger.people.start(id);
}

/** Presses "pay" until there is an address, as people do, and pays there. */
async function payAtBank(
  world: SoakWorld,
  till: () => Running,
  token: string,
  over: () => boolean,
): Promise<void> {
  for (let tries = 0; tries < 20 && !over(); tries++) {
    const opened = await fetch(`${till().url}/pay/${token}/card`, {
      method: 'POST',
      redirect: 'manual',
    }).catch(() => null);
    const page = opened?.status === 303 ? opened.headers.get('location') : null;
    await opened?.arrayBuffer().catch(() => null);
    if (page?.includes('/pay/pay_')) {
      world.bank.pay(page.split('/').at(-1) ?? '');
      return;
    }
    await pause(1_000);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
