import { booksOf } from '../../api/books.ts';
import { openPayment } from '../../api/cashier.ts';
import { contextOf } from '../../api/context.ts';
import type { Difference } from '../../domain/audit.ts';
import type { DealCase } from '../../domain/case.ts';
import { requestRefund } from '../../domain/decisions/refund.ts';
import { handle } from '../../domain/handle.ts';
import type { Payment } from '../../domain/payment.ts';
import type { Store } from '../../domain/ports/store.ts';
import { isForeign, RESERVING, type Refund } from '../../domain/refund.ts';
import { refuse } from '../../domain/result.ts';
import { hurry } from './hurry.ts';
import { type IssuedInvoice, issueInvoices } from './issued-invoices.ts';
import { type MovedClock, movedClock } from './moved-clock.ts';
import { type ProviderNet, providerNet } from './provider-net.ts';
import { type Chance, seeded } from './seeded.ts';
import { inFlight } from './sender.ts';
import { openTimedTill, sweepAll, type TimedTill } from './timed-till.ts';
import { sandboxVendor, TILL } from './vendors.ts';

export interface RefundRaces {
  /** One for each process; all of one database. */
  readonly stores: readonly Store[];
  readonly invoices: number;
  readonly seed: number;
  /** Out of a hundred calls to the bank, how many go wrong. */
  readonly faulty?: number;
  /** No webhook gets here once all is paid. */
  readonly deaf?: boolean;
  /** Everybody asks for little, so that a refund which is made twice finds money left. */
  readonly modest?: boolean;
  readonly sabotage?: {
    readonly store?: (store: Store) => Store;
    readonly fetch?: (send: typeof fetch) => typeof fetch;
  };
}

export interface RefundVerdict {
  /** Payments of which more was to go back than came, by our rows. */
  readonly tooMuch: number;
  /** Charges of which the bank returned another sum than our books say. */
  readonly otherSum: number;
  /** Refunds of ours that the bank has made twice, or that were asked for more or less often than once. */
  readonly madeTwice: number;
  readonly notAskedOnce: number;
  /** Sums that may never go back (nothing, less than nothing, too much), and were accepted. */
  readonly absurd: number;
  /** Races in which another number of refunds was accepted than fit. */
  readonly wrongCount: number;
  /** Refunds whose fate is open in the end. */
  readonly open: number;
  readonly differences: readonly Difference[];
  readonly failures: readonly string[];
  readonly figures: { readonly asked: number; readonly accepted: number; readonly elsewhere: number };
}

/** Somebody who wants money back at the same moment as the others. */
type Contender = (race: Race) => Promise<unknown>;

interface Race {
  readonly invoice: IssuedInvoice;
  readonly payment: Payment;
  /** Asks for a refund in hundredths of what was paid. True when it was accepted. */
  ask(share: bigint): Promise<boolean>;
  readonly bank: ReturnType<typeof sandboxVendor>['bank'];
}

const asking =
  (share: bigint): Contender =>
  ({ ask }) =>
    ask(share);

/** The bank's own office gives back 55 of 100, whatever we are about to do. */
const office: Contender = async ({ bank, payment }) => {
  const amount = { minor: String((payment.amount * 55n) / 100n), currency: payment.currency };
  const order = { chargeId: payment.chargeId ?? '', amount, refundId: null, reason: null };
  quietly(() => bank.books.refund(null, order));
};

const chargeback: Contender = async ({ bank, payment }) => {
  quietly(() => bank.books.chargeBack(payment.chargeId ?? ''));
};

/** Everything that came is told once more. */
const repeats: Contender = async ({ bank, payment }) => bank.books.repeat(payment.reference ?? '');

/** Who comes too late is refused by the bank, too. */
function quietly(act: () => unknown): void {
  try {
    act();
  } catch {
    // "only 40 is left": that is what the bank is there for.
  }
}

