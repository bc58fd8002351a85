import type { Invoice } from '../../domain/invoice.ts';
import type { Message } from '../../domain/message.ts';
import { type MoneyJson, money, toJson } from '../../domain/money.ts';
import type { OutgoingEvent } from '../../domain/outgoing-event.ts';
import type { Channel, Outgoing, Sent } from '../../domain/ports/channel.ts';
import type { Instant } from '../../domain/ports/clock.ts';
import type { CallOptions } from '../../domain/ports/payment-provider.ts';
import type { Store } from '../../domain/ports/store.ts';
import type { Outcome } from '../../domain/result.ts';
import { orderOf } from './body.ts';
import { isAgain, toldOf } from './replay.ts';

/** So long news are tried, with growing pauses of up to half an hour. */
const PATIENCE = 3 * 86_400_000;

/** Something that has happened to a deal, with the deal as it is when it is told. */
export interface News {
  readonly event: OutgoingEvent;
  /** It is told again, and later news of the deal were taken before: what it says of the stage is past. */
  readonly overtaken: boolean;
  /** The order that the deal came from; null for a deal that is none. */
  readonly order: { readonly number: string; readonly source: string } | null;
  readonly title: string;
  readonly openedAt: Instant;
  /** Null for a sale at the counter, and for somebody who is forgotten. */
  readonly customer: {
    readonly name: string | null;
    readonly phone: string | null;
    readonly email: string | null;
  } | null;
  /** Name of the member of staff who has the deal. */
  readonly responsible: string | null;
  /** Sums of its invoices, in the deal's currency: what they ask for, and what came and stayed. */
  readonly total: MoneyJson;
  readonly paid: MoneyJson;
}

/**
 * Tells another system. `known` is what it called the deal when it was told first; null: it has not heard of it, or has
 * lost it. Carried out again for the same `event.id`, it leaves one of everything. `not_found` says that `known` is gone.
 */
export type Tell = (news: News, known: string | null, options: CallOptions) => Promise<Outcome<Sent>>;

/**
 * Another system that is told by calls of its own, as one more channel: the outbox keeps the order of a deal's news,
 * tries again for three days, and remembers what the system called the deal. Money waits for none of it.
 */
export function createTeller(id: string, tell: Tell): Channel {
  return {
    id,
    can: { edit: true, maxText: Number.MAX_SAFE_INTEGER, maxCaption: 0, links: false, patience: PATIENCE },
    send: async (_, { text }, options) => tell(newsIn(text), null, options ?? {}),
    edit: async (_, ref, { text }, options) => {
      const outcome = await tell(newsIn(text), ref, options ?? {});
      // What is not taken must not be put there a second time, as a message would that can't be changed.
      return !outcome.ok && outcome.category === 'refused' ? { ...outcome, category: 'invalid' } : outcome;
    },
    readWebhook: async () => ({ ok: false, status: 401, reason: 'nobody writes to us here' }),
    link: () => Promise.reject(new Error('there is no conversation with another system')),
  };
}

/** A cancelled or expired invoice asks for nothing. */
function isAsked({ state }: Invoice): boolean {
  return state !== 'cancelled' && state !== 'expired';
}

function newsIn(text: string): News {
  return JSON.parse(text) as News;
}

/** What `createTeller` tells. Who the customer is, is read now: the outbox keeps no names. */
export async function newsAsText(
  store: Pick<Store, 'history' | 'caseByDeal' | 'messagesOf'>,
  message: Message & { readonly data: OutgoingEvent },
): Promise<Outgoing> {
  const event = message.data;
  const [facts, history, overtaken] = await Promise.all([
    store.caseByDeal(event.deal.id),
    store.history(`deal:${event.deal.id}`),
    isOvertaken(store, message),
  ]);
  if (!facts) throw new Error(`there is no deal ${event.deal.id}`);
  const { deal, contact, team, invoices } = facts;
  const sum = (amounts: readonly bigint[]) =>
    toJson(
      money(
        amounts.reduce((all, each) => all + each, 0n),
        deal.currency,
      ),
    );
  const news: News = {
    event,
    overtaken,
    order: orderOf(history),
    title: deal.title,
    openedAt: deal.createdAt,
    customer: contact && { name: contact.name, phone: contact.phone, email: contact.email },
    responsible: team.find(({ id }) => id === deal.responsibleId)?.name ?? null,
    total: sum(invoices.filter(isAsked).map(({ total }) => total)),
    paid: sum(invoices.map(({ paid, refunded }) => paid - refunded)),
  };
  return { text: JSON.stringify(news) };
}

/** News keep their order in the outbox; only what is told again may come late. */
async function isOvertaken(
  store: Pick<Store, 'messagesOf'>,
  message: Message & { readonly data: OutgoingEvent },
): Promise<boolean> {
  if (!isAgain(message)) return false;
  const { channel, data } = message;
  const told = await toldOf({ store }, data.deal.id);
  return told.some(
    (other) =>
      other.message.channel === channel &&
      other.message.state === 'sent' &&
      other.message.data.sequence > data.sequence,
  );
}
