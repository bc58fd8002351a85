import type { Decider, Waiting } from '../../domain/ports/inbox-desk.ts';
import { type Result, refuse } from '../../domain/result.ts';
import { mayWork } from '../../domain/rights.ts';
import { refused } from '../screens/staff.ts';
import * as screens from '../screens/unmatched.ts';
import { type Reply, redraw, type StaffTurn, say } from '../turn.ts';

const PAGE = 8;

/** `/unmatched`: money that belongs to nothing that we know. */
export async function unmatchedCommand(turn: StaffTurn): Promise<Reply> {
  return say(await unmatchedPage(turn, 0));
}

/** One page of it; pages count from 0. */
export async function unmatchedPage(turn: StaffTurn, page: number) {
  const { rows, more } = await turn.deps.inbox.waiting(PAGE, page * PAGE);
  return screens.waitingList(turn, rows, { page, more });
}

/** Five, since each has two buttons of its own. */
const HELD = 5;

/** One page of what customers paid beyond their invoices; pages count from 0. */
export async function heldPage(turn: StaffTurn, page: number) {
  const { rows, more } = await turn.deps.inbox.held(HELD, page * HELD);
  return screens.heldList(turn, rows, { page, more });
}

/** One row, with what can be done with it. */
export function openWaiting(turn: StaffTurn, code: string): Promise<Reply> {
  return withRow(turn, code, async (row) => redraw(screens.waitingCard(turn, row)));
}

/** Whose is it? Candidates, page by page, or `ask` for one that is not among them. */
export function askWhose(turn: StaffTurn, code: string, page: string): Promise<Reply> {
  return withRow(turn, code, async (row) => {
    if (turn.staff.role === 'viewer') return say(refused(turn, refuse('not_allowed')));
    if (page === 'ask') {
      return say(screens.askNumber(turn), { dialogue: { name: 'whose', step: 'number', data: { code } } });
    }
    const found = await turn.deps.inbox.candidates(code, Number(page));
    return found.ok
      ? redraw(screens.whose(turn, row, found.value, Number(page)))
      : redraw(refused(turn, found));
  });
}

/** An invoice was picked: what would happen, asked once more; then it is done. */
export async function attachTo(
  turn: StaffTurn,
  code: string,
  number: string,
  word: string | undefined,
): Promise<Reply> {
  return withRow(turn, code, async (row) => {
    if (word !== 'y' && word !== 'c') return confirm(turn, row, number);
    const asCredit = word === 'c';
    const settled = await turn.deps.inbox.attach(code, { number, asCredit }, decider(turn));
    if (!settled.ok) return redraw(refused(turn, settled));
    return redraw(screens.attached(turn, row, settled.value, asCredit));
  });
}

async function confirm(turn: StaffTurn, row: Waiting, number: string): Promise<Reply> {
  const facts = await turn.deps.store.caseByInvoice(number);
  const invoice = facts?.invoices.find((each) => each.number === number);
  if (!facts || !invoice) return say(refused(turn, refuse('invoice_not_found', { number })));
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return say(refused(turn, allowed));
  const screen = screens.confirmAttach(turn, row, facts, invoice);
  return turn.incoming.type === 'button' ? redraw(screen) : say(screen);
}

/** Sends it back to whoever paid: asked once more, then done. */
export function giveBack(turn: StaffTurn, code: string, word: string | undefined): Promise<Reply> {
  return withRow(turn, code, async (row) => {
    if (turn.staff.role === 'viewer') return say(refused(turn, refuse('not_allowed')));
    if (word !== 'y' && word !== 'h') return redraw(screens.confirmGiveBack(turn, row));
    const settled = await turn.deps.inbox.giveBack(code, word === 'h', decider(turn));
    return redraw(settled.ok ? screens.givenBack(turn, row) : refused(turn, settled));
  });
}

/** A refund or dispute of a payment that we do not know was looked at. */
export async function noteSeen(turn: StaffTurn, code: string): Promise<Reply> {
  const seen: Result<null> = await turn.deps.inbox.see(code, decider(turn));
  return redraw(seen.ok ? screens.noted(turn) : refused(turn, seen));
}

/** What does not wait any more says who settled it, and where. */
async function withRow(
  turn: StaffTurn,
  code: string,
  then: (row: Waiting) => Promise<Reply>,
): Promise<Reply> {
  const row = await turn.deps.inbox.find(code);
  return row.ok ? then(row.value) : say(refused(turn, row));
}

function decider({ staff, context }: StaffTurn): Decider {
  return { staff, requestId: context.requestId };
}