/** Five at once, and how many of the refunds must be accepted; null: it depends on who is first. */
const RACES: readonly { readonly five: readonly Contender[]; readonly accepted: number | null }[] = [
  { five: [asking(100n), asking(100n), asking(100n), asking(100n), asking(100n)], accepted: 1 },
  { five: [asking(30n), asking(30n), asking(30n), asking(30n), asking(30n)], accepted: 3 },
  { five: [asking(60n), office, asking(60n), asking(0n), asking(-10n)], accepted: null },
  { five: [asking(60n), chargeback, asking(60n), asking(101n), repeats], accepted: null },
  { five: [asking(1n), asking(99n), repeats, asking(150n), asking(0n)], accepted: 2 },
];

const MODEST: typeof RACES = [{ five: [asking(10n), asking(10n)], accepted: 2 }];

export async function raceRefunds(run: RefundRaces): Promise<RefundVerdict> {
  const patience = hurry();
  const world = new RefundWorld(run);
  try {
    return await world.live();
  } finally {
    await world.close();
    patience();
  }
}

class RefundWorld {
  private readonly clock: MovedClock = movedClock();
  private readonly chance: Chance;
  private readonly net: ProviderNet;
  private readonly vendor: ReturnType<typeof sandboxVendor>;
  private readonly tills: TimedTill[];
  private readonly counts = { asked: 0, absurd: 0, wrongCount: 0 };

  constructor(private readonly run: RefundRaces) {
    this.chance = seeded(run.seed);
    this.net = providerNet(this.chance);
    this.vendor = sandboxVendor({ now: this.clock.now, fetch: this.net.fetch });
    const { store: spoilStore = same, fetch: spoilFetch = same } = run.sabotage ?? {};
    this.tills = run.stores.map((store) =>
      openTimedTill({
        store: spoilStore(store),
        clock: this.clock,
        fetch: spoilFetch(this.net.fetch),
        environment: this.vendor.environment,
      }),
    );
    this.net.answer(this.vendor.host, (request) => this.vendor.app.fetch(request));
    this.net.answer(new URL(TILL).host, (request) => this.till().app.fetch(request));
  }

  async live(): Promise<RefundVerdict> {
    const invoices = await this.sell();
    this.net.trouble(this.vendor.host, this.run.faulty ?? 0);
    if (this.run.deaf) this.net.answer(new URL(TILL).host, () => new Response('away', { status: 503 }));
    await inFlight([...invoices.entries()], 8, ([index, invoice]) => this.race(index, invoice));
    await this.vendor.idle();
    await this.rest();
    this.net.trouble(this.vendor.host, 0);
    await this.rest();
    return this.judge(invoices);
  }

  async close(): Promise<void> {
    await Promise.all(this.tills.map(({ jobs }) => jobs.stop()));
    this.vendor.close();
  }

  /** Everybody has paid. */
  private async sell(): Promise<IssuedInvoice[]> {
    const issuing = { count: this.run.invoices, now: this.clock.now(), total: 1_000_00n };
    const invoices = await issueInvoices(this.store(), issuing);
    await inFlight(invoices, 16, async ({ payToken }) => {
      await openPayment(this.till().deps, payToken, 'card', 'press');
    });
    for (const { reference } of this.vendor.attempts()) this.vendor.pay(reference);
    await this.vendor.idle();
    await sweepAll(this.tills);
    return invoices;
  }

  private async race(index: number, invoice: IssuedInvoice): Promise<void> {
    const facts = await this.store().caseByDeal(invoice.dealId);
    const payment = facts?.payments.find(({ state }) => state === 'succeeded');
    const races = this.run.modest ? MODEST : RACES;
    const { five, accepted } = races[index % races.length] ?? {};
    if (!payment || !five) throw new Error(`invoice ${invoice.number} is not paid`);
    let yes = 0;
    const ask = async (share: bigint): Promise<boolean> => {
      this.counts.asked++;
      const ok = await this.ask(invoice, (payment.amount * share) / 100n);
      if (ok) yes++;
      if (ok && (share <= 0n || share > 100n)) this.counts.absurd++;
      return ok;
    };
    const turned = five.map((_, at) => five[(at + index) % five.length] as Contender);
    await Promise.all(turned.map((contend) => contend({ invoice, payment, ask, bank: this.vendor.bank })));
    if (accepted !== null && yes !== accepted) this.counts.wrongCount++;
  }

