import { takePlan } from '../../domain/plan.ts';
import { refuse } from '../../domain/result.ts';
import { takeSum } from '../../domain/sum.ts';
import { previewInvoice, startInvoice } from '../dialogues/invoice.ts';
import * as screens from '../screens/staff.ts';
import { type Reply, type StaffTurn, say } from '../turn.ts';

const PAGE = 8;

/** `/invoices`: newest first, with what is due. */
export async function invoicesCommand(turn: StaffTurn): Promise<Reply> {
  return say(await invoicesPage(turn, 0));
}

/** One page of the list of invoices; pages count from 0. */
export async function invoicesPage(turn: StaffTurn, page: number) {
  const rows = await turn.deps.store.invoices({ limit: PAGE + 1, offset: page * PAGE });
  const unknown = await turn.deps.inbox.waiting(1, 0);
  const paging = { page, more: rows.length > PAGE };
  return screens.invoiceList(turn, rows.slice(0, PAGE), paging, unknown.rows.length > 0);
}

/** `/invoice 1 15000 Логотип`: straight to the preview; `/invoice 1` asks for the rest. */
export async function invoiceCommand(turn: StaffTurn, args: string): Promise<Reply> {
  const match = /^#?№?(\d{1,9})(?:\s+(.+))?$/s.exec(args);
  if (!match?.[1]) return say(screens.usage(turn, 'invoice'));
  const facts = await turn.deps.store.caseByDeal(Number(match[1]));
  if (!facts) return say(screens.refused(turn, refuse('deal_not_found', { deal: match[1] })));
  if (!match[2]) return startInvoice(turn, facts);
  const { sum, rest } = takeSum(match[2], facts.deal.currency);
  if (!sum.ok) return say(screens.refused(turn, refuse(sum.code, { given: match[2].slice(0, 40) })));
  const title = rest.trim();
  if (!title) return say(screens.refused(turn, refuse('title_missing', { deal: facts.deal.id })));
  const zone = turn.deps.settings.timeZone;
  const staged = takePlan(title, sum.minor, facts.deal.currency, turn.context.now, zone);
  if (!staged.ok) return say(screens.refused(turn, staged));
  const { plan } = staged.value;
  if (!staged.value.title)
    return say(screens.refused(turn, refuse('title_missing', { deal: facts.deal.id })));
  const items = [{ title: staged.value.title, quantity: 1000n, price: sum.minor }];
  return previewInvoice(turn, facts, { items, dueAt: null, plan });
}
