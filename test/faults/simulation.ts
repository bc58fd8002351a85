import { booksOf } from '../../api/books.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { NOON, SETTINGS, staff } from '../support/world.ts';
import { FIRST, nextCommand } from './commands.ts';
import { Model } from './model.ts';
import { type Chance, seeded } from './seeded.ts';
import { SimulatedBank } from './simulated-bank.ts';
import { SimulatedChat } from './simulated-chat.ts';
import { Misfortune, type SimulatedTill, startTill, type TillWorld } from './simulated-till.ts';

export interface Outcome {
  /** What is not as it should be; empty: the books balance. */
  readonly wrong: readonly string[];
  readonly story: readonly string[];
  readonly commands: number;
  readonly deaths: number;
  /** Payments that came in. */
  readonly money: number;
  readonly messages: number;
}

export interface SimulationOptions {
  readonly commands?: number;
  /** Takes a guard out of the memory, to see whether that is found. */
  readonly sabotage?: (store: MemoryStore) => void;
}

const OWNER = staff({ id: 'anna', channel: 'chat', address: 'anna' });
const MANAGER = staff({ id: 'boris', channel: 'chat', address: 'boris', role: 'manager' });
const URL = 'https://till.example/webhooks/payments/bank';

/** Two processes, a bank and a messenger live through one seed's misfortunes, come to rest, and are counted. */
export async function simulate(seed: number, options: SimulationOptions = {}): Promise<Outcome> {
  const run = new Run(seed, options);
  await run.begin();
  for (let left = options.commands ?? 150; left > 0; ) left -= await run.go();
  await run.rest();
  return run.outcome();
}

class Run {
  private readonly chance: Chance;
  private readonly store = new MemoryStore();
  private readonly model = new Model();
  private readonly wrong: string[] = [];
  private readonly story: string[] = [];
  private readonly world: TillWorld;
  private tills: SimulatedTill[] = [];
  private now = NOON;
  private serial = 0;
  private deaths = 0;
  private commands = 0;
  private calm = false;
  private readonly focus: number;

  constructor(
    seed: number,
    private readonly options: SimulationOptions,
  ) {
    this.chance = seeded(seed);
    const { chance, store } = this;
    this.focus = chance.pick([1, 2, 3, 6]);
    const [deaths, faults] = [chance.pick([0, 2, 10]), chance.pick([0, 5, 20])];
    const bank = new SimulatedBank({ chance, now: () => this.now, faults: () => (this.calm ? 0 : faults) });
    const chat = new SimulatedChat({ chance, faults: () => (this.calm ? 0 : faults) });
    this.world = {
      chance,
      store,
      bank,
      chat,
      now: () => this.now,
      deaths: () => (this.calm ? 0 : deaths),
      faults: () => (this.calm ? 0 : faults / 2),
      committed: (changes) => this.model.follow(changes),
      bug: (error) => this.wrong.push(error),
      newId: () => `id-${String(++this.serial).padStart(6, '0')}`,
    };
  }

  async begin(): Promise<void> {
    await this.store.commit({ staff: [OWNER, MANAGER].map((each) => ({ ...each, version: 0 })) });
    this.options.sabotage?.(this.store);
    this.tills = [startTill(this.world), startTill(this.world)];
    for (const run of FIRST) await this.attempt(run);
  }

  /** One to four things happen at once; gives how many. */
  async go(): Promise<number> {
    const { chance } = this;
    const many = chance.between(1, 4);
    this.commands += many;
    const commands = Array.from({ length: many }, () => nextCommand(chance));
    this.story.push(commands.map(({ name }) => name).join(' + '));
    await Promise.all(commands.map(({ run }) => this.attempt(run)));
    return many;
  }

  /** All is well again: letters arrive, time goes by, and everything that waits is done. */
  async rest(): Promise<void> {
    this.calm = true;
    for (let round = 0; round < 40; round++) {
      for (const attempt of this.world.bank.attempts) {
        for (const refund of attempt.refunds) this.world.bank.finish(attempt, refund, 'succeeded');
      }
      await this.deliverAll();
      await this.till().jobs.sweep();
      await this.till().jobs.sweep();
      this.now += Math.min(60_000 * 2 ** round, 7 * 3_600_000);
    }
    // What the new day has to say is said.
    await this.till().jobs.sweep();
    await this.till().jobs.sweep();
    await this.check();
    // What was acknowledged before comes once more, and changes nothing.
    this.world.bank.mail = this.world.bank.attempts.flatMap(({ notices }) => notices);
    await this.deliverAll();
    // The second says what the first one had to tell owners: that a payment still waits, on another day.
    await this.till().jobs.sweep();
    await this.till().jobs.sweep();
    if (this.wrong.length === 0) await this.check();
  }

  outcome(): Outcome {
    const money = this.world.bank.attempts.flatMap(({ charges }) => charges).length;
    const { wrong, story, commands, deaths } = this;
    return { wrong, story, commands, deaths, money, messages: this.world.chat.shown.size };
  }

  private async attempt(run: ReturnType<typeof nextCommand>['run']): Promise<void> {
    const { chance, world } = this;
    const move = (ms: number): void => {
      this.now += ms;
    };
    try {
      await run({
        till: this.till(),
        chance,
        bank: world.bank,
        chat: world.chat,
        team: [OWNER, MANAGER],
        focus: this.focus,
        move,
      });
    } catch (error) {
      if (!(error instanceof Misfortune))
        world.bug(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }

  /** One of the processes; one that died is started again. */
  private till(): SimulatedTill {
    const which = this.chance.between(0, this.tills.length - 1);
    const till = this.tills[which];
    if (till && !till.dead()) return till;
    this.deaths++;
    const fresh = startTill(this.world);
    this.tills[which] = fresh;
    return fresh;
  }

  private async deliverAll(): Promise<void> {
    const { bank } = this.world;
    while (bank.mail.length > 0) {
      const letter = this.chance.pick(bank.mail);
      const response = await this.till().app.request(URL, { method: 'POST', body: letter.eventKey });
      if (response.status !== 200)
        this.world.bug(`a letter was refused with ${response.status}: ${letter.eventKey}`);
      bank.mail = bank.mail.filter((each) => each !== letter);
    }
  }

  private async check(): Promise<void> {
    const { differences } = await booksOf(this.store, SETTINGS.timeZone);
    for (const { dealId, what, stored, computed } of differences) {
      this.wrong.push(`deal ${dealId}, ${what}: stored ${stored}, computed ${computed}`);
    }
    this.wrong.push(...this.model.check(this.store.tables, this.world.bank, this.world.chat));
  }
}
