import type { Message, NewMessage } from '../../domain/message.ts';
import { PRIORITY } from '../../domain/message.ts';
import type { Store } from '../../domain/ports/store.ts';
import { messageRow } from '../support/rows.ts';
import { type Phones, phones } from './chat-updates.ts';
import { hurry } from './hurry.ts';
import { type MovedClock, movedClock } from './moved-clock.ts';
import { type Chance, seeded } from './seeded.ts';
import { openTimedTill, sweepAll, type TimedTill } from './timed-till.ts';

export interface MessengerAway {
  /** One for each process; all of one database. */
  readonly stores: readonly Store[];
  readonly chats: number;
  readonly messages: number;
  readonly seed: number;
  readonly sabotage?: (store: Store) => Store;
}

export interface AwayVerdict {
  /** Not sent in the end. */
  readonly lost: number;
  /** Shown twice. */
  readonly doubled: number;
  /** Chats in which something of the same urgency overtook what was said before. */
  readonly outOfOrder: number;
  /** Chats in which something less urgent that waited came before money that waited. */
  readonly moneyLater: number;
  /** Most messages in one second, in all and in one chat. */
  readonly fastest: number;
  readonly fastestChat: number;
  /** Refused by the messenger as too many. */
  readonly refused: number;
  /** Calls in the hour in which nobody answered. */
  readonly calls: number;
  /** When the last of what had waited was shown, after the messenger was back, milliseconds. */
  readonly backlog: number;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;

interface Shown {
  readonly id: string;
  readonly at: number;
}

/** The messenger is away for an hour in which the till goes on, and comes back. */
export async function comeBack(run: MessengerAway): Promise<AwayVerdict> {
  const patience = hurry();
  const world = new AwayWorld(run);
  try {
    return await world.live();
  } finally {
    await world.close();
    patience();
  }
}

class AwayWorld {
  private readonly clock: MovedClock = movedClock();
  private readonly chance: Chance;
  private readonly people: Phones;
  private readonly tills: TimedTill[];
  private readonly shown: Shown[] = [];
  private readonly counts = { calls: 0, refused: 0 };
  private away = true;

  constructor(private readonly run: MessengerAway) {
    this.chance = seeded(run.seed);
    this.people = phones(this.clock.now, { rateLimits: true });
    const { sabotage = (store) => store } = run;
    this.tills = run.stores.map((store) =>
      openTimedTill({
        store: sabotage(store),
        clock: this.clock,
        fetch: ((input, init) => this.call(new Request(input, init))) as typeof fetch,
        environment: this.people.environment,
      }),
    );
  }

  async live(): Promise<AwayVerdict> {
    for (let chat = 1; chat <= this.run.chats; chat++) {
      this.people.fake.person({ id: chat });
      this.people.fake.people.start(chat);
    }
    const all = Array.from({ length: this.run.messages }, (_, index) => this.message(index));
    const begun = this.clock.now();
    const rest = [...all];
    while (this.clock.now() < begun + HOUR) {
      const due: NewMessage[] = [];
      while (rest[0] && rest[0].notBefore <= this.clock.now()) due.push(rest.shift() as NewMessage);
      if (due.length > 0) await this.store().commit({ messages: due });
      await sweepAll(this.tills);
      await this.passTo(Math.min(rest[0]?.notBefore ?? begun + HOUR, begun + HOUR));
    }
    this.away = false;
    const back = this.clock.now();
    while (
      (await this.store().queueDepths(this.clock.now())).outboxPending > 0 &&
      this.clock.now() < back + 24 * HOUR
    ) {
      await sweepAll(this.tills);
      await this.passTo(Number.POSITIVE_INFINITY);
    }
    const rows = await Promise.all(all.map(({ dedupeKey }) => this.store().messageByKey(dedupeKey)));
    return this.judge(
      rows.flatMap((row) => row ?? []),
      back,
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.tills.map(({ jobs }) => jobs.stop()));
    this.people.fake.close();
  }

  private store(): Store {
    const [store] = this.run.stores;
    if (!store) throw new RangeError('a memory is needed');
    return store;
  }

