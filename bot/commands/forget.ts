import type { DealCase } from '../../domain/case.ts';
import type { Contact } from '../../domain/contact.ts';
import { exportPerson, forget, mayForget } from '../../domain/decisions/forget.ts';
import { refuse } from '../../domain/result.ts';
import { mayRule } from '../../domain/rights.ts';
import * as screens from '../screens/forget.ts';
import { refused, usage } from '../screens/staff.ts';
import { type Reply, redraw, type StaffTurn, say } from '../turn.ts';

/** More deals than one customer has; with more, nothing is forgotten by halves. */
const MOST_DEALS = 1_000;

/** `/forget 1`: what is kept about the customer of that deal, to be handed out or erased. For owners. */
export async function forgetCommand(turn: StaffTurn, args: string): Promise<Reply> {
  const number = /^#?№?(\d{1,9})$/.exec(args)?.[1];
  return number ? say(await page(turn, Number(number))) : say(usage(turn, 'forget'));
}

/** Buttons: `fgt:<deal>` opens it, `:x` hands out a file, `:e` asks once more, `:y` erases. */
export async function pressForget(turn: StaffTurn, [id, what]: readonly string[]): Promise<Reply> {
  const dealId = Number(id);
  if (what === 'x') return handOut(turn, dealId);
  if (what === 'y') return erase(turn, dealId);
  return redraw(await page(turn, dealId, what === 'e'));
}

async function page(turn: StaffTurn, dealId: number, confirm = false) {
  const allowed = mayRule(turn.staff);
  if (!allowed.ok) return refused(turn, allowed);
  const known = await personOf(turn, dealId);
  if (!known) return refused(turn, refuse('deal_not_found', { deal: dealId }));
  const person = mayForget(known.contact, known.cases, turn.staff);
  // What is handed out does not wait for money; only erasing does.
  if (!person.ok && (confirm || person.code === 'nothing_to_do')) return refused(turn, person);
  const view = { dealId, customer: known.contact?.name ?? null, deals: known.cases.length };
  return confirm ? screens.confirmForget(turn, view) : screens.forgetPage(turn, view, person);
}

async function handOut(turn: StaffTurn, dealId: number): Promise<Reply> {
  const known = await personOf(turn, dealId);
  if (!known) return say(refused(turn, refuse('deal_not_found', { deal: dealId })));
  const made = exportPerson(known.contact, known.cases, turn.staff, turn.context);
  if (!made.ok) return say(refused(turn, made));
  return { changes: made.value, toast: turn.deps.texts.plain(turn.locale, 'forget-export-toast') };
}

async function erase(turn: StaffTurn, dealId: number): Promise<Reply> {
  const known = await personOf(turn, dealId);
  if (!known) return redraw(refused(turn, refuse('deal_not_found', { deal: dealId })));
  const gone = forget(known.contact, known.cases, turn.staff, turn.context);
  return gone.ok ? redraw(screens.forgotten(turn), { changes: gone.value }) : redraw(refused(turn, gone));
}

/** The customer of a deal with every deal of theirs; null where there is no such deal, or too many to be sure. */
async function personOf(
  { deps: { store } }: StaffTurn,
  dealId: number,
): Promise<{ contact: Contact | null; cases: readonly DealCase[] } | null> {
  const facts = await store.caseByDeal(dealId);
  if (!facts) return null;
  const { contact } = facts;
  if (!contact) return { contact, cases: [facts] };
  const rows = await store.deals({ contactId: contact.id, limit: MOST_DEALS });
  if (rows.length === MOST_DEALS) return null;
  const cases = await Promise.all(rows.map(({ deal }) => store.caseByDeal(deal.id)));
  return { contact, cases: cases.filter((each) => each !== null) };
}
