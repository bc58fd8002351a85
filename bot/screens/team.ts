import { money, toJson } from '../../domain/money.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import type { Role, Staff } from '../../domain/staff.ts';
import { blocks, lines, type Reader, readerOf, rowsOf, type StaffViewer, type Viewer } from './reader.ts';

export { decided } from './approval.ts';
export { stopped } from './staff.ts';

type Which = 'invoice' | 'refund';

const INVITED: readonly Role[] = ['manager', 'viewer', 'owner'];

/** `/team`: who works here. Owners open members and invite new ones. */
export function teamPage(turn: StaffViewer, team: readonly Staff[]): Outgoing {
  const r = readerOf(turn);
  const list = lines(
    ...team.map(({ name, role }) => r.say('team-row', { name, role: r.label(`role-${role}`) })),
  );
  if (turn.staff.role !== 'owner') return { text: blocks(r.say('team-title'), list) };
  const members = team.map(({ id, name }) => r.button('member', [id], 'button-member', { name }));
  const invites = INVITED.map((role) => [r.button('invite', [role], `button-invite-${role}`)]);
  return {
    text: blocks(r.say('team-title'), list, r.say('team-next')),
    buttons: [...rowsOf(members, 2), ...invites],
  };
}

/** One member, with what an owner can change. Owners have no ceilings. */
export function memberPage(turn: StaffViewer, member: Staff): Outgoing {
  const r = readerOf(turn);
  const owner = member.role === 'owner';
  const ceilings = owner || member.role === 'viewer' ? [] : (['invoice', 'refund'] as const);
  return {
    text: lines(
      r.say('member-title', { name: member.name, role: r.label(`role-${member.role}`) }),
      owner ? r.say('member-owner') : null,
      ...ceilings.map((which) => ceilingLine(turn, r, member, which)),
    ),
    buttons: [
      ...ceilings.map((which) => [r.button('ceil', [member.id, which], `button-ceiling-${which}`)]),
      [r.button('fire', [member.id], 'button-fire')],
    ],
  };
}

function ceilingLine(turn: Viewer, r: Reader, member: Staff, which: Which): string {
  const ceiling = which === 'invoice' ? member.invoiceCeiling : member.refundCeiling;
  if (ceiling === null) return r.say(`ceiling-${which}-none`);
  return r.say(`ceiling-${which}`, { sum: toJson(money(ceiling, turn.deps.settings.currency)) });
}

export function askCeiling(turn: Viewer, member: Staff, which: Which): Outgoing {
  const r = readerOf(turn);
  return {
    text: r.say(`ask-ceiling-${which}`, { name: member.name }),
    buttons: [[r.button('dlg', ['skip'], 'button-no-ceiling')], [r.button('dlg', ['stop'], 'button-stop')]],
  };
}

export function ceilingChanged(turn: Viewer, member: Staff, which: Which): Outgoing {
  const r = readerOf(turn);
  return {
    text: lines(r.say('ceiling-changed', { name: member.name }), ceilingLine(turn, r, member, which)),
  };
}

/** @param link opens a conversation with the bot and joins whoever opens it first. */
export function inviteLink(turn: Viewer, role: Role, link: string): Outgoing {
  const r = readerOf(turn);
  return {
    text: blocks(r.say('invite-link', { role: r.label(`role-${role}`) }), r.say('invite-address', { link })),
  };
}

export function confirmRemove(turn: Viewer, member: Staff): Outgoing {
  const r = readerOf(turn);
  return {
    text: r.say('confirm-remove', { name: member.name }),
    buttons: [
      [r.button('fire', [member.id, 'y'], 'button-fire-sure')],
      [r.button('member', [member.id], 'button-keep-member')],
    ],
  };
}

export function memberRemoved(turn: Viewer, member: Staff): Outgoing {
  return { text: readerOf(turn).say('member-removed', { name: member.name }) };
}

/** Somebody joined: what they may do, and where to begin. */
export function welcome(turn: StaffViewer): Outgoing {
  const { name, role } = turn.staff;
  const r = readerOf(turn);
  return {
    text: blocks(r.say('welcome', { name, role: r.label(`role-${role}`) }), r.say(`welcome-${role}`)),
  };
}
