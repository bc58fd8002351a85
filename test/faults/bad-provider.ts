import { booksOf } from '../../api/books.ts';
import { openPayment } from '../../api/cashier.ts';
import type { Difference } from '../../domain/audit.ts';
import type { Payment } from '../../domain/payment.ts';
import type { Store } from '../../domain/ports/store.ts';
import { hurry } from './hurry.ts';
import { type IssuedInvoice, issueInvoices } from './issued-invoices.ts';
import { type MovedClock, movedClock } from './moved-clock.ts';
import { type ProviderNet, providerNet } from './provider-net.ts';
import { seeded } from './seeded.ts';
import { inFlight } from './sender.ts';
import { openTimedTill, sweepAll, type TimedTill } from './timed-till.ts';
import { TILL, type Vendor, type VendorAttempt } from './vendors.ts';

export interface BadProvider {
  readonly store: Store;
  readonly vendor: (given: { now: () => number; fetch: typeof fetch }) => Vendor;
  readonly charges: number;
  readonly seed: number;
  /** Takes a guard out: of the memory, or of what goes over the wire. */
  readonly sabotage?: {
    readonly store?: (store: Store) => Store;
    readonly fetch?: (send: typeof fetch) => typeof fetch;
  };
}

export interface BadProviderVerdict {
  /** Attempts beyond one at the vendor that somebody could pay for one invoice. */
  readonly madeTwice: number;
  /** Attempts of ours that were asked for under two keys. */
  readonly underTwoKeys: number;
  /** Invoices that the customer paid twice. */
  readonly paidTwice: number;
  /** Attempts whose fate is still open five minutes later. */
  readonly unsettled: number;
  /** Invoices whose money is not booked, though it came. */
  readonly lost: number;
  readonly differences: readonly Difference[];
  readonly failures: readonly string[];
  readonly figures: { readonly calls: number; readonly faulty: number; readonly unknown: number };
}

const SHARE = 30;
const STEP = 5_000;
/** Calls go wrong for two minutes; what became of all attempts must be known after five. */
const BAD_FOR = 120_000;
const KNOWN_AFTER = 300_000;
/** Who got no address presses again. */
const PRESSES = [0, 20_000, 60_000];

/** Customers of one vendor pay while its answers can't be relied on. */
export async function meetBadProvider(run: BadProvider): Promise<BadProviderVerdict> {
  const patience = hurry();
  const clock = movedClock();
  const net = providerNet(seeded(run.seed));
  const vendor = run.vendor({ now: clock.now, fetch: net.fetch });
  const { fetch: spoilFetch = same, store: spoilStore = same } = run.sabotage ?? {};
  const till = openTimedTill({
    store: spoilStore(run.store),
    clock,
    fetch: spoilFetch(net.fetch),
    environment: { ...vendor.environment, CURRENCY: vendor.currency },
  });
  net.answer(vendor.host, (request) => vendor.app.fetch(request));
  net.answer(new URL(TILL).host, (request) => till.app.fetch(request));
  try {
    return await live({ run, clock, net, vendor, till });
  } finally {
    await till.jobs.stop();
    vendor.close();
    patience();
  }
}

function same<T>(whole: T): T {
  return whole;
}

interface Life {
  readonly run: BadProvider;
  readonly clock: MovedClock;
  readonly net: ProviderNet;
  readonly vendor: Vendor;
  readonly till: TimedTill;
}

