import type { MessageBody, NewMessage } from './message.ts';
import type { Context } from './settings.ts';
import type { Staff } from './staff.ts';

/** Says something to every owner, once per `key`. */
export function toOwners(
  team: readonly Staff[],
  key: string,
  body: MessageBody,
  context: Context,
): NewMessage[] {
  const owners = team.filter((member) => member.active && member.role === 'owner');
  return owners.map((owner) => ({
    ...body,
    id: context.newId(),
    dedupeKey: `${key}:${owner.id}`,
    channel: owner.channel,
    address: owner.address,
    locale: owner.locale,
    priority: 1,
    dealId: null,
    slot: null,
    notBefore: context.now,
    createdAt: context.now,
    requestId: context.requestId,
  }));
}
