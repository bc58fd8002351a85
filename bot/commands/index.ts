import * as screens from '../screens/staff.ts';
import { type Reply, type StaffTurn, say } from '../turn.ts';
import { cancelCommand } from './cancel.ts';
import { dealCommand, dealsCommand } from './deals.ts';
import { forgetCommand } from './forget.ts';
import { helpCommand } from './help.ts';
import { invoiceCommand, invoicesCommand } from './invoices.ts';
import { newCommand } from './new.ts';
import { qrCommand } from './qr.ts';
import { refundCommand } from './refund.ts';
import { remindCommand } from './remind.ts';
import { statsCommand } from './stats.ts';
import { teamCommand } from './team.ts';
import { unmatchedCommand } from './unmatched.ts';

/** One chat command: the words after it in, an answer out. */
export type Command = (turn: StaffTurn, args: string) => Promise<Reply>;

/** Every command of staff, in the order of the menu. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  new: newCommand,
  deals: dealsCommand,
  deal: dealCommand,
  invoice: invoiceCommand,
  invoices: invoicesCommand,
  qr: qrCommand,
  refund: refundCommand,
  cancel: cancelCommand,
  remind: remindCommand,
  unmatched: unmatchedCommand,
  stats: statsCommand,
  team: teamCommand,
  forget: forgetCommand,
  help: helpCommand,
};

/** Runs a command. It ends whatever the bot was asking, so that no half-made thing is finished by mistake. */
export async function runCommand(turn: StaffTurn, name: string, args: string): Promise<Reply> {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) return say(screens.unknownCommand(turn, name), { dialogue: null });
  return { dialogue: null, ...(await command(turn, args.trim())) };
}