  /** To the next moment at which something is due, a second at least. */
  private async passTo(latest: number): Promise<void> {
    const now = this.clock.now();
    const next = Math.min((await this.store().nextMessageAt()) ?? latest, latest);
    this.clock.pass(Math.max(SECOND, Number.isFinite(next) ? next - now : SECOND));
  }

  private message(index: number): NewMessage {
    const id = `m${String(index).padStart(5, '0')}`;
    const at = this.clock.now() + Math.floor((index * HOUR) / this.run.messages);
    const urgency = this.chance.pick(['money', 'service', 'bulk'] as const);
    const said = {
      kind: 'screen',
      data: { screen: { text: id }, edit: null },
      dealId: null,
    } as Partial<NewMessage>;
    const address = String(this.chance.between(1, this.run.chats));
    return messageRow({
      ...said,
      id,
      dedupeKey: id,
      address,
      priority: PRIORITY[urgency],
      notBefore: at,
      createdAt: at,
    });
  }

  private async call(request: Request): Promise<Response> {
    if (this.away) {
      this.counts.calls++;
      return this.silence();
    }
    const id = request.url.endsWith('/sendMessage')
      ? /m\d{5}/.exec(await request.clone().text())?.[0]
      : undefined;
    const response = await this.people.fake.app.fetch(request);
    if (response.status === 429) this.counts.refused++;
    if (id && response.ok) this.shown.push({ id, at: this.clock.now() });
    return response;
  }

  private silence(): Response {
    const how = this.chance.pick(['gateway', 'refused', 'reset']);
    if (how === 'gateway')
      return Response.json({ ok: false, error_code: 502, description: 'Bad Gateway' }, { status: 502 });
    const code = how === 'refused' ? 'ECONNREFUSED' : 'ECONNRESET';
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
  }

  private judge(rows: readonly Message[], back: number): AwayVerdict {
    const of = new Map(rows.map((row) => [row.id, row]));
    const byChat = new Map<string, Shown[]>();
    for (const each of this.shown) {
      const address = of.get(each.id)?.address ?? '';
      byChat.set(address, [...(byChat.get(address) ?? []), each]);
    }
    const messagesOf = (each: readonly Shown[]): Message[] => each.flatMap(({ id }) => of.get(id) ?? []);
    const chats = [...byChat.values()];
    // Whatever was tried first found out that the messenger is back: until then nobody could choose.
    const probes = this.shown[0]?.at;
    const chosen = chats.map((each) => (each[0]?.at === probes ? each.slice(1) : each));
    return {
      lost: rows.filter(({ id, state }) => state !== 'sent' || !this.shown.some((each) => each.id === id))
        .length,
      doubled: this.shown.length - new Set(this.shown.map(({ id }) => id)).size,
      outOfOrder: chats.map(messagesOf).filter(overtakes).length,
      moneyLater: chosen.map(messagesOf).filter(moneyWaits).length,
      fastest: mostInASecond(this.shown),
      fastestChat: Math.max(...[...byChat.values()].map(mostInASecond)),
      ...this.counts,
      backlog: Math.max(...this.shown.map(({ at }) => at)) - back,
    };
  }
}

/** Something of the same urgency came before what was said earlier. */
function overtakes(shown: readonly Message[]): boolean {
  const last = new Map<number, string>();
  return shown.some(({ id, priority }) => {
    const before = last.get(priority) ?? '';
    last.set(priority, id);
    return id < before;
  });
}

/** All of them waited together: money comes first, then service, then the rest. */
function moneyWaits(shown: readonly Message[]): boolean {
  return shown.some(({ priority }, index) => index > 0 && priority < (shown[index - 1]?.priority ?? 0));
}

function mostInASecond(shown: readonly Shown[]): number {
  const seconds = new Map<number, number>();
  for (const { at } of shown) {
    const second = Math.floor(at / SECOND);
    seconds.set(second, (seconds.get(second) ?? 0) + 1);
  }
  return Math.max(0, ...seconds.values());
}