async function live(life: Life): Promise<BadProviderVerdict> {
  const { run, clock, net, vendor, till } = life;
  const { currency } = vendor;
  const invoices = await issueInvoices(run.store, { count: run.charges, now: clock.now(), currency });
  const addresses = new Map<string, Set<string>>(invoices.map(({ number }) => [number, new Set()]));
  net.trouble(vendor.host, SHARE);
  const begun = clock.now();
  let unknown = 0;
  for (let passed = 0; passed <= KNOWN_AFTER; passed += STEP) {
    if (passed === BAD_FOR) net.trouble(vendor.host, 0);
    if (PRESSES.includes(passed)) await pressAll(till, invoices, addresses);
    if (passed === 0) unknown = (await attemptsIn(run.store, invoices)).filter(isOpenFate).length;
    clock.pass(begun + passed - clock.now());
    await sweepAll([till]);
  }
  const unsettled = (await attemptsIn(run.store, invoices)).filter(isOpenFate).length;
  await payAll(life, invoices, addresses);
  return { ...(await judge(life, invoices)), unsettled, figures: { ...figures(net, vendor), unknown } };
}

function isOpenFate({ state }: Payment): boolean {
  return state === 'creating' || state === 'unknown';
}

function figures(net: ProviderNet, { host }: Vendor) {
  const calls = net.calls.filter((call) => call.host === host);
  return { calls: calls.length, faulty: calls.filter(({ trouble }) => trouble !== null).length };
}

async function pressAll(
  till: TimedTill,
  invoices: readonly IssuedInvoice[],
  addresses: ReadonlyMap<string, Set<string>>,
): Promise<void> {
  await inFlight(invoices, 64, async ({ number, payToken }) => {
    const known = addresses.get(number);
    if (!known || known.size > 0) return;
    const opened = await openPayment(till.deps, payToken, 'card', 'press');
    if (opened.ok) known.add(opened.value);
  });
}

/** Everybody presses once more and then pays at every address that they were ever given and that takes it. */
async function payAll(
  { clock, vendor, till }: Life,
  invoices: readonly IssuedInvoice[],
  addresses: ReadonlyMap<string, Set<string>>,
): Promise<void> {
  await pressAll(till, invoices, addresses);
  const live = new Set(vendor.attempts().flatMap((each) => (each.live ? [each.reference] : [])));
  for (const given of addresses.values()) {
    for (const address of given) {
      const reference = address.split('/').at(-1) ?? '';
      if (live.has(reference)) vendor.pay(reference);
    }
  }
  await vendor.idle();
  for (let minute = 0; minute < 5; minute++) {
    await sweepAll([till]);
    clock.pass(60_000);
  }
}

async function attemptsIn(store: Store, invoices: readonly IssuedInvoice[]): Promise<Payment[]> {
  const cases = await Promise.all(invoices.map(({ dealId }) => store.caseByDeal(dealId)));
  return cases.flatMap((facts) => facts?.payments ?? []);
}

async function judge({ run, net, vendor, till }: Life, invoices: readonly IssuedInvoice[]) {
  const payments = await attemptsIn(run.store, invoices);
  const invoiceOf = new Map(payments.map(({ id, invoiceId }) => [id, invoiceId]));
  const about = ({ ours }: VendorAttempt): string => invoiceOf.get(ours) ?? ours;
  const attempts = vendor.attempts();
  const paid = attempts.filter((each) => each.paid);
  const booked = new Set(payments.flatMap(({ state, id }) => (state === 'succeeded' ? [id] : [])));
  const keys = new Map<string, Set<string>>();
  for (const call of net.calls) {
    const made = call.host === vendor.host ? vendor.keyOf(call) : null;
    if (made) keys.set(made.ours, (keys.get(made.ours) ?? new Set()).add(made.key));
  }
  const { differences } = await booksOf(run.store, 'Europe/Moscow');
  return {
    madeTwice: beyondOne(attempts.filter(({ live }) => live).map(about)),
    underTwoKeys: [...keys.values()].filter(({ size }) => size > 1).length,
    paidTwice: beyondOne(paid.map(about)),
    lost: invoices.length - new Set(paid.flatMap(({ ours }) => (booked.has(ours) ? [ours] : []))).size,
    differences,
    failures: till.failures,
  };
}

function beyondOne(all: readonly string[]): number {
  return all.length - new Set(all).size;
}
