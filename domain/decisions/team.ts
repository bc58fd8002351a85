import type { Changes } from '../changes.ts';
import { done, type Result, refuse } from '../result.ts';
import type { Context } from '../settings.ts';
import type { Invite, Role, Staff } from '../staff.ts';

/** Invitations are good for a day, once. */
const INVITE_LIFE = 24 * 3_600_000;
/** What a new manager may do alone, minor units; an owner changes it by `/team`. */
const INVOICE_CEILING = 30_000_000n;
const REFUND_CEILING = 3_000_000n;

/** Makes a one-time invitation. Only the token's hash is kept. */
export function invite(tokenHash: string, role: Role, by: Staff, context: Context): Changes {
  const row: Invite = {
    tokenHash,
    role,
    createdBy: by.id,
    expiresAt: context.now + INVITE_LIFE,
    usedBy: null,
    version: 0,
  };
  return { invites: [row], history: [teamEvent('staff_invited', { role }, context)] };
}

export interface Join {
  readonly invite: Invite | null;
  readonly channel: string;
  readonly address: string;
  readonly name: string;
  readonly locale: string;
  /** The same person, if they have been here before, active or not. */
  readonly before: Staff | null;
}

/** Whoever opens a good invitation becomes staff. `invite_expired` for a used, old or unknown one. */
export function join(command: Join, context: Context): Result<{ staff: Staff; changes: Changes }> {
  const { invite: card, before } = command;
  if (!card || card.usedBy !== null || card.expiresAt < context.now) return refuse('invite_expired');
  if (before?.active && before.role === 'owner') return refuse('nothing_to_do');
  // Somebody who ruled here before comes back with no more than a new colleague may do.
  const known =
    before?.role === 'owner'
      ? { ...before, invoiceCeiling: INVOICE_CEILING, refundCeiling: REFUND_CEILING }
      : before;
  const staff = {
    ...(known ?? newStaff(command, context)),
    role: card.role,
    active: true,
    name: command.name,
  };
  return done({
    staff,
    changes: {
      staff: [staff],
      invites: [{ ...card, usedBy: staff.id }],
      history: [teamEvent('staff_joined', { staff: staff.id, role: staff.role }, context)],
    },
  });
}

/** The first owner, named by the environment; no ceilings. */
export function firstOwner(command: Omit<Join, 'invite' | 'before'>, context: Context): Changes {
  const staff = {
    ...newStaff(command, context),
    role: 'owner' as const,
    invoiceCeiling: null,
    refundCeiling: null,
  };
  return {
    staff: [staff],
    history: [teamEvent('staff_joined', { staff: staff.id, role: 'owner' }, context)],
  };
}

function newStaff(command: Omit<Join, 'invite' | 'before'>, context: Context): Staff {
  const { channel, address, name, locale } = command;
  return {
    id: context.newId(),
    channel,
    address,
    name,
    role: 'manager',
    locale,
    invoiceCeiling: INVOICE_CEILING,
    refundCeiling: REFUND_CEILING,
    active: true,
    createdAt: context.now,
    version: 0,
  };
}

/** Saves a changed member of staff, with a line on the team's timeline. */
export function changeStaff(next: Staff, event: string, context: Context): Changes {
  return { staff: [next], history: [teamEvent(event, { staff: next.id, role: next.role }, context)] };
}

/** Takes somebody's access away. The last owner stays. */
export function removeStaff(member: Staff, team: readonly Staff[], context: Context): Result<Changes> {
  if (!member.active) return refuse('nothing_to_do');
  const owners = team.filter((each) => each.active && each.role === 'owner');
  if (member.role === 'owner' && owners.length < 2) return refuse('last_owner');
  return done(changeStaff({ ...member, active: false }, 'staff_removed', context));
}

function teamEvent(type: string, data: Record<string, unknown>, context: Context) {
  return { stream: 'team', type, actor: context.actor, data, at: context.now, requestId: context.requestId };
}
