import { openPayment } from '../../api/cashier.ts';
import { contextOf, type Deps } from '../../api/context.ts';
import { createJobs, type Jobs } from '../../api/jobs/index.ts';
import { requestRefund } from '../../domain/decisions/refund.ts';
import { handle } from '../../domain/handle.ts';
import type { Message } from '../../domain/message.ts';
import type { Store } from '../../domain/ports/store.ts';
import { type Failure, refuse } from '../../domain/result.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { NOON, SETTINGS } from '../support/world.ts';
import { Crash, type Ending, type Points, stepping } from './crash.ts';
import { HOUR, TOTAL } from './crash-beginning.ts';
import { seeded } from './seeded.ts';
import { type Attempt, SimulatedBank } from './simulated-bank.ts';
import { SimulatedChat } from './simulated-chat.ts';

/** What outlives a process: its database. */
export interface Memory {
  readonly store: Store;
  /** The database after the process has died; the same where it is elsewhere. */
  reopen(): Promise<Store>;
  messagesOf(dealId: number): Promise<readonly Pick<Message, MessageFields>[]>;
  close(): Promise<void>;
}
type MessageFields = 'dedupeKey' | 'kind' | 'address' | 'state' | 'maybeRepeated' | 'lastError';

export interface Told {
  /** What is not as it should be. */
  readonly wrong: readonly string[];
  /** What everybody was told, to be compared with a story in which nothing failed. */
  readonly said: readonly string[];
  /** Messages that somebody saw twice. */
  readonly repeats: number;
  readonly failedAt: string | null;
  readonly reached: readonly string[];
}

export interface StoryOptions {
  readonly memory: Memory;
  readonly points: Points;
  readonly ending: Ending;
  /** Its number in the memory: its deal is its own. */
  readonly deal: number;
  /** False: the store's own statements are the points, and not its methods. */
  readonly stepStore: boolean;
  /** Takes a guard out of the till. */
  readonly sabotage?: (deps: Deps) => Deps;
}

const BACK = 60_000n;
/** A process that dies keeps its messages and checks for so long. */
const LEASES = 61_000;
/** Whoever sees no answer tries again so often. */
const TRIES = 6;

/** Plays the story with one failure in it, recovers, and says what came of it. */
export async function play(options: StoryOptions): Promise<Told> {
  const story = new Story(options);
  await story.tell();
  return story.told();
}

class Story {
  readonly chat: SimulatedChat;
  readonly bank: SimulatedBank;
  /** A bank of its own: stories in one database must not know each other's money. */
  private readonly provider: string;
  private now = NOON;
  private serial = 0;
  private store: Store;
  private points: Points | null;
  private desk: Desk;
  private jobs!: Jobs;
  private readonly bugs: string[] = [];

  constructor(private readonly options: StoryOptions) {
    const chance = seeded(options.deal);
    this.bank = new SimulatedBank({ chance, now: () => this.now, faults: () => 0 });
    this.chat = new SimulatedChat({ chance, faults: () => 0 });
    this.provider = `bank${options.deal}`;
    this.points = options.points;
    this.store = options.memory.store;
    this.desk = this.start();
  }

  async tell(): Promise<void> {
    await this.press(async () => {
      const [first] = await this.tokens();
      const opened = await openPayment(this.desk.deps, first ?? '', 'sbp', 'pay');
      if (!opened.ok) throw new Crash(`Crash: ${opened.code}`);
    });
    const attempt = this.bank.attempts.at(-1) as Attempt;
    this.bank.pay(attempt, { minor: TOTAL, currency: 'RUB' }, false);
    await this.deliverLetters();
    await this.work();
    await this.press(() => this.askBack());
    await this.work();
    for (const refund of attempt.refunds) this.bank.finish(attempt, refund, 'succeeded');
    await this.deliverLetters();
    await this.work();
    for (const hours of [4, 25, 31, 55]) await this.at(NOON + hours * HOUR);
    this.options.points.end();
  }

  async told(): Promise<Told> {
    const { deal, memory, points } = this.options;
    const rows = await memory.messagesOf(deal);
    const shown = (key: string) => this.chat.shown.get(key) ?? 0;
    const repeats = rows.reduce((sum, { dedupeKey }) => sum + Math.max(0, shown(dedupeKey) - 1), 0);
    // What was on its way to each of two chats may be seen twice, and is marked so: both wait for one commit.
    const unmarked = rows.filter(({ dedupeKey, maybeRepeated }) => shown(dedupeKey) > 1 && !maybeRepeated);
    const lost = rows.filter(({ state, dedupeKey }) => state === 'sent' && shown(dedupeKey) === 0);
    const waiting = rows.filter(({ state }) => state === 'pending' || state === 'leased');
    const wrong = [
      ...this.bugs,
      ...lost.map(({ dedupeKey }) => `never shown: ${dedupeKey}`),
      ...waiting.map(({ dedupeKey, lastError }) => `still waits: ${dedupeKey} ${lastError}`),
      ...(await this.money()),
      ...(repeats > 2 ? [`${repeats} repeats after one failure`] : []),
      ...unmarked.map(({ dedupeKey }) => `seen twice without a mark: ${dedupeKey}`),
    ];
    const said = rows.map(({ kind, address, state }) => `${kind} ${address.replace(/\d+/, '')} ${state}`);
    return { wrong, said: said.sort(), repeats, failedAt: points.failedAt(), reached: points.reached() };
  }

