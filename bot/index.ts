import { joinChanges } from '../domain/changes.ts';
import { handle } from '../domain/handle.ts';
import type { Incoming, Talk } from '../domain/ports/channel.ts';
import type { Person } from '../domain/ports/store.ts';
import { TokenBuckets } from '../domain/token-bucket.ts';
import { answerCheckout } from './checkout.ts';
import { joinTeam } from './commands/team-join.ts';
import { answerCustomer } from './customer.ts';
import { answerStaff } from './staff.ts';
import { type BotDeps, dialogueOf, inboxOf, messagesOf, type Reply, say, type Turn } from './turn.ts';

/** The conversation. Builds nothing on import; everything it needs comes in `deps`. */
export interface Bot {
  /**
   * Answers one update. What it changes, what it says and the update's own key are saved in one
   * transaction: a repeated update changes nothing and says nothing.
   * @throws Error when the database fails; the messenger must send the update again.
   */
  take(incoming: Incoming, requestId: string): Promise<void>;
}

/** A customer writes at most so much; what a slip of the thumb or a child can do passes. */
const PACE = { burst: 60, perMinute: 60 };
const TELL = { burst: 1, perMinute: 1 };

export function createBot(deps: BotDeps): Bot {
  const paces = new TokenBuckets(PACE);
  const told = new TokenBuckets(TELL);
  return {
    take: async (incoming, requestId) => {
      // Money is never turned away, nor the question before it.
      if (isMoney(incoming)) return take(deps, incoming, requestId);
      const chat = `${incoming.channel}:${incoming.from.address}`;
      const now = deps.clock.now();
      if (paces.take(chat, now) === 0) return talk(deps, incoming, requestId);
      const turn = await turnOf(deps, incoming, requestId);
      if (turn.person.staff) return talk(deps, incoming, requestId);
      const fields = { requestId, channel: incoming.channel, update: incoming.key };
      deps.log.warn(fields, 'too many updates of one chat');
      if (told.take(chat, now) === 0) await slowDown(turn);
    },
  };
}

type MoneyTalk = Exclude<Incoming, Talk>;

function isMoney(incoming: Incoming): incoming is MoneyTalk {
  return incoming.type === 'pre_checkout' || incoming.type === 'paid' || incoming.type === 'refunded';
}

/** Said once in a while: what came too fast is not kept, and how to go on. */
async function slowDown(turn: Turn): Promise<void> {
  const screen = { text: turn.deps.texts.say(turn.locale, 'too-fast') };
  await turn.deps.store.commit({ messages: messagesOf(turn, say(screen)) });
}

function take(deps: BotDeps, incoming: MoneyTalk, requestId: string): Promise<void> {
  if (incoming.type === 'pre_checkout') return answerCheckout(deps, incoming, requestId);
  return deps.cashier.takeMoney(incoming.channel, incoming.type, incoming.money, requestId);
}

async function talk(deps: BotDeps, incoming: Talk, requestId: string): Promise<void> {
  const handled = await handle(deps.store, async () => {
    const turn = await turnOf(deps, incoming, requestId);
    const reply = await answer(turn);
    const said = {
      inbox: [inboxOf(turn)],
      messages: messagesOf(turn, reply),
      dialogues: dialogueOf(turn, reply),
    };
    return { ok: true, changes: joinChanges(reply.changes ?? {}, said), value: reply.toast ?? null };
  });
  const fields = { requestId, channel: incoming.channel, update: incoming.key, type: incoming.type };
  deps.log.info({ ...fields, outcome: handled.ok === 'repeat' ? 'repeat' : 'answered' }, 'update taken');
  if (incoming.type === 'button') {
    const toast = handled.ok === true ? handled.value : null;
    await deps.channels.get(incoming.channel)?.answerButton?.(incoming.pressId, toast);
  }
}

async function turnOf(deps: BotDeps, incoming: Talk, requestId: string): Promise<Turn> {
  const person = await deps.store.person(incoming.channel, incoming.from.address);
  return {
    deps,
    incoming,
    person,
    locale: localeOf(deps, incoming, person),
    context: {
      now: deps.clock.now(),
      newId: deps.clock.newId,
      newToken: deps.clock.newToken,
      actor: person.staff
        ? { type: 'staff', id: person.staff.id }
        : { type: 'customer', id: person.contact?.id ?? null },
      requestId,
      settings: deps.settings,
    },
  };
}

function localeOf(deps: BotDeps, incoming: Talk, person: Person): string {
  return person.staff?.locale ?? person.contact?.locale ?? deps.texts.nearest(incoming.from.language);
}

function answer(turn: Turn): Promise<Reply> {
  const { incoming, person } = turn;
  const invited = incoming.type === 'start' && incoming.payload.startsWith('join_');
  if (invited) return joinTeam(turn, incoming.payload.slice('join_'.length));
  return person.staff ? answerStaff({ ...turn, staff: person.staff }) : answerCustomer(turn);
}
