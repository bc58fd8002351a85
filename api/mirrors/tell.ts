import type { OutgoingEventType } from '../../domain/outgoing-event.ts';
import type { Channel } from '../../domain/ports/channel.ts';
import type { Mirror, MirroredDeal } from '../../domain/ports/mirror.ts';
import type { CallOptions } from '../../domain/ports/payment-provider.ts';
import type { Texts } from '../../domain/ports/texts.ts';
import { done, type Failure, type Outcome } from '../../domain/result.ts';
import { createTeller, type News } from '../outgoing/teller.ts';
import { noteOf } from './note.ts';

/** News after which a deal stands elsewhere, or asks for another sum. */
const MOVES: ReadonlySet<OutgoingEventType> = new Set([
  'deal.stage_changed',
  'invoice.issued',
  'invoice.cancelled',
  'invoice.expired',
]);

export interface MirrorDesk {
  readonly texts: Texts;
  /** The language of notes. */
  readonly locale: string;
  /** Hears of what the CRM does not take, before it is tried again or given up. */
  refused(failure: Failure, news: News): Promise<void>;
}

/** A CRM as a channel of the outbox, which keeps the order of a deal's news and its id there. */
export function createMirrorChannel(mirror: Mirror, desk: MirrorDesk): Channel {
  return createTeller(mirror.id, async (news, known, options) => {
    const told = await tell(mirror, desk, news, known, options);
    if (!told.ok && REFUSALS.has(told.category)) await desk.refused(told, news);
    return told.ok ? done({ ref: told.value }) : told;
  });
}

const REFUSALS: ReadonlySet<Failure['category']> = new Set(['auth', 'invalid', 'refused']);

async function tell(
  mirror: Mirror,
  { texts, locale }: MirrorDesk,
  news: News,
  known: string | null,
  options: CallOptions,
): Promise<Outcome<string>> {
  const { event, overtaken } = news;
  const deal = mirroredOf(news);
  const there = known === null ? await mirror.create(deal, options) : done(known);
  if (!there.ok) return there;
  const text = noteOf(event, texts, locale);
  const steps = [
    ...(text === null ? [] : [() => mirror.note(there.value, { key: event.id, text }, options)]),
    // What is told again must not put the deal back to where it was then.
    ...(MOVES.has(event.type) && !overtaken ? [() => mirror.move(there.value, deal, options)] : []),
  ];
  for (const step of steps) {
    const outcome = await step();
    if (!outcome.ok) return known === null && outcome.category === 'not_found' ? soon(outcome) : outcome;
  }
  return there;
}

/** What was made a moment ago and is not found is not deleted: it will be found. */
function soon(failure: Failure): Failure {
  return { ...failure, category: 'unavailable', retryable: true };
}

function mirroredOf({ event, title, openedAt, customer, total }: News): MirroredDeal {
  const isKnown = customer && (customer.name?.trim() || customer.phone || customer.email);
  return {
    id: event.deal.id,
    title,
    openedAt,
    stage: event.deal.stage,
    total: BigInt(total.minor) > 0n ? total : null,
    customer: isKnown ? customer : null,
  };
}
