import { DateTime } from 'luxon';
import type { DealCase } from '../../domain/case.ts';
import { readDay } from '../../domain/day.ts';
import { askApproval } from '../../domain/decisions/approve.ts';
import { checkInvoice, issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import type { PlannedPart } from '../../domain/plan.ts';
import { refuse } from '../../domain/result.ts';
import { mayWork } from '../../domain/rights.ts';
import { readSum } from '../../domain/sum.ts';
import { parseButton } from '../screens/buttons.ts';
import * as screens from '../screens/invoice-dialogue.ts';
import { refused } from '../screens/staff.ts';
import { type Reply, redraw, type StaffTurn, say } from '../turn.ts';
import { readQuantity } from './quantity.ts';

/** An invoice being put together. Sums are minor units and quantities thousandths, as text: it is kept as JSON. */
export interface InvoiceDraft {
  readonly dealId: number;
  readonly items: readonly { readonly title: string; readonly quantity: string; readonly price: string }[];
  readonly dueAt: number | null;
  /** Parts of a staged payment; null for one payment. */
  readonly plan: readonly { readonly amount: string; readonly startsAt: number | null }[] | null;
  /** The item being asked about. */
  readonly title: string | null;
  readonly quantity: string | null;
}

/** The same as a decision takes it. */
interface Made {
  readonly items: Items;
  readonly dueAt: number | null;
  readonly plan?: readonly PlannedPart[] | null;
}

type Items = readonly { title: string; quantity: bigint; price: bigint }[];

/** The button "issue an invoice", or `/invoice 1` alone: the first question. */
export async function startInvoice(turn: StaffTurn, facts: DealCase): Promise<Reply> {
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return say(refused(turn, allowed));
  const draft = { dealId: facts.deal.id, items: [], dueAt: null, plan: null, title: null, quantity: null };
  const hint = facts.invoices.length === 0 ? facts.deal.title : '';
  return say(screens.askTitle(turn, facts.deal.id, hint), { dialogue: at('title', draft) });
}

/** Shows what would go out. Nothing exists until it is confirmed. */
export async function previewInvoice(turn: StaffTurn, facts: DealCase, made: Made): Promise<Reply> {
  const allowed = mayWork(turn.staff, facts);
  if (!allowed.ok) return say(refused(turn, allowed));
  const checked = checkInvoice({ items: made.items, by: turn.staff }, facts.deal.currency);
  const needsOwner = !checked.ok && checked.code === 'above_ceiling';
  if (!checked.ok && !needsOwner) return say(refused(turn, checked));
  const draft = draftOf(facts.deal.id, made);
  return say(screens.preview(turn, facts, { ...made, refusal: checked.ok ? null : checked }), {
    dialogue: at('preview', draft),
  });
}

/** What was said or pressed while an invoice is being put together. */
export async function answerInvoice(turn: StaffTurn): Promise<Reply> {
  const { incoming, person, deps } = turn;
  const draft = person.dialogue?.data as unknown as InvoiceDraft;
  const facts = await deps.store.caseByDeal(draft.dealId);
  if (!facts) return say(refused(turn, refuse('deal_not_found', { deal: draft.dealId })), { dialogue: null });
  if (incoming.type === 'button') return pressed(turn, facts, draft);
  const text = incoming.type === 'text' ? incoming.text.trim() : '';
  switch (person.dialogue?.step) {
    case 'title':
      return title(turn, draft, text);
    case 'quantity':
      return quantity(turn, draft, text);
    case 'price':
      return price(turn, facts, draft, text);
    case 'due':
      return due(turn, facts, draft, text);
    default:
      return say(screens.pressPlease(turn));
  }
}

function title(turn: StaffTurn, draft: InvoiceDraft, text: string): Reply {
  if (!text) return say(screens.askTitle(turn, draft.dealId, ''));
  return say(screens.askQuantity(turn, text), {
    dialogue: at('quantity', { ...draft, title: text.slice(0, 128) }),
  });
}

function quantity(turn: StaffTurn, draft: InvoiceDraft, text: string): Reply {
  const read = readQuantity(text);
  if (read === null) return say(screens.quantityUnreadable(turn, text));
  return say(screens.askPrice(turn, draft.title ?? ''), {
    dialogue: at('price', { ...draft, quantity: read.toString() }),
  });
}

async function price(turn: StaffTurn, facts: DealCase, draft: InvoiceDraft, text: string): Promise<Reply> {
  const sum = readSum(text, facts.deal.currency);
  if (!sum.ok) return say(refused(turn, refuse(sum.code, { given: text.slice(0, 40) })));
  const item = { title: draft.title ?? '', quantity: draft.quantity ?? '1000', price: sum.minor.toString() };
  return previewInvoice(turn, facts, readItems({ ...draft, items: [...draft.items, item], plan: null }));
}

async function due(turn: StaffTurn, facts: DealCase, draft: InvoiceDraft, text: string): Promise<Reply> {
  const day = readDay(text, turn.context.now, turn.deps.settings.timeZone);
  if (day === null) return say(screens.dayUnreadable(turn, text));
  if (day <= turn.context.now) return say(refused(turn, refuse('invoice_expired')));
  return previewInvoice(turn, facts, { ...readItems(draft), dueAt: day });
}

async function pressed(turn: StaffTurn, facts: DealCase, draft: InvoiceDraft): Promise<Reply> {
  const args = turn.incoming.type === 'button' ? (parseButton(turn.incoming.id)?.args ?? []) : [];
  switch (args[0]) {
    case 'stop':
      return redraw(screens.stopped(turn), { dialogue: null });
    case 'skip':
      return quantityOne(turn, draft);
    case 'use':
      return title(turn, draft, facts.deal.title);
    case 'add':
      return say(screens.askTitle(turn, draft.dealId, ''), {
        dialogue: at('title', { ...draft, title: null, quantity: null }),
      });
    case 'due':
      return args[1]
        ? quickDue(turn, facts, draft, args[1])
        : say(screens.askDue(turn), { dialogue: at('due', draft) });
    case 'ok':
      return turn.person.dialogue?.step === 'preview' ? confirm(turn, facts, draft) : {};
    default:
      return {};
  }
}

function quantityOne(turn: StaffTurn, draft: InvoiceDraft): Reply {
  return turn.person.dialogue?.step === 'quantity' ? quantity(turn, draft, '1') : {};
}

async function quickDue(
  turn: StaffTurn,
  facts: DealCase,
  draft: InvoiceDraft,
  choice: string,
): Promise<Reply> {
  const days = choice === '3d' ? 3 : choice === '7d' ? 7 : null;
  const zone = turn.deps.settings.timeZone;
  const dueAt =
    days === null
      ? null
      : DateTime.fromMillis(turn.context.now, { zone }).plus({ days }).endOf('day').toMillis();
  return previewInvoice(turn, facts, { ...readItems(draft), dueAt });
}

async function confirm(turn: StaffTurn, facts: DealCase, draft: InvoiceDraft): Promise<Reply> {
  const { deps, staff, context } = turn;
  const allowed = mayWork(staff, facts);
  if (!allowed.ok) return redraw(refused(turn, allowed), { dialogue: null });
  const made = readItems(draft);
  const counter = await deps.store.counter('invoice');
  const issued = issueInvoice(facts, { ...made, counter, by: staff }, context);
  if (issued.ok) {
    const { invoice, changes } = issued.value;
    return redraw(screens.issued(turn, facts, invoice), { changes, dialogue: null });
  }
  if (issued.code !== 'above_ceiling') return redraw(refused(turn, issued), { dialogue: null });
  const about = made.items.map((item) => item.title).join(', ');
  const asked = askApproval(
    facts,
    { kind: 'invoice', data: { ...draft }, by: staff, amount: issued.args?.sum, about },
    context,
  );
  return redraw(screens.sentForApproval(turn), { changes: asked, dialogue: null });
}

/** The draft as a decision takes it. */
export function readItems(draft: InvoiceDraft): Made {
  const items = draft.items.map(({ title, quantity, price }) => ({
    title,
    quantity: BigInt(quantity),
    price: BigInt(price),
  }));
  const plan = draft.plan?.map(({ amount, startsAt }) => ({ amount: BigInt(amount), startsAt })) ?? null;
  return { items, dueAt: draft.dueAt, plan };
}

function draftOf(dealId: number, made: Made): InvoiceDraft {
  const items = made.items.map(({ title, quantity, price }) => ({
    title,
    quantity: quantity.toString(),
    price: price.toString(),
  }));
  const plan = made.plan?.map(({ amount, startsAt }) => ({ amount: amount.toString(), startsAt })) ?? null;
  return { dealId, items, dueAt: made.dueAt, plan, title: null, quantity: null };
}

function at(step: string, draft: InvoiceDraft) {
  return { name: 'invoice', step, data: { ...draft } };
}
