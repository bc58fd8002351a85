import type { DealCase } from '../case.ts';
import { type Changes, joinChanges } from '../changes.ts';
import { amend } from '../draft.ts';
import type { HistoryEvent } from '../history.ts';
import type { Message } from '../message.ts';
import type { DeliveryStatus } from '../ports/channel.ts';
import type { Context } from '../settings.ts';
import { noteUnreachable } from './note-unreachable.ts';

/**
 * What a messenger tells afterwards of a message to the customer is kept on the deal's timeline: delivered, read or
 * failed. That it was sent, the outbox knows. One that nothing will bring through is told to staff.
 */
export function noteDelivery(
  facts: DealCase,
  message: Message,
  { state, at, failure }: DeliveryStatus,
  again: Changes | null,
  context: Context,
): Changes {
  if (!isToCustomer(facts, message)) return again ?? {};
  const heard =
    state === 'sent' ? {} : { history: [eventOf(facts, message, state, at, failure?.code, context)] };
  if (!failure) return heard;
  const told =
    failure.category === 'unreachable'
      ? noteUnreachable(facts, failure.code, context)
      : again
        ? null
        : noteUndelivered(facts, message, failure.code, context);
  return joinChanges(heard, again ?? {}, told ?? {});
}

/** The customer did not get a message, and others may well get through: staff are told of this one. */
export function noteUndelivered(
  facts: DealCase,
  message: Message,
  reason: string,
  context: Context,
): Changes | null {
  if (!isToCustomer(facts, message) || facts.contact?.unreachable !== null) return null;
  const draft = amend(facts, context);
  draft.event('message_undelivered', { kind: message.kind, reason });
  draft.toStaff(`undelivered:${message.id}`, (now) => ({
    kind: 'staff_unreachable',
    data: { dealId: now.deal.id, customer: now.contact?.name ?? null, reason },
  }));
  return draft.seal();
}

function isToCustomer({ contact }: DealCase, { channel, address }: Message): boolean {
  return contact !== null && contact.channel === channel && contact.address === address;
}

function eventOf(
  { deal }: DealCase,
  message: Message,
  state: string,
  at: number,
  reason: string | undefined,
  context: Context,
): HistoryEvent {
  const number = 'number' in message.data ? { number: message.data.number } : {};
  const why = reason ? { reason } : {};
  return {
    stream: `deal:${deal.id}`,
    type: `message_${state}`,
    actor: { type: 'system', id: message.channel },
    data: { message: message.id, kind: message.kind, ...number, ...why },
    at,
    requestId: context.requestId,
  };
}
