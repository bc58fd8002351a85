import { joinChanges } from '../domain/changes.ts';
import { runCommand } from './commands/index.ts';
import { takeStatement } from './commands/statement.ts';
import { writeTo } from './dialogues/answer.ts';
import { answerDialogue } from './dialogues/index.ts';
import * as screens from './screens/staff.ts';
import { pressButton } from './staff-buttons.ts';
import { type Reply, type StaffTurn, say } from './turn.ts';

/** Answers a member of staff. The first owner, whom the environment knows by number only, gets a name. */
export async function answerStaff(turn: StaffTurn): Promise<Reply> {
  const { staff, incoming, deps } = turn;
  const { name } = incoming.from;
  const nameless = staff.name === deps.texts.plain(staff.locale, 'role-owner');
  const reply = await answer(turn);
  if (!nameless || !name || reply.changes?.staff) return reply;
  return { ...reply, changes: joinChanges(reply.changes ?? {}, { staff: [{ ...staff, name }] }) };
}

async function answer(turn: StaffTurn): Promise<Reply> {
  const { incoming } = turn;
  switch (incoming.type) {
    case 'blocked':
    case 'unblocked':
      return {};
    case 'button':
      return pressButton(turn, incoming.id);
    case 'start':
      return runCommand(turn, 'help', '');
    case 'command':
      return runCommand(turn, incoming.name, incoming.args);
    case 'text':
      return incoming.edited ? say(screens.editsStayHere(turn)) : text(turn, incoming.text, incoming.replyTo);
    case 'media':
      return (await takeStatement(turn)) ?? media(turn, incoming.replyTo);
    case 'contact':
      return dialogueOrHint(turn);
    case 'unsupported':
      return say(screens.unsupported(turn));
  }
}

function media(turn: StaffTurn, replyTo: string | null): Promise<Reply> {
  return replyTo ? toCustomer(turn, replyTo) : dialogueOrHint(turn);
}

/** A reply to a card or a forwarded message goes to that customer; else it answers what the bot asked. */
async function text(turn: StaffTurn, words: string, replyTo: string | null): Promise<Reply> {
  if (replyTo) {
    const reply = await toCustomer(turn, replyTo);
    if (reply) return reply;
  }
  // Channels without a menu of commands: the words alone will do.
  const bare =
    /^(new|deals|deal|invoices|invoice|qr|refund|cancel|remind|unmatched|stats|team|forget|help)\b\s*(.*)$/is.exec(
      words.trim(),
    );
  if (bare?.[1] && !turn.person.dialogue?.name) return runCommand(turn, bare[1].toLowerCase(), bare[2] ?? '');
  return dialogueOrHint(turn);
}

async function dialogueOrHint(turn: StaffTurn): Promise<Reply> {
  return (await answerDialogue(turn)) ?? say(screens.hint(turn));
}

async function toCustomer(turn: StaffTurn, replyTo: string): Promise<Reply> {
  const { person } = turn;
  const dealId = await dealOfReplied(turn, replyTo);
  if (dealId === null) return (await answerDialogue(turn)) ?? say(screens.hint(turn));
  if (person.dialogue?.name) return (await answerDialogue(turn)) ?? writeTo(turn, dealId);
  return writeTo(turn, dealId);
}

/** A message stands in the chat a moment before it is noted as sent; whoever answers it as fast as that is waited for, ms. */
const NOTED_WITHIN = 3_000;
const LOOK_AGAIN = 50;

async function dealOfReplied({ incoming, deps }: StaffTurn, replyTo: string): Promise<number | null> {
  const chat = [incoming.channel, incoming.from.address] as const;
  for (let waited = 0; ; waited += LOOK_AGAIN) {
    const sending = await deps.store.isSending(...chat);
    const dealId = await deps.store.dealOfSent(...chat, replyTo);
    if (dealId !== null || !sending || waited >= NOTED_WITHIN) return dealId;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
  }
}
