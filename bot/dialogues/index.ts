import type { Reply, StaffTurn } from '../turn.ts';
import { answerWords } from './answer.ts';
import { answerCash } from './cash.ts';
import { answerCeiling } from './ceiling.ts';
import { answerCompany } from './company.ts';
import { answerHold } from './hold.ts';
import { answerInvoice } from './invoice.ts';
import { answerLost } from './lost.ts';
import { answerRefund } from './refund.ts';
import { answerWhose } from './whose.ts';

/** A conversation of several steps: what was said or pressed in, the next step out. */
type DialogueAnswer = (turn: StaffTurn) => Promise<Reply>;

const DIALOGUES: Readonly<Record<string, DialogueAnswer>> = {
  invoice: answerInvoice,
  refund: answerRefund,
  hold: answerHold,
  lost: answerLost,
  cash: answerCash,
  whose: answerWhose,
  ceiling: answerCeiling,
  answer: answerWords,
  company: answerCompany,
};

/** Takes an update as the answer to what the bot asked; null when it asked nothing. */
export async function answerDialogue(turn: StaffTurn): Promise<Reply | null> {
  const name = turn.person.dialogue?.name;
  const answer = name && Object.hasOwn(DIALOGUES, name) ? DIALOGUES[name] : undefined;
  return answer ? answer(turn) : null;
}
