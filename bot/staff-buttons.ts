import type { DealCase } from '../domain/case.ts';
import type { Changes } from '../domain/changes.ts';
import { returnOverpayment } from '../domain/decisions/refund.ts';
import { applyCredit } from '../domain/decisions/settle-payment.ts';
import { takeDeal } from '../domain/decisions/work-deal.ts';
import { type Refusal, type Result, refuse } from '../domain/result.ts';
import { mayWork } from '../domain/rights.ts';
import { decide } from './commands/approvals.ts';
import { askForPart } from './commands/ask-part.ts';
import { askCancel, carryOutCancel } from './commands/cancel.ts';
import { dealCommand, dealsPage } from './commands/deals.ts';
import { examineTill } from './commands/doctor.ts';
import { sendEvidence } from './commands/evidence.ts';
import { pressForget } from './commands/forget.ts';
import { invoicesPage } from './commands/invoices.ts';
import { pressPolicy } from './commands/policy.ts';
import { noteHandedOver, retryFailedReceipt } from './commands/receipts.ts';
import { remindCustomer } from './commands/remind.ts';
import { noteShipped } from './commands/ship.ts';
import { noteRefundSent } from './commands/statement.ts';
import { inviteMember, memberPage, removeMember } from './commands/team.ts';
import {
  askWhose,
  attachTo,
  giveBack,
  heldPage,
  noteSeen,
  openWaiting,
  unmatchedPage,
} from './commands/unmatched.ts';
import { startCash } from './dialogues/cash.ts';
import { startCeiling } from './dialogues/ceiling.ts';
import { startCompany } from './dialogues/company.ts';
import { pressHold } from './dialogues/hold.ts';
import { answerDialogue } from './dialogues/index.ts';
import { startInvoice } from './dialogues/invoice.ts';
import { startLost } from './dialogues/lost.ts';
import { askRefundSum, tryRefundAgain } from './dialogues/refund.ts';
import { parseButton } from './screens/buttons.ts';
import * as screens from './screens/staff.ts';
import { type Reply, redraw, type StaffTurn, say } from './turn.ts';

type Press = (turn: StaffTurn, args: readonly string[]) => Promise<Reply>;

/** What each button of staff does, by its verb. */
const PRESSES: Readonly<Record<string, Press>> = {
  take: (turn, [id]) => take(turn, Number(id)),
  inv: (turn, [id]) => withDeal(turn, Number(id), (facts) => startInvoice(turn, facts)),
  ans: (turn, [id]) => withDeal(turn, Number(id), (facts) => startAnswer(turn, facts)),
  lost: (turn, [id]) => startLost(turn, Number(id)),
  deal: (turn, [id]) => dealCommand(turn, id ?? ''),
  deals: async (turn, [page]) => redraw(await dealsPage(turn, Number(page))),
  invs: async (turn, [page]) => redraw(await invoicesPage(turn, Number(page))),
  bill: (turn, [number]) =>
    withInvoice(turn, number, async (facts) => say(screens.invoicePage(turn, facts, number ?? ''))),
  ask: (turn, [number]) => askForPart(turn, number ?? ''),
  rem: (turn, [number]) => remindCustomer(turn, number ?? ''),
  ref: (turn, [number]) => withInvoice(turn, number, (facts) => askRefundSum(turn, facts, number ?? '')),
  evd: (turn, [deal, id]) => sendEvidence(turn, Number(deal), id ?? ''),
  again: (turn, [deal, id]) => tryRefundAgain(turn, Number(deal), id ?? ''),
  can: (turn, [number, sure]) =>
    sure === 'y' ? carryOutCancel(turn, number ?? '') : askCancel(turn, number ?? ''),
  ovr: (turn, [paymentId]) =>
    withPayment(turn, paymentId, (facts, id) => returnOverpayment(facts, id, turn.staff, turn.context)),
  crd: (turn, [paymentId]) => withPayment(turn, paymentId, (facts, id) => credit(facts, id, turn)),
  rcp: (turn, [dealId, id]) => retryFailedReceipt(turn, Number(dealId), id ?? ''),
  done: (turn, [number]) => noteHandedOver(turn, number ?? ''),
  shp: (turn, [id]) => noteShipped(turn, Number(id)),
  hld: pressHold,
  pol: pressPolicy,
  unm: async (turn, [page]) => redraw(await unmatchedPage(turn, Number(page))),
  um: (turn, [code]) => openWaiting(turn, code ?? ''),
  umw: (turn, [code, page]) => askWhose(turn, code ?? '', page ?? '0'),
  uma: (turn, [code, number, word]) => attachTo(turn, code ?? '', number ?? '', word),
  umr: (turn, [code, word]) => giveBack(turn, code ?? '', word),
  held: async (turn, [page]) => redraw(await heldPage(turn, Number(page))),
  ums: (turn, [code]) => noteSeen(turn, code ?? ''),
  sent: (turn, [refundId]) => noteRefundSent(turn, refundId ?? ''),
  comp: (turn, [id]) => withDeal(turn, Number(id), (facts) => startCompany(turn, facts)),
  cash: (turn, [number]) => withInvoice(turn, number, (facts) => startCash(turn, facts, number ?? '')),
  apr: (turn, [id, word]) => decide(turn, id ?? '', word === 'y'),
  doc: (turn) => examineTill(turn),
  fgt: pressForget,
  invite: (turn, [role]) => inviteMember(turn, role ?? ''),
  member: (turn, [id]) => memberPage(turn, id ?? ''),
  ceil: (turn, [id, which]) => startCeiling(turn, id ?? '', which ?? ''),
  fire: (turn, [id, sure]) => removeMember(turn, id ?? '', sure === 'y'),
  dlg: async (turn) => (await answerDialogue(turn)) ?? old(turn),
};

