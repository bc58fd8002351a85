import { openPayment } from '../../api/cashier.ts';
import { contextOf } from '../../api/context.ts';
import type { DealCase } from '../../domain/case.ts';
import { requestRefund } from '../../domain/decisions/refund.ts';
import { handle } from '../../domain/handle.ts';
import type { Store } from '../../domain/ports/store.ts';
import { refuse } from '../../domain/result.ts';
import { until } from '../support/process.ts';
import { type Phones, phones } from './chat-updates.ts';
import { type IssuedInvoice, issueInvoices } from './issued-invoices.ts';
import { type MovedClock, movedClock } from './moved-clock.ts';
import { type ProviderNet, providerNet } from './provider-net.ts';
import { seeded } from './seeded.ts';
import { openTimedTill, type TimedTill } from './timed-till.ts';
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
  /** Of them, those whose money went back meanwhile, because staff asked for it. */
  readonly returned: number;
  /** People who wrote and were answered meanwhile. */
  readonly answered: number;
}

const PATIENCE = 60_000;
const FIRST_PERSON = 3_000;

/**
 * One provider takes calls and never answers: presses, checks and events of its payments wait. Meanwhile the
 * other's money is booked and given back, and people are answered in their chats, as far as the verdict says.
 */
export async function besideSilence(run: SilentProvider): Promise<SilentVerdict> {
  const world = new SilentWorld(run);
  try {
    return await world.live();
  } finally {
    world.close();
  }
}

class SilentWorld {
  private readonly clock: MovedClock = movedClock();
  private readonly net: ProviderNet = providerNet(seeded(1));
  private readonly people: Phones = phones(this.clock.now);
  private readonly till: TimedTill;
  private readonly bad: Vendor;
  private readonly good: Vendor;
  private waiting = 0;

  constructor(private readonly run: SilentProvider) {
    const given = { now: this.clock.now, fetch: this.net.fetch };
    const [sandbox, yookassa] = [sandboxVendor(given), yookassaVendor(given)];
    [this.bad, this.good] = run.silent === 'sandbox' ? [sandbox, yookassa] : [yookassa, sandbox];
    this.till = openTimedTill({
      store: run.store,
      clock: this.clock,
      fetch: this.net.fetch,
      environment: { ...this.people.environment, ...sandbox.environment, ...yookassa.environment },
    });
    for (const { host, app } of [sandbox, yookassa]) this.net.answer(host, (request) => app.fetch(request));
    this.net.answer(this.people.host, (request) => this.people.fake.app.fetch(request));
    this.net.answer(new URL(TILL).host, (request) => this.till.app.fetch(request));
  }

  async live(): Promise<SilentVerdict> {
    const { store, size } = this.run;
    const invoices = await issueInvoices(store, { count: 3 * size, now: this.clock.now() });
    const part = (which: number) => invoices.slice(which * size, (which + 1) * size);
    await this.open(this.bad, part(0));
    await this.open(this.good, part(1));
    await this.fallSilent(part(2));
    // The timetable goes on beside what waits.
    const timetable = setInterval(() => void this.till.jobs.sweep(), 200);
    try {
      return await this.serve(part(1));
    } finally {
      clearInterval(timetable);
    }
  }

  /** Its calls never end, so that nothing is waited for here. */
  close(): void {
    this.people.fake.close();
    this.bad.close();
    this.good.close();
  }

  private async open(vendor: Vendor, invoices: readonly IssuedInvoice[]): Promise<void> {
    this.till.prefer(vendor.id);
    await Promise.all(invoices.map(({ payToken }) => openPayment(this.till.deps, payToken, 'card', 'press')));
  }

  /** From here on nobody answers there: what is called waits, whatever time-out the caller has. */
  private async fallSilent(pressed: readonly IssuedInvoice[]): Promise<void> {
    this.net.answer(this.bad.host, () => {
      this.waiting++;
      return new Promise(() => {});
    });
    for (const { reference } of this.bad.attempts()) this.bad.pay(reference);
    void this.open(this.bad, pressed);
    this.clock.pass(61_000);
    void this.till.jobs.sweep();
    await until('calls wait', async () => this.waiting > this.run.size, PATIENCE);
  }

  private async serve(atGood: readonly IssuedInvoice[]): Promise<SilentVerdict> {
    const { size } = this.run;
    for (const { reference } of this.good.attempts()) this.good.pay(reference);
    await this.greet();
    const paid = (facts: DealCase | null) => facts?.deal.stage === 'paid';
    await this.wait(async () => (await this.count(atGood, paid)) === size && this.answered() === size);
    const booked = await this.count(atGood, paid);
    await Promise.all(atGood.map((invoice) => this.giveBack(invoice)));
    const back = (facts: DealCase | null) =>
      facts?.refunds.some(({ state }) => state === 'succeeded') === true;
    await this.wait(async () => (await this.count(atGood, back)) === size);
    const returned = await this.count(atGood, back);
    return { waiting: this.waiting, booked, returned, answered: this.answered() };
  }

  private async greet(): Promise<void> {
    const { fake } = this.people;
    for (const id of this.everybody()) {
      fake.person({ id });
      fake.people.start(id);
    }
    await Promise.all(this.people.news().map((update) => this.people.send(this.till, update)));
  }

  private giveBack({ number }: IssuedInvoice): Promise<unknown> {
    const { deps } = this.till;
    return handle(deps.store, async () => {
      const facts = await deps.store.caseByInvoice(number);
      if (!facts) return refuse('invoice_not_found');
      const context = contextOf(deps, { type: 'staff', id: 'anna' }, 'refund');
      const asked = requestRefund(facts, { number, amount: null, reason: 'late', by: null }, context);
      return asked.ok ? { ok: true, changes: asked.value, value: null } : asked;
    });
  }

  /** Until it is so, or the patience is over: what was not done then is what the verdict is about. */
  private async wait(done: () => Promise<boolean>): Promise<void> {
    await until('the others are served', done, this.run.patience ?? PATIENCE).catch(() => undefined);
  }

  private async count(
    invoices: readonly IssuedInvoice[],
    is: (facts: DealCase | null) => boolean,
  ): Promise<number> {
    const cases = await Promise.all(invoices.map(({ dealId }) => this.run.store.caseByDeal(dealId)));
    return cases.filter(is).length;
  }

  private everybody(): number[] {
    return Array.from({ length: this.run.size }, (_, index) => FIRST_PERSON + index);
  }

  private answered(): number {
    const { fake } = this.people;
    return this.everybody().filter((id) => fake.messages(id).some(({ from }) => from === 'bot')).length;
  }
}
