import { createFakeTelegram } from '../../bot/channels/telegram/fake.ts';
import type { Message, NewMessage } from '../../domain/message.ts';
import type { DeliveryReport, Store } from '../../domain/ports/store.ts';
import { NOON } from '../support/world.ts';
import { Killed, type Mortal, memoryOf, stillAlive } from './mortal.ts';
import { movedClock } from './moved-clock.ts';
import { type Chance, seeded } from './seeded.ts';
import { Sightings } from './sightings.ts';
import { openTimedTill, sweepAll, type TimedTill } from './timed-till.ts';

export interface OutboxRun {
  /** One for each process; all of one database. */
  readonly stores: readonly Store[];
  readonly messages: number;
  readonly kills: number;
  readonly seed: number;
  readonly sabotage?: (store: Store) => Store;
}

export interface OutboxVerdict {
  /** Neither sent nor parked for a reason that was planned, or sent and never shown. */
  readonly lost: number;
  /** Shown more often than the answers that got lost can explain. */
  readonly tooOften: number;
  /** Shown more than once, and not marked. */
  readonly unmarked: number;
  /** Chats in which something was shown before what was said earlier. */
  readonly outOfOrder: number;
  /** The longest that a message of a dead process waited to be taken up again, milliseconds. */
  readonly slowest: number;
  readonly figures: {
    readonly kills: number;
    readonly repeats: number;
    /** Shown by somebody who could not note it any more, or was not told. */
    readonly inDoubt: number;
    readonly parked: number;
    readonly seconds: number;
  };
}

const PER_CHAT = 20;
const SECOND = 1_000;
/** The messenger refuses what contains this word, whenever it comes. */
const BAD = 'непечатное';

/** Two processes send what waits, while the messenger has bad days and they are killed at the worst moments. */
export async function deliverUnderKills(run: OutboxRun): Promise<OutboxVerdict> {
  const world = new OutboxWorld(run);
  try {
    return await world.live();
  } finally {
    world.close();
  }
}

class OutboxWorld {
  private readonly clock = movedClock();
  private readonly chance: Chance;
  private readonly fake = createFakeTelegram({ now: this.clock.now });
  private readonly seen = new Sightings(this.clock.now);
  private readonly processes: { process: Mortal; till: TimedTill }[] = [];
  private readonly chats: number;
  private kills = 0;
  private calm = false;

  constructor(private readonly run: OutboxRun) {
    this.chance = seeded(run.seed);
    this.chats = Math.ceil(run.messages / PER_CHAT);
  }

  async live(): Promise<OutboxVerdict> {
    const { stores, messages } = this.run;
    const [store] = stores;
    if (!store) throw new RangeError('a memory is needed');
    for (let chat = 1; chat <= this.chats; chat++) {
      this.fake.person({ id: chat });
      this.fake.people.start(chat);
    }
    const all = Array.from({ length: messages }, (_, index) => this.message(index));
    for (let from = 0; from < messages; from += 500)
      await store.commit({ messages: all.slice(from, from + 500) });
    for (const index of stores.keys()) this.start(index);
    const begun = this.clock.now();
    while ((await store.queueDepths(this.clock.now())).outboxPending > 0) {
      await this.second();
      if (this.clock.now() - begun > 48 * 3_600_000) break;
    }
    const rows = await Promise.all(all.map(({ dedupeKey }) => store.messageByKey(dedupeKey)));
    return this.judge(
      rows.flatMap((row) => row ?? []),
      (this.clock.now() - begun) / SECOND,
    );
  }

  close(): void {
    for (const { process, till } of this.processes) {
      process.dead = true;
      void till.jobs.stop();
    }
    this.fake.close();
  }

  private message(index: number): NewMessage {
    const chat = 1 + (index % this.chats);
    const bad = index % 250 === 249;
    const id = `m${String(index).padStart(6, '0')}`;
    const screen = { text: bad ? `${id} ${BAD}` : id };
    return {
      ...{ id, dedupeKey: id, kind: 'screen', data: { screen, edit: null }, channel: 'telegram' },
      ...{ address: String(chat), locale: 'ru', priority: 1, dealId: null, slot: null },
      ...{ notBefore: NOON, createdAt: NOON, requestId: 'request-1' },
    } as NewMessage;
  }