  /** The bank's books and ours say the same, and they are what the customer wanted. */
  private async money(): Promise<string[]> {
    const facts = await this.store.caseByDeal(this.options.deal);
    const sum = (rows: readonly { amount: bigint; state: string }[] = []) =>
      rows.filter(({ state }) => state === 'succeeded').reduce((total, { amount }) => total + amount, 0n);
    const atBank = this.bank.attempts.flatMap(({ refunds }) => refunds);
    const found = {
      attempts: this.bank.attempts.length,
      paid: sum(facts?.payments),
      back: sum(facts?.refunds),
      backAtBank: atBank.reduce((total, { amount }) => total + amount.minor, 0n),
      states: facts?.invoices.map(({ state }) => state).join(' '),
    };
    const wanted = {
      attempts: 1,
      paid: TOTAL,
      back: BACK,
      backAtBank: BACK,
      states: 'partially_refunded expired',
    };
    return Object.entries(wanted).flatMap(([name, value]) => {
      const got = found[name as keyof typeof found];
      return got === value ? [] : [`${name}: ${got}, not ${value}`];
    });
  }

  private async tokens(): Promise<string[]> {
    const facts = await this.store.caseByDeal(this.options.deal);
    return facts?.invoices.map(({ payToken }) => payToken) ?? [];
  }

  /** Staff press "return" unless they see that it was pressed. */
  private async askBack(): Promise<void> {
    const { deps } = this.desk;
    await handle(deps.store, async () => {
      const facts = await deps.store.caseByDeal(this.options.deal);
      const [invoice] = facts?.invoices ?? [];
      if (!facts || !invoice || facts.refunds.length > 0) return refuse('nothing_to_do');
      const command = { number: invoice.number, amount: BACK, reason: 'too late', by: null };
      const asked = requestRefund(facts, command, contextOf(deps, { type: 'staff', id: 'anna' }, 'refund'));
      return asked.ok ? { ok: true, changes: asked.value, value: null } : asked;
    });
  }

  /** The bank repeats each letter until it is acknowledged. */
  private async deliverLetters(): Promise<void> {
    while (this.bank.mail.length > 0) {
      const [letter] = this.bank.mail;
      await this.press(async () => {
        const { status } = await this.desk.app.request(`/webhooks/payments/${this.provider}`, {
          method: 'POST',
          body: letter?.eventKey ?? '',
        });
        if (status === 200) this.bank.mail.shift();
        else throw new Crash(`Crash: answered ${status}`);
      });
    }
  }

  /** Everything that waits is done, also what a dead process holds. */
  private async work(): Promise<void> {
    for (let round = 0; round < 4; round++) {
      await this.press(() => this.jobs.sweep());
      this.now += LEASES;
    }
  }

  private async at(moment: number): Promise<void> {
    this.now = Math.max(this.now, moment);
    await this.work();
  }

  private async press(work: () => Promise<unknown>): Promise<void> {
    for (let tries = 1; ; tries++) {
      try {
        await work();
        return await this.revive();
      } catch (error) {
        if (!(error instanceof Crash) && !String(error).includes('Crash')) throw error;
        await this.revive();
        if (tries === TRIES) throw error;
        this.now += 1_000;
      }
    }
  }

  /** A process that died is started again, and nothing fails any more. */
  private async revive(): Promise<void> {
    if (!this.points?.dead()) return;
    // What the dead one had under way ends here, unheard.
    await this.jobs.stop();
    this.points = null;
    this.store = await this.options.memory.reopen();
    this.desk = this.start();
  }

  private start(): Desk {
    const points = this.points;
    const step = points ? (name: string) => points.step(name) : async () => {};
    const stepped = points && this.options.stepStore ? stepping(this.store, points, 'store') : this.store;
    const channel = polite(
      this.chat.channel(() => step('chat')),
      points,
    );
    const provider = polite({ ...this.bank.provider(() => step('bank')), id: this.provider }, points);
    const newId = () => `${this.options.deal}-${++this.serial}-${crypto.randomUUID()}`;
    const error = ({ error }: { readonly error?: unknown }, line: string) => {
      if (!String(error).includes('Crash')) this.bugs.push(`${line}: ${error}`);
    };
    const desk = openDesk({
      store: stepped,
      settings: { ...SETTINGS, quietHours: null },
      clock: { now: () => this.now, newId, newToken: newId },
      log: { info: () => {}, warn: () => {}, error },
      channels: new Map([[channel.id, channel]]),
      providers: new Map([[provider.id, provider]]),
      render: async ({ dedupeKey }) => ({ text: dedupeKey }),
      ...(this.options.sabotage ? sabotaged(this.options.sabotage, stepped, provider) : {}),
    });
    this.jobs = createJobs(() => desk.deps);
    return desk;
  }
}

function sabotaged(
  sabotage: (deps: Deps) => Deps,
  store: Store,
  provider: NonNullable<ReturnType<Deps['providers']['get']>>,
): Partial<Deps> {
  const { store: own, providers } = sabotage({
    store,
    providers: new Map([[provider.id, provider]]),
  } as unknown as Deps);
  return { store: own, providers };
}

/** Messengers and providers do not throw: a call that fails on the way has an outcome that nobody knows. */
function polite<T extends object>(port: T, points: Points | null): T {
  const unknown: Failure = {
    ok: false,
    category: 'unknown',
    retryable: true,
    code: 'cut',
    message: 'as it was planned',
  };
  return new Proxy(port, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) =>
        Promise.resolve(member.apply(target, args)).catch((error: unknown) => {
          if (error instanceof Crash && !points?.dead()) return unknown;
          throw error;
        });
    },
  });
}
