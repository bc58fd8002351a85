import type { DealCase } from '../../domain/case.ts';
import { readInn, setCompany } from '../../domain/company.ts';
import type { Company } from '../../domain/contact.ts';
import { refuse } from '../../domain/result.ts';
import { mayWork } from '../../domain/rights.ts';
import { parseButton } from '../screens/buttons.ts';
import * as screens from '../screens/company.ts';
import { refused, stopped } from '../screens/staff.ts';
import { type Reply, redraw, type StaffTurn, say } from '../turn.ts';

/** "Company" was pressed at a deal: for whom does the customer pay? */
export async function startCompany(turn: StaffTurn, facts: DealCase): Promise<Reply> {
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return say(refused(turn, allowed));
  if (!facts.contact) return say(refused(turn, refuse('nothing_to_do')));
  const dialogue = { name: 'company', step: 'inn', data: { dealId: facts.deal.id } };
  return say(screens.askInn(turn, facts.contact.company), { dialogue });
}

/** The INN, then the name; a button takes the company away or leaves all as it was. */
export async function answerCompany(turn: StaffTurn): Promise<Reply> {
  const { incoming, person, deps } = turn;
  const data = (person.dialogue?.data ?? {}) as { dealId?: number; inn?: string; kpp?: string | null };
  const button = incoming.type === 'button' ? parseButton(incoming.id) : null;
  if (button?.args[0] === 'stop') return redraw(stopped(turn), { dialogue: null });
  const facts = await deps.store.caseByDeal(Number(data.dealId));
  if (!facts) return say(refused(turn, refuse('deal_not_found', { deal: data.dealId })), { dialogue: null });
  if (button?.args[0] === 'skip') return keep(turn, facts, null);
  const text = incoming.type === 'text' ? incoming.text.trim() : '';
  if (person.dialogue?.step === 'name' && data.inn) {
    if (!text) return say(screens.askCompanyName(turn, data.inn));
    return keep(turn, facts, { name: text, inn: data.inn, kpp: data.kpp ?? null });
  }
  const read = readInn(text);
  if (!read) return say(screens.badInn(turn));
  const dialogue = { name: 'company', step: 'name', data: { ...data, ...read } };
  return say(screens.askCompanyName(turn, read.inn), { dialogue });
}

function keep(turn: StaffTurn, facts: DealCase, company: Company | null): Reply {
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return say(refused(turn, allowed), { dialogue: null });
  const decided = setCompany(facts, company, turn.context);
  // The same company once more changes nothing, and is no mistake.
  const changes = decided.ok ? { changes: decided.value } : {};
  return say(screens.companySet(turn, company), { ...changes, dialogue: null });
}
