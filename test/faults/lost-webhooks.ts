import { booksOf } from '../../api/books.ts';
import { openPayment } from '../../api/cashier.ts';
import type { Difference } from '../../domain/audit.ts';
import type { Store } from '../../domain/ports/store.ts';
import { type IssuedInvoice, issueInvoices } from './issued-invoices.ts';
import { type MovedClock, movedClock } from './moved-clock.ts';
import { providerNet } from './provider-net.ts';
import { type Chance, seeded } from './seeded.ts';
import { inFlight } from './sender.ts';
import { openTimedTill, sweepAll, type TimedTill } from './timed-till.ts';
import { sandboxVendor, TILL } from './vendors.ts';

export interface LostWebhooks {
  /** One for each process; all of one database. */
  readonly stores: readonly Store[];
  readonly invoices: number;
  readonly seed: number;
  readonly sabotage?: (store: Store) => Store;
}

export interface LostVerdict {
  /** Paid, never announced, and not booked in the end. */
  readonly lost: number;
  /** Found later than was promised. */
  readonly late: number;
  /** Charges booked twice, or customers told twice, after the webhook came all the same. */
  readonly doubled: number;
  readonly differences: readonly Difference[];
  readonly failures: readonly string[];
  readonly figures: { readonly unannounced: number; readonly slowest: number };
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Between two sweeps here; the till sweeps every second. */
const STEP = 10 * SECOND;
/** Customers pay within so long after they opened the bank's page. */
const LONGEST_PAYER = 20 * MINUTE;
/** One sweep a second takes so many checks. */
const SWEEP = 50;

/** Every fifth payment is paid and never announced; a day later all webhooks come once more. */
export async function loseWebhooks(run: LostWebhooks): Promise<LostVerdict> {
  const world = new LostWorld(run);
  try {
    return await world.live();
  } finally {
    await world.close();
  }
}

interface Paid {
  readonly reference: string;
  readonly invoice: IssuedInvoice;
  readonly silent: boolean;
  /** When the customer pays, after the page was opened. */
  readonly after: number;
  paidAt: number | null;
  bookedAt: number | null;
}

class LostWorld {
  private readonly clock: MovedClock = movedClock();
  private readonly chance: Chance;
  private readonly vendor: ReturnType<typeof sandboxVendor>;
  private readonly tills: TimedTill[];

  constructor(private readonly run: LostWebhooks) {
    this.chance = seeded(run.seed);
    const net = providerNet(this.chance);
    this.vendor = sandboxVendor({ now: this.clock.now, fetch: net.fetch });
    const { sabotage = (store) => store } = run;
    this.tills = run.stores.map((store) =>
      openTimedTill({
        store: sabotage(store),
        clock: this.clock,
        fetch: net.fetch,
        environment: this.vendor.environment,
      }),
    );
    net.answer(this.vendor.host, (request) => this.vendor.app.fetch(request));
    net.answer(new URL(TILL).host, (request) => this.chance.pick(this.tills).app.fetch(request));
  }

  async live(): Promise<LostVerdict> {
    const all = await this.open();
    const opened = this.clock.now();
    const open = new Set(all);
    // A customer who took long is looked for as long again, and a minute: by then all must be found.
    while (open.size > 0 && this.clock.now() - opened < 3 * LONGEST_PAYER) {
      for (const each of open)
        if (each.paidAt === null && this.clock.now() - opened >= each.after) this.pay(each);
      await this.vendor.idle();
      await sweepAll(this.tills);
      await this.note(open);
      this.clock.pass(STEP);
    }
    await this.tellAgain(all);
    return this.judge(all, opened);
  }

  async close(): Promise<void> {
    await Promise.all(this.tills.map(({ jobs }) => jobs.stop()));
    this.vendor.close();
  }

  private async open(): Promise<Paid[]> {
    const [store] = this.run.stores;
    if (!store) throw new RangeError('a memory is needed');
    const invoices = await issueInvoices(store, { count: this.run.invoices, now: this.clock.now() });
    const made = new Map<string, IssuedInvoice>();
    await inFlight(invoices, 16, async (invoice) => {
      const opened = await openPayment(this.chance.pick(this.tills).deps, invoice.payToken, 'sbp', 'press');
      if (opened.ok) made.set(opened.value.split('/').at(-1) ?? '', invoice);
    });
    return [...made].map(([reference, invoice]) => ({
      ...{
        reference,
        invoice,
        silent: this.chance.percent(20),
        after: this.chance.between(0, LONGEST_PAYER),
      },
      ...{ paidAt: null, bookedAt: null },
    }));
  }

  private pay(each: Paid): void {
    if (each.silent) this.vendor.hush(each.reference);
    this.vendor.pay(each.reference);
    each.paidAt = this.clock.now();
  }

  /** Whose money is in the books by now. */
  private async note(open: Set<Paid>): Promise<void> {
    for (const each of open) {
      if (each.paidAt === null) continue;
      const facts = await this.run.stores[0]?.caseByDeal(each.invoice.dealId);
      if (facts?.deal.stage !== 'paid') continue;
      each.bookedAt = this.clock.now();
      open.delete(each);
    }
  }

  /** The webhooks that never came do come, and the others once more, a day later. */
  private async tellAgain(all: readonly Paid[]): Promise<void> {
    this.clock.pass(24 * 60 * MINUTE);
    for (const { reference } of all) this.vendor.bank.books.repeat(reference);
    await this.vendor.idle();
    await sweepAll(this.tills);
  }

  private async judge(all: readonly Paid[], opened: number): Promise<LostVerdict> {
    const [store] = this.run.stores as [Store];
    const cases = await Promise.all(all.map(({ invoice }) => store.caseByDeal(invoice.dealId)));
    const said = await Promise.all(all.map(({ invoice }) => store.messagesOf(invoice.dealId, 100)));
    const booked = cases.map(
      (facts) => facts?.payments.filter(({ state }) => state === 'succeeded').length ?? 0,
    );
    const told = said.map((each) => each.filter(({ message }) => message.kind === 'invoice_paid').length);
    const silent = all.filter((each) => each.silent);
    const rush = (this.run.invoices / SWEEP) * SECOND;
    const lateness = ({ paidAt, bookedAt }: Paid): number => {
      const took = (paidAt ?? 0) - opened;
      return (bookedAt ?? Number.POSITIVE_INFINITY) - (paidAt ?? 0) - (took + MINUTE + rush + 2 * STEP);
    };
    return {
      lost: silent.filter(({ bookedAt }) => bookedAt === null).length,
      late: silent.filter((each) => lateness(each) > 0).length,
      doubled: [...booked, ...told].filter((count) => count > 1).length,
      differences: (await booksOf(store, 'Europe/Moscow')).differences,
      failures: this.tills.flatMap(({ failures }) => failures),
      figures: {
        unannounced: silent.length,
        slowest: Math.max(...silent.map(({ paidAt, bookedAt }) => (bookedAt ?? 0) - (paidAt ?? 0))),
      },
    };
  }
}