  private async ask({ number }: IssuedInvoice, amount: bigint): Promise<boolean> {
    const { deps } = this.till();
    const handled = await handle(deps.store, async () => {
      const facts = await deps.store.caseByInvoice(number);
      if (!facts) return refuse('invoice_not_found');
      const context = contextOf(deps, { type: 'staff', id: 'anna' }, 'refund');
      const asked = requestRefund(facts, { number, amount, reason: 'late', by: null }, context);
      return asked.ok ? { ok: true, changes: asked.value, value: null } : asked;
    });
    return handled.ok === true;
  }

  /** Time goes by until nobody has anything left to ask about. */
  private async rest(): Promise<void> {
    for (let minute = 0; minute < 40; minute++) {
      await sweepAll(this.tills);
      await this.vendor.idle();
      this.clock.pass(minute < 20 ? 30_000 : 600_000);
    }
  }

  private till(): TimedTill {
    return this.chance.pick(this.tills);
  }

  private store(): Store {
    const [store] = this.run.stores;
    if (!store) throw new RangeError('a memory is needed');
    return store;
  }

  private async judge(invoices: readonly IssuedInvoice[]): Promise<RefundVerdict> {
    const cases: DealCase[] = [];
    for (const { dealId } of invoices) {
      const facts = await this.store().caseByDeal(dealId);
      if (facts) cases.push(facts);
    }
    const refunds = cases.flatMap((facts) => facts.refunds);
    const own = refunds.filter((each) => !isForeign(each));
    const { differences } = await booksOf(this.store(), 'Europe/Moscow');
    return {
      tooMuch: cases.filter(returnsTooMuch).length,
      otherSum: cases.filter((facts) => this.returnedAtBank(facts) !== returned(facts.refunds)).length,
      madeTwice: this.madeTwice(),
      notAskedOnce: this.run.faulty ? 0 : own.filter(({ id }) => this.timesAsked(id) !== 1).length,
      absurd: this.counts.absurd,
      wrongCount: this.counts.wrongCount,
      open: refunds.filter(({ state }) => state !== 'succeeded' && state !== 'failed').length,
      differences,
      failures: this.tills.flatMap(({ failures }) => failures),
      figures: {
        asked: this.counts.asked,
        accepted: own.length,
        elsewhere: refunds.length - own.length + cases.flatMap(({ disputes }) => disputes).length,
      },
    };
  }

  private returnedAtBank({ payments }: DealCase): bigint {
    const references = new Set(payments.map(({ reference }) => reference));
    const made = this.vendor.bank.books.all().filter(({ id }) => references.has(id));
    return made
      .flatMap((payment) => payment.refunds.filter(({ state }) => state === 'succeeded'))
      .reduce((sum, { amount }) => sum + BigInt(amount.minor), 0n);
  }

  private madeTwice(): number {
    const made = this.vendor.bank.books
      .all()
      .flatMap(({ refunds }) => refunds.flatMap(({ refundId }) => refundId ?? []));
    return made.length - new Set(made).size;
  }

  private timesAsked(refundId: string): number {
    return this.net.calls.filter(({ path, body }) => path === '/v1/refunds' && body.includes(`"${refundId}"`))
      .length;
  }
}

/** What is on its way back or back, by refunds and disputes, may never be more than what came. */
function returnsTooMuch({ payments, refunds, disputes }: DealCase): boolean {
  const came = payments
    .filter(({ state }) => state === 'succeeded')
    .reduce((sum, { amount }) => sum + amount, 0n);
  const reserved = refunds
    .filter(({ state }) => RESERVING.has(state))
    .reduce((sum, { amount }) => sum + amount, 0n);
  const taken = disputes.filter(({ state }) => state !== 'won').reduce((sum, { amount }) => sum + amount, 0n);
  return reserved + taken > came;
}

function returned(refunds: readonly Refund[]): bigint {
  return refunds.filter(({ state }) => state === 'succeeded').reduce((sum, { amount }) => sum + amount, 0n);
}

function same<T>(whole: T): T {
  return whole;
}
