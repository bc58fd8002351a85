import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend, type Draft } from '../draft.ts';
import type { Invoice, InvoiceItem } from '../invoice.ts';
import { money, toJson } from '../money.ts';
import type { PlannedPart } from '../plan.ts';
import { choicesFor, sellerFor } from '../policy.ts';
import { done, type Result, refuse } from '../result.ts';
import { issuedDelta } from '../rollup.ts';
import type { Context } from '../settings.ts';
import type { Staff } from '../staff.ts';
import { ask } from './ask-part.ts';

export interface IssueInvoice {
  readonly items: readonly { readonly title: string; readonly quantity: bigint; readonly price: bigint }[];
  /** Last moment to pay, or null. */
  readonly dueAt: number | null;
  /** Current value of the counter `invoice`; the next number is one more. */
  readonly counter: number;
  /** Parts of a staged payment, which add up to the items; null or one: no parts. */
  readonly plan?: readonly PlannedPart[] | null;
  /** Who issues it; null for an API. An owner who approves issues in their own name. */
  readonly by: Staff | null;
  /** What else is said in the same breath, before the customer is asked. */
  readonly more?: (draft: Draft, invoice: Invoice) => void;
}

/** Largest total of one invoice: what a signed 64-bit sum of a year still carries with ease. */
const LARGEST = 10n ** 12n;

/** Price times quantity in thousandths, rounded half up, minor units. */
export function lineAmount(price: bigint, quantity: bigint): bigint {
  return (price * quantity + 500n) / 1000n;
}

/** Checks that come before anything is shown as possible: sums, title, ceiling. */
export function checkInvoice(
  command: Pick<IssueInvoice, 'items' | 'by'>,
  currency: string,
): Result<{ items: InvoiceItem[]; total: bigint }> {
  const items = command.items.map((item) => ({ ...item, amount: lineAmount(item.price, item.quantity) }));
  if (items.length === 0 || items.some((item) => item.title.trim() === '')) return refuse('title_missing');
  if (items.some((item) => item.amount <= 0n)) return refuse('sum_not_positive');
  const total = items.reduce((sum, item) => sum + item.amount, 0n);
  if (total > LARGEST) return refuse('sum_too_large');
  const ceiling = command.by?.role === 'owner' ? null : (command.by?.invoiceCeiling ?? null);
  if (ceiling !== null && total > ceiling) {
    return refuse('above_ceiling', {
      sum: toJson(money(total, currency)),
      ceiling: toJson(money(ceiling, currency)),
    });
  }
  return done({ items, total });
}

/**
 * Makes the invoice, sends it to the customer, plans its reminders and moves the deal. With a plan it is
 * several invoices, one a part: the first is sent, the others wait for their day or for staff.
 */
export function issueInvoice(
  facts: DealCase,
  command: IssueInvoice,
  context: Context,
): Result<{ invoice: Invoice; changes: Changes }> {
  const currency = facts.deal.currency;
  const checked = checkInvoice(command, currency);
  if (!checked.ok) return checked;
  if (command.dueAt !== null && command.dueAt <= context.now) return refuse('invoice_expired');
  const draft = amend(facts, context);
  const [invoice, ...later] = partsOf(facts, command, checked.value, context);
  if (!invoice) return refuse('title_missing');
  for (const each of [invoice, ...later]) {
    draft.invoice(each);
    draft.event('invoice_issued', { number: each.number, total: toJson(money(each.total, currency)) });
    draft.rollup(issuedDelta(currency, each.total));
  }
  // Whoever invoices a deal that nobody took is responsible for it; a lost one is alive again.
  draft.deal({ responsibleId: facts.deal.responsibleId ?? command.by?.id ?? null, lostReason: null });
  command.more?.(draft, invoice);
  ask(draft, invoice, context);
  const more = later.length > 0 ? { by: 1 + later.length } : {};
  const counters = [{ name: 'invoice', value: command.counter, ...more }];
  const changes = { ...draft.seal(), counters };
  const asked = draft.facts().invoices.find((each) => each.id === invoice.id) ?? invoice;
  return done({ invoice: asked, changes });
}

/** The invoices of a command: one, or one for each part of its plan. */
function partsOf(
  facts: DealCase,
  command: IssueInvoice,
  { items, total }: { items: readonly InvoiceItem[]; total: bigint },
  context: Context,
): Invoice[] {
  const blank = (at: number, part: Partial<Invoice>): Invoice => ({
    id: context.newId(),
    number: String(command.counter + 1 + at),
    dealId: facts.deal.id,
    state: 'planned',
    currency: facts.deal.currency,
    items,
    total,
    paid: 0n,
    refunded: 0n,
    dueAt: command.dueAt,
    payToken: context.newToken(),
    entity: sellerFor(facts, context.settings).id,
    inPieces: choicesFor(facts, context.settings).inPieces,
    receiptTo: null,
    createdBy: command.by?.id ?? null,
    planId: null,
    part: 1,
    startsAt: null,
    askedAt: null,
    issuedAt: context.now,
    paidAt: null,
    cancelledAt: null,
    nextReminderAt: null,
    remindersDone: 0,
    ...part,
  });
  const { plan } = command;
  if (!plan || plan.length < 2) return [blank(0, {})];
  const planId = context.newId();
  const title = items.map((item) => item.title).join(', ');
  return plan.map(({ amount, startsAt }, index) => {
    const item = { title: `${title} · ${index + 1}/${plan.length}`, quantity: 1000n, price: amount, amount };
    const part = { planId, part: index + 1, items: [item], total: amount, dueAt: null };
    return blank(index, { ...part, startsAt, nextReminderAt: startsAt });
  });
}
