import { booksOf } from '../../api/books.ts';
import type { Difference } from '../../domain/audit.ts';
import type { Store } from '../../domain/ports/store.ts';
import { staff } from '../support/world.ts';
import { type Phones, phones } from './chat-updates.ts';
import { type MovedClock, movedClock } from './moved-clock.ts';
import { providerNet } from './provider-net.ts';
import { type Chance, seeded } from './seeded.ts';
import { openTimedTill, sweepAll, type TimedTill } from './timed-till.ts';
import { sandboxVendor } from './vendors.ts';

export interface ChatStorm {
  /** One for each process; all of one database. */
  readonly stores: readonly Store[];
  /** Customers, each with a deal and an invoice. */
  readonly customers: number;
  readonly seed: number;
  readonly sabotage?: (store: Store) => Store;
}

export interface ChatVerdict {
  /** Customers whose story came out otherwise than that of one whose updates came once and in order. */
  readonly otherwise: number;
  /** The first of them, for whoever reads a failure. */
  readonly example: string;
  readonly refused: number;
  readonly differences: readonly Difference[];
  readonly failures: readonly string[];
  readonly updates: number;
}

/** What may be counted of one customer's story. */
interface Outcome {
  readonly name: string | null;
  readonly title: string | null;
  readonly deals: number;
  readonly invoices: number;
  readonly taken: number;
  readonly issued: number;
  readonly postponed: number;
  readonly declined: number;
  readonly customerSaw: number;
  readonly ownerSaw: number;
}

const COPIES = 5;
const PRESSES = 20;
const OWNER = staff({ id: 'anna', address: '1001', name: 'Анна', version: 0 });
const MANAGERS = [
  staff({ id: 'boris', address: '1002', name: 'Борис', role: 'manager', version: 0 }),
  staff({ id: 'vera', address: '1003', name: 'Вера', role: 'manager', version: 0 }),
];

/** A messenger that sends every update five times and in any order, and people who press a button twenty times. */
export async function stormTheChat(run: ChatStorm): Promise<ChatVerdict> {
  const world = new ChatWorld(run);
  try {
    return await world.live();
  } finally {
    await world.close();
  }
}

type Update = ReturnType<Phones['news']>[number];

class ChatWorld {
  private readonly clock: MovedClock = movedClock();
  private readonly chance: Chance;
  private readonly people: Phones;
  private readonly tills: TimedTill[];
  private readonly counts = { updates: 0, refused: 0 };

  constructor(private readonly run: ChatStorm) {
    this.chance = seeded(run.seed);
    this.people = phones(this.clock.now);
    const net = providerNet(this.chance);
    const bank = sandboxVendor({ now: this.clock.now, fetch: net.fetch });
    net.answer(bank.host, (request) => bank.app.fetch(request));
    net.answer(this.people.host, (request) => this.people.fake.app.fetch(request));
    const { sabotage = (store) => store } = run;
    const environment = { ...this.people.environment, ...bank.environment };
    this.tills = run.stores.map((store) =>
      openTimedTill({ store: sabotage(store), clock: this.clock, fetch: net.fetch, environment }),
    );
  }

  async live(): Promise<ChatVerdict> {
    await this.store().commit({ staff: [OWNER, ...MANAGERS] });
    for (const { address } of [OWNER, ...MANAGERS]) {
      this.people.fake.person({ id: Number(address) });
      this.people.fake.people.start(Number(address));
    }
    await this.deliver(1);
    const calm = JSON.stringify(await this.story(5_000, 1, 1));
    const wrong: string[] = [];
    for (let index = 1; index <= this.run.customers; index++) {
      const found = JSON.stringify(await this.story(5_000 + index, COPIES, PRESSES));
      if (found !== calm) wrong.push(`customer ${index}: ${found}, calm: ${calm}`);
    }
    const { differences } = await booksOf(this.store(), 'Europe/Moscow');
    return {
      otherwise: wrong.length,
      example: wrong[0] ?? '',
      ...this.counts,
      differences,
      failures: this.tills.flatMap(({ failures }) => failures),
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.tills.map(({ jobs }) => jobs.stop()));
    this.people.fake.close();
  }

