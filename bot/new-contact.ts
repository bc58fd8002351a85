import type { Contact } from '../domain/contact.ts';
import type { Turn } from './turn.ts';

/** Whoever wrote, as a contact that is not saved yet. */
export function newContact({ incoming, context, deps, locale }: Turn): Contact {
  return {
    id: context.newId(),
    name: incoming.from.name,
    phone: incoming.from.phone ?? null,
    phoneVerified: incoming.from.phone !== undefined,
    email: null,
    company: null,
    locale,
    timeZone: deps.settings.timeZone,
    remindersOff: false,
    channel: incoming.channel,
    address: incoming.from.address,
    unreachable: null,
    createdAt: context.now,
    version: 0,
  };
}