  /** Both processes do what is due; one that died is started again. */
  private async second(): Promise<void> {
    for (const [index, { process }] of this.processes.entries()) if (process.dead) this.start(index);
    // In the end a tenth of the chats may be gone, and no more.
    if (this.chance.percent(2)) this.fake.people.block(this.chance.between(1, Math.ceil(this.chats / 10)));
    await sweepAll(this.processes.map(({ till }) => till)).catch(ignoreDeath);
    const next = (await this.run.stores[0]?.nextMessageAt()) ?? 0;
    this.clock.pass(Math.max(SECOND, next - this.clock.now()));
    this.calm = this.kills >= this.run.kills;
  }

  private start(index: number): void {
    const process: Mortal = { name: `process ${index}`, dead: false };
    const { stores, sabotage = (whole) => whole } = this.run;
    const store = sabotage(stores[index] as Store);
    const till = openTimedTill({
      store: memoryOf(process, store, (name, given, result) => this.follow(process, name, given, result)),
      clock: this.clock,
      fetch: ((input, init) => this.call(process, new Request(input, init))) as typeof fetch,
      // An address of this machine: sending limits are the messenger's own here.
      environment: {
        TELEGRAM_BOT_TOKEN: this.fake.token,
        TELEGRAM_API_ROOT: 'http://localhost',
        TELEGRAM_MODE: 'webhook',
      },
    });
    this.processes[index] = { process, till };
  }

  private follow(process: Mortal, name: keyof Store, given: readonly unknown[], result: unknown): void {
    if (name === 'claimMessages') this.seen.claimed(process, result as readonly Message[]);
    if (name !== 'reportDelivery' || result !== true) return;
    this.seen.reported(process, String(given[0]), given[2] as DeliveryReport);
    // It is noted, and who noted it does not live to hear of it.
    if (this.deadly() && this.chance.percent(10)) this.kill(process);
  }

  private deadly(): boolean {
    return !this.calm && this.chance.next() * this.run.messages < this.run.kills * 1.5;
  }

  private kill(process: Mortal): void {
    if (process.dead) return;
    process.dead = true;
    this.kills++;
    this.seen.died(process);
  }

  private async call(process: Mortal, request: Request): Promise<Response> {
    stillAlive(process);
    if (!request.url.endsWith('/sendMessage')) return this.fake.app.fetch(request);
    const text = await request.clone().text();
    const id = /m\d{6}/.exec(text)?.[0] ?? '';
    const deadly = this.deadly();
    if (deadly && this.chance.percent(30)) this.kill(process);
    stillAlive(process);
    if (text.includes(BAD)) return answer(400, 'Bad Request: message text is bad');
    const trouble = this.calm && this.chance.percent(50) ? 'none' : this.trouble();
    if (trouble === 'too many') return answer(429, 'Too Many Requests: retry after 5', { retry_after: 5 });
    if (trouble === 'down') return answer(502, 'Bad Gateway');
    if (trouble === 'refused') throw failed('ECONNREFUSED');
    const response = await this.fake.app.fetch(request);
    if (response.ok) this.seen.shown(process, id);
    if (deadly) this.kill(process);
    stillAlive(process);
    if (trouble === 'cut') throw failed('ECONNRESET');
    if (trouble === 'timeout') throw new DOMException('timed out', 'TimeoutError');
    return response;
  }

  private trouble(): string {
    if (!this.chance.percent(8)) return 'none';
    return this.chance.pick(['too many', 'down', 'refused', 'cut', 'timeout']);
  }

  private judge(rows: readonly Message[], seconds: number): OutboxVerdict {
    const { seen } = this;
    const parked = rows.filter(({ state }) => state === 'parked');
    const planned = /^(invalid: .*text is bad|unreachable: .*blocked)/;
    return {
      lost:
        this.run.messages -
        rows.filter(({ state, id }) => state === 'sent' && seen.times(id) > 0).length -
        parked.filter(({ lastError }) => planned.test(lastError ?? '')).length,
      tooOften: rows.filter(({ id }) => seen.times(id) - seen.inDoubt(id) > 1).length,
      unmarked: rows.filter(({ id, maybeRepeated }) => seen.times(id) > 1 && !maybeRepeated).length,
      outOfOrder: seen.outOfOrder(new Map(rows.map(({ id, address }) => [id, address]))),
      slowest: seen.slowest,
      figures: {
        kills: this.kills,
        repeats: rows.reduce((sum, { id }) => sum + Math.max(0, seen.times(id) - 1), 0),
        inDoubt: rows.reduce((sum, { id }) => sum + seen.inDoubt(id), 0),
        parked: parked.length,
        seconds,
      },
    };
  }
}

function ignoreDeath(error: unknown): void {
  if (!(error instanceof Killed)) throw error;
}

function answer(code: number, description: string, parameters?: object): Response {
  const body = { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) };
  return Response.json(body, { status: code });
}

function failed(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}
