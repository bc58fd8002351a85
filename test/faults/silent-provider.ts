import { openPayment } from '../../api/cashier.ts';
import type { Store } from '../../domain/ports/store.ts';
import { until } from '../support/process.ts';
import { phones } from './chat-updates.ts';
import { type IssuedInvoice, issueInvoices } from './issued-invoices.ts';
import { movedClock } from './moved-clock.ts';
import { providerNet } from './provider-net.ts';
import { seeded } from './seeded.ts';
import { openTimedTill } from './timed-till.ts';
import { sandboxVendor, TILL, type Vendor, yookassaVendor } from './vendors.ts';

export interface SilentProvider {
  readonly store: Store;
  /** Who takes every call and never answers. The other one is well. */
  readonly silent: 'sandbox' | 'yookassa';
  /** Invoices at each provider, and people in the chat. */
  readonly size: number;
  /** How long the others may take, milliseconds; nothing is measured, only waited for. */
  readonly patience?: number;
}

export interface SilentVerdict {
  /** Calls that still waited when everything else was done. */
  readonly waiting: number;
  /** Invoices of the provider that is well, paid and booked meanwhile. */
  readonly booked: number;
  /** People who wrote and were answered meanwhile. */
  readonly answered: number;
}

const PATIENCE = 60_000;

/**
 * One provider takes calls and never answers: presses, checks and events of its payments wait. Meanwhile the
 * other's money must be booked, and people be answered in their chats.
 * @throws Error when something did not happen while the calls waited.
 */
export async function besideSilence({
  store,
  silent,
  size,
  patience = PATIENCE,
}: SilentProvider): Promise<SilentVerdict> {
  const clock = movedClock();
  const net = providerNet(seeded(1));
  const vendors = [sandboxVendor, yookassaVendor].map((make) => make({ now: clock.now, fetch: net.fetch }));
  const people = phones(clock.now);
  const environment = Object.assign({}, people.environment, ...vendors.map((each) => each.environment));
  const till = openTimedTill({ store, clock, fetch: net.fetch, environment });
  const [bad, good] = vendors.toSorted((a) => (a.id === silent ? -1 : 1)) as [Vendor, Vendor];
  for (const { host, app } of vendors) net.answer(host, (request) => app.fetch(request));
  net.answer(people.host, (request) => people.fake.app.fetch(request));
  net.answer(new URL(TILL).host, (request) => till.app.fetch(request));
  try {
    const invoices = await issueInvoices(store, { count: 3 * size, now: clock.now() });
    const [atBad, atGood, pressed] = [0, 1, 2].map((part) =>
      invoices.slice(part * size, (part + 1) * size),
    ) as [IssuedInvoice[], IssuedInvoice[], IssuedInvoice[]];
    const open = (vendor: Vendor, all: readonly IssuedInvoice[]) => {
      till.prefer(vendor.id);
      return Promise.all(all.map(({ payToken }) => openPayment(till.deps, payToken, 'card', 'press')));
    };
    await open(bad, atBad);
    await open(good, atGood);

    // From here on nobody answers there: what is called waits, whatever time-out the caller has.
    let waiting = 0;
    net.answer(bad.host, () => {
      waiting++;
      return new Promise(() => {});
    });
    for (const { reference } of bad.attempts()) bad.pay(reference);
    void open(bad, pressed);
    clock.pass(61_000);
    void till.jobs.sweep();
    await until('calls wait', async () => waiting > size, PATIENCE);

    for (const { reference } of good.attempts()) good.pay(reference);
    const ids = Array.from({ length: size }, (_, index) => 3_000 + index);
    for (const id of ids) {
      people.fake.person({ id });
      people.fake.people.start(id);
    }
    await Promise.all(people.news().map((update) => people.send(till, update)));
    const paid = async () => {
      const cases = await Promise.all(atGood.map(({ dealId }) => store.caseByDeal(dealId)));
      return cases.filter((facts) => facts?.deal.stage === 'paid').length;
    };
    const answered = () =>
      ids.filter((id) => people.fake.messages(id).some(({ from }) => from === 'bot')).length;
    // The timetable goes on beside what waits.
    const timetable = setInterval(() => void till.jobs.sweep(), 200);
    await until('the others are served', async () => (await paid()) === size && answered() === size, patience)
      .catch(() => undefined)
      .finally(() => clearInterval(timetable));
    return { waiting, booked: await paid(), answered: answered() };
  } finally {
    // Its calls never end, so that nothing is waited for here.
    people.fake.close();
    for (const vendor of vendors) vendor.close();
  }
}
