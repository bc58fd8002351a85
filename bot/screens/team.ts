import { money, toJson } from '../../domain/money.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import type { Role, Staff } from '../../domain/staff.ts';
import { stopButton } from './dialogue.ts';
import { help } from './help.ts';
import {
  blocks,
  buttonRows,
  lines,
  type Reader,
  readerOf,
  rowsOf,
  type StaffViewer,
  type Viewer,
} from './reader.ts';

export { decided } from './approval.ts';
export { stopped } from './dialogue.ts';

type Which = 'invoice' | 'refund';

const INVITED: readonly Role[] = ['manager', 'viewer', 'owner'];

/** `/team`: who works here. Owners open members and invite new ones. */
export function teamPage(turn: StaffViewer, team: readonly Staff[]): Outgoing {
  const r = readerOf(turn);
  const owner = turn.staff.role === 'owner';
  const text = blocks(
    r.say('team-title', { count: team.length }),
    lines(...team.map((member) => title(r, member))),
    owner && r.say('team-invite'),
  );
  if (!owner) return { text };
  const members = team.map(({ id, name }) => r.button('member', [id], 'button-member', { name }));
  const invites = INVITED.map((role) => [r.button('invite', [role], `button-invite-${role}`)]);
  return { text, buttons: [...rowsOf(members, 2), ...invites, [r.button('pol', [], 'button-policy')]] };
}

/** One member, with what an owner can change. Only managers have ceilings: owners are above, viewers below. */
export function memberPage(turn: StaffViewer, member: Staff): Outgoing {
  const r = readerOf(turn);
  const manager = member.role === 'manager';
  const invoices = ceilingText(turn, member, 'invoice');
  const refunds = ceilingText(turn, member, 'refund');
  return {
    text: lines(title(r, member), manager && r.say('team-ceilings', { invoices, refunds })),
    buttons: buttonRows(
      [
        manager && r.button('ceil', [member.id, 'invoice'], 'button-ceiling-invoice'),
        manager && r.button('ceil', [member.id, 'refund'], 'button-ceiling-refund'),
      ],
      [r.button('fire', [member.id], 'button-remove')],
    ),
  };
}

function title(r: Reader, { name, role }: Staff): string {
  return r.say('team-member', { name, role: r.label(`role-${role}`) });
}

/** `без ограничений`, `до 300 000 ₽`. */
function ceilingText(turn: Viewer, member: Staff, which: Which): string {
  const r = readerOf(turn);
  const ceiling = which === 'invoice' ? member.invoiceCeiling : member.refundCeiling;
  if (ceiling === null) return r.label('no-ceiling');
  return r.label('up-to', { sum: toJson(money(ceiling, turn.deps.settings.currency)) });
}

export function askCeiling(turn: Viewer, member: Staff, which: Which): Outgoing {
  const r = readerOf(turn);
  return {
    text: r.say(`ask-ceiling-${which}`, { name: member.name, ceiling: ceilingText(turn, member, which) }),
    buttons: [[r.button('dlg', ['skip'], 'button-no-ceiling')], [stopButton(r)]],
  };
}

/** @param member with the new ceiling. */
export function ceilingChanged(turn: Viewer, member: Staff, which: Which): Outgoing {
  const values = { name: member.name, ceiling: ceilingText(turn, member, which) };
  return { text: readerOf(turn).say(`ceiling-changed-${which}`, values) };
}

/** @param link opens a conversation with the bot and joins whoever opens it first. */
export function inviteLink(turn: Viewer, role: Role, link: string): Outgoing {
  const r = readerOf(turn);
  return {
    text: blocks(r.say('invite', { role: r.label(`role-${role}`) }), r.say('invite-link', { link })),
  };
}

export function confirmRemove(turn: Viewer, member: Staff): Outgoing {
  const r = readerOf(turn);
  return {
    text: r.say('remove-confirm', { name: member.name }),
    buttons: [
      [r.button('fire', [member.id, 'y'], 'button-remove-yes')],
      [r.button('member', [member.id], 'button-keep')],
    ],
  };
}

export function memberRemoved(turn: Viewer, member: Staff): Outgoing {
  return { text: readerOf(turn).say('removed', { name: member.name }) };
}

/** Somebody joined: who they are now, and what they can do. */
export function welcome(turn: StaffViewer): Outgoing {
  const { name, role } = turn.staff;
  const r = readerOf(turn);
  const guide = help(turn);
  return { ...guide, text: blocks(r.say('welcome', { name, role: r.label(`role-${role}`) }), guide.text) };
}