/** A button was pressed. One that leads nowhere any more says so. */
export async function pressButton(turn: StaffTurn, id: string): Promise<Reply> {
  const button = parseButton(id);
  const press = button && Object.hasOwn(PRESSES, button.verb) ? PRESSES[button.verb] : undefined;
  return press && button ? press(turn, button.args) : old(turn);
}

function old(turn: StaffTurn): Reply {
  return { toast: turn.deps.texts.plain(turn.locale, 'button-old') };
}

/** Two press at once: the deal's version lets one win, and the other is told who it was. */
async function take(turn: StaffTurn, id: number): Promise<Reply> {
  const facts = await turn.deps.store.caseByDeal(id);
  if (!facts) return say(screens.refused(turn, refuse('deal_not_found', { deal: id })));
  if (turn.staff.role === 'viewer') return { toast: screens.refusalToast(turn, refuse('not_allowed')) };
  const taken = takeDeal(facts, turn.staff, turn.context);
  if (taken.ok)
    return { changes: taken.value, toast: turn.deps.texts.plain(turn.locale, 'deal-taken-toast') };
  return taken.code === 'nothing_to_do'
    ? { toast: turn.deps.texts.plain(turn.locale, 'deal-yours-toast') }
    : loser(turn, taken);
}

function loser(turn: StaffTurn, refusal: Refusal): Reply {
  return say(screens.refused(turn, refusal), { toast: screens.refusalToast(turn, refusal) });
}

async function withDeal(
  turn: StaffTurn,
  id: number,
  then: (facts: DealCase) => Promise<Reply>,
): Promise<Reply> {
  const facts = await turn.deps.store.caseByDeal(id);
  return facts ? then(facts) : say(screens.refused(turn, refuse('deal_not_found', { deal: id })));
}

async function withInvoice(
  turn: StaffTurn,
  number: string | undefined,
  then: (facts: DealCase) => Promise<Reply>,
): Promise<Reply> {
  const facts = number ? await turn.deps.store.caseByInvoice(number) : null;
  return facts ? then(facts) : say(screens.refused(turn, refuse('invoice_not_found', { number })));
}

/** Written next goes to the customer. */
async function startAnswer(turn: StaffTurn, facts: DealCase): Promise<Reply> {
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return say(screens.refused(turn, allowed));
  if (!facts.contact || facts.contact.unreachable !== null) {
    return say(screens.refused(turn, refuse('customer_unreachable', { deal: facts.deal.id })));
  }
  const dialogue = { name: 'answer', step: 'words', data: { dealId: facts.deal.id } };
  return say(screens.askAnswer(turn, facts), { dialogue });
}

async function withPayment(
  turn: StaffTurn,
  paymentId: string | undefined,
  change: (facts: DealCase, id: string) => Result<Changes>,
): Promise<Reply> {
  const facts = paymentId ? await turn.deps.store.caseByPaymentId(paymentId) : null;
  if (!facts || !paymentId) return old(turn);
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return say(screens.refused(turn, allowed));
  const changed = change(facts, paymentId);
  if (!changed.ok) return say(screens.refused(turn, changed));
  return { changes: changed.value, toast: turn.deps.texts.plain(turn.locale, 'on-its-way-toast') };
}

function credit(facts: DealCase, paymentId: string, turn: StaffTurn): Result<Changes> {
  const changes = applyCredit(facts, paymentId, turn.context);
  return changes ? { ok: true, value: changes } : refuse('nothing_to_do');
}