  /** One customer from the first word to a reminder that is put off. Gives what came of it. */
  private async story(id: number, copies: number, presses: number): Promise<Outcome> {
    const { fake } = this.people;
    const owner = Number(OWNER.address);
    fake.person({ id, first_name: `Person ${id}` });
    fake.people.start(id);
    await this.deliver(copies);
    for (const words of ['нужен логотип', 'Мария']) {
      fake.people.text(id, words);
      await this.deliver(copies);
    }
    const skip = fake.chat(id).keyboard?.rows.flat().at(-1)?.text;
    if (skip) fake.people.key(id, skip);
    await this.deliver(copies);
    // Now they may come in any order: all of it is passed on.
    for (const words of ['синий', 'и белый', 'к пятнице']) fake.people.text(id, words);
    await this.deliver(copies);
    const dealId = (await this.store().person('telegram', String(id))).openDealId ?? 0;
    for (const { address } of MANAGERS) this.press(Number(address), `take:${dealId}`, presses);
    await this.deliver(2);
    const seen = this.countOf(owner);
    fake.people.text(owner, `/invoice ${dealId} 1500 Логотип`);
    await this.deliver(copies);
    this.press(owner, 'dlg:ok', presses);
    await this.deliver(2);
    const [invoice] = await this.store().invoices({ dealId });
    // The first reminder has buttons, too.
    this.clock.pass(4 * 3_600_000);
    await sweepAll(this.tills, 2);
    this.press(id, `tom:${invoice?.number}`, presses);
    await this.deliver(2);
    this.press(id, `no:${invoice?.number}`, presses);
    await this.deliver(2);
    const contact = (await this.store().person('telegram', String(id))).contact;
    const history = await this.store().history(`deal:${dealId}`);
    const times = (type: string): number => history.filter((event) => event.type === type).length;
    return {
      name: contact?.name ?? null,
      title: (await this.store().caseByDeal(dealId))?.deal.title ?? null,
      deals: (await this.store().deals({ contactId: contact?.id ?? '' })).length,
      invoices: (await this.store().invoices({ dealId })).length,
      taken: times('deal_taken'),
      issued: times('invoice_issued'),
      postponed: Math.min(times('reminder_postponed'), 1),
      declined: Math.min(times('customer_declined'), 1),
      customerSaw: this.countOf(id),
      ownerSaw: this.countOf(owner) - seen,
    };
  }

  private countOf(id: number): number {
    return this.people.fake.messages(id).filter(({ from }) => from === 'bot').length;
  }

  /** Somebody presses a button again and again, faster than anybody answers. */
  private press(id: number, data: string, times: number): void {
    const { fake } = this.people;
    const message = fake
      .messages(id)
      .findLast(({ buttons }) => buttons.flat().some((one) => one.callback_data === data));
    if (!message) return;
    for (let time = 0; time < times; time++)
      void fake.people.press(id, message.id, { data }, 1).catch(() => undefined);
  }

  /** All that people did since, each so often, in any order, to either process, all at once. */
  private async deliver(copies: number): Promise<void> {
    const all = this.people.news().flatMap((update) => Array.from({ length: copies }, () => update));
    const order = copies === 1 ? all : shuffled(all, this.chance);
    this.counts.updates += order.length;
    await Promise.all(order.map((update) => this.send(update)));
    await sweepAll(this.tills, 2);
    // Beyond what one chat may write in a minute.
    this.clock.pass(120_000);
  }

  /** What is not taken comes again, as from the messenger. */
  private async send(update: Update): Promise<void> {
    for (let tries = 0; tries < 20; tries++) {
      if ((await this.people.send(this.chance.pick(this.tills), update)) === 200) return;
    }
    this.counts.refused++;
  }

  private store(): Store {
    const [store] = this.run.stores;
    if (!store) throw new RangeError('a memory is needed');
    return store;
  }
}

function shuffled<T>(items: readonly T[], { between }: Chance): T[] {
  const deck = [...items];
  for (let last = deck.length - 1; last > 0; last--) {
    const other = between(0, last);
    [deck[last], deck[other]] = [deck[other] as T, deck[last] as T];
  }
  return deck;
}
