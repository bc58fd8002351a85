import type { Outgoing } from '../../domain/ports/channel.ts';
import type { Role } from '../../domain/staff.ts';
import { blocks, buttonRows, lines, readerOf, type StaffViewer } from './reader.ts';

/** What each role can do, in the order of the help. A line's words are `help-<command>`. */
const HELP: Readonly<Record<Role, readonly (readonly string[])[]>> = {
  owner: [
    ['deals', 'deal', 'new'],
    ['invoice', 'parts', 'invoices', 'qr', 'remind', 'cancel', 'refund'],
    ['unmatched', 'stats', 'team', 'forget', 'help'],
  ],
  manager: [
    ['deals', 'deal', 'new'],
    ['invoice', 'parts', 'invoices', 'qr', 'remind', 'cancel', 'refund'],
    ['unmatched', 'stats', 'team', 'help'],
  ],
  viewer: [
    ['deals', 'deal', 'invoices'],
    ['stats', 'team', 'help'],
  ],
};

/** Commands that need words after them, and so can be called wrongly. */
export type WordyCommand =
  | 'new'
  | 'deal'
  | 'invoice'
  | 'qr'
  | 'refund'
  | 'cancel'
  | 'remind'
  | 'stats'
  | 'forget';

/** `/help`: every command of this person's role with an example, and how to answer a customer. */
export function help(turn: StaffViewer): Outgoing {
  const r = readerOf(turn);
  const groups = HELP[turn.staff.role].map((group) =>
    lines(...group.map((command) => r.say(`help-${command}`))),
  );
  const answering = turn.staff.role === 'viewer' ? 'help-viewer' : 'help-answering';
  return {
    text: blocks(
      r.say('help-title', { role: r.label(`role-${turn.staff.role}`) }),
      ...groups,
      r.say(answering),
    ),
    buttons: buttonRows(
      [r.button('deals', [0], 'button-deals'), r.button('invs', [0], 'button-invoices')],
      [
        turn.staff.role === 'owner' && r.button('pol', [], 'button-policy'),
        turn.staff.role === 'owner' && r.button('doc', [], 'button-doctor'),
      ],
    ),
  };
}

/** The right way to write a command that was written wrongly. */
export function usage(turn: StaffViewer, command: WordyCommand): Outgoing {
  return { text: readerOf(turn).say(`usage-${command}`) };
}

/** @param name without the slash, as it was typed. */
export function unknownCommand(turn: StaffViewer, name: string): Outgoing {
  return { text: readerOf(turn).say('unknown-command', { name }) };
}

/** Words that go nowhere: no question is open and they answer no message. */
export function hint(turn: StaffViewer): Outgoing {
  const r = readerOf(turn);
  return { text: r.say('hint'), buttons: [[r.button('deals', [0], 'button-deals')]] };
}
