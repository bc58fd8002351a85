import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend } from '../draft.ts';
import type { Invoice, InvoiceItem } from '../invoice.ts';
import { money, toJson } from '../money.ts';
import { firstReminderAt } from '../reminder.ts';
import { done, type Result, refuse } from '../result.ts';
import { issuedDelta } from '../rollup.ts';
import type { Context } from '../settings.ts';
import type { Staff } from '../staff.ts';
import { invoiceView } from '../views.ts';
import { showCounterQr } from './counter-qr.ts';

export interface IssueInvoice {
  readonly items: readonly { readonly title: string; readonly quantity: bigint; readonly price: bigint }[];
  /** Last moment to pay, or null. */
  readonly dueAt: number | null;
  /** Current value of the counter `invoice`; the next number is one more. */
  readonly counter: number;
  /** Who issues it; null for an API. An owner who approves issues in their own name. */
  readonly by: Staff | null;
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

/** Makes the invoice, sends it to the customer, plans its reminders and moves the deal. */
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
  const invoice: Invoice = {
    id: context.newId(),
    number: String(command.counter + 1),
    dealId: facts.deal.id,
    state: 'open',
    currency,
    items: checked.value.items,
    total: checked.value.total,
    paid: 0n,
    refunded: 0n,
    dueAt: command.dueAt,
    payToken: context.newToken(),
    createdBy: command.by?.id ?? null,
    issuedAt: context.now,
    paidAt: null,
    cancelledAt: null,
    nextReminderAt: firstReminderAt(context.now, context.settings),
    remindersDone: 0,
  };
  draft.invoice(invoice);
  // Whoever invoices a deal that nobody took is responsible for it; a lost one is alive again.
  draft.deal({ responsibleId: facts.deal.responsibleId ?? command.by?.id ?? null, lostReason: null });
  draft.event('invoice_issued', { number: invoice.number, total: toJson(money(invoice.total, currency)) });
  draft.rollup(issuedDelta(currency, invoice.total));
  draft.toCustomer(`invoice:${invoice.id}`, (now) => ({
    kind: 'invoice_issued',
    data: invoiceView(now, invoice.id, context.settings),
  }));
  // Nobody to send it to: whoever sells shows the QR.
  if (!facts.contact) showCounterQr(draft, invoice.id, 'open', context);
  const changes = draft.seal();
  return done({ invoice, changes: { ...changes, counters: [{ name: 'invoice', value: command.counter }] } });
}
