import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend } from '../draft.ts';
import { isPaidElsewhere } from '../elsewhere.ts';
import { dueOf, type Invoice, isPayable, stateAt } from '../invoice.ts';
import { money, toJson } from '../money.ts';
import type { PaymentKind } from '../payment.ts';
import { cashAllowed } from '../policy.ts';
import { done, type Result, refuse } from '../result.ts';
import { mayWork } from '../rights.ts';
import type { Context } from '../settings.ts';
import type { Staff } from '../staff.ts';
import { paymentOf } from './attach-charge.ts';
import { bookCharge } from './book-charge.ts';

/** The provider of money that people hand over: the till itself. */
export const BY_HAND = 'cash';

/** What can be entered by hand: money that no provider tells us of. */
export const HAND_KINDS = ['cash', 'card', 'transfer'] as const satisfies readonly PaymentKind[];
export type HandKind = (typeof HAND_KINDS)[number];

export interface EnterCash {
  readonly number: string;
  /** Minor units; null for all that is due. */
  readonly amount: bigint | null;
  readonly kind: HandKind;
  /** Where it came from, in the words of whoever enters it. */
  readonly reason: string;
  readonly by: Staff;
}

/**
 * Checks money before it is entered: which invoice and how much. Refusals: `cash_not_allowed` unless an owner
 * allows it in the deal's funnel, `not_allowed`, `deal_taken`, `invoice_not_found`, `invoice_not_open`,
 * `sum_not_positive`, `cash_above_due`.
 */
export function checkCash(
  facts: DealCase,
  { number, amount, by }: Pick<EnterCash, 'number' | 'amount' | 'by'>,
  { now, settings }: Pick<Context, 'now' | 'settings'>,
): Result<{ invoice: Invoice; amount: bigint }> {
  const allowed = mayWork(by, facts);
  if (!allowed.ok) return allowed;
  if (!cashAllowed(facts, settings) || isPaidElsewhere(facts)) return refuse('cash_not_allowed');
  const invoice = facts.invoices.find((each) => each.number === number);
  if (!invoice) return refuse('invoice_not_found', { number });
  if (!isPayable(invoice, now)) return refuse('invoice_not_open', { number, state: stateAt(invoice, now) });
  const due = dueOf(invoice);
  const sum = amount ?? due;
  if (sum <= 0n) return refuse('sum_not_positive');
  // Change is given at the counter: more than is due is a slip of the finger.
  if (sum > due) {
    const left = toJson(money(due, invoice.currency));
    return refuse('cash_above_due', { number, sum: toJson(money(sum, invoice.currency)), left });
  }
  return done({ invoice, amount: sum });
}

/**
 * Books money that somebody was handed: all of what is due, or a part. Its reason is kept in the deal's
 * history, together with who entered it. Refusals: those of `checkCash`, and `reason_missing`.
 */
export function enterCash(facts: DealCase, command: EnterCash, context: Context): Result<Changes> {
  const checked = checkCash(facts, command, context);
  if (!checked.ok) return checked;
  const reason = command.reason.trim();
  if (!reason) return refuse('reason_missing');
  const { invoice } = checked.value;
  const amount = money(checked.value.amount, invoice.currency);
  const draft = amend(facts, context);
  draft.event('money_entered', {
    number: invoice.number,
    kind: command.kind,
    amount: toJson(amount),
    reason,
  });
  const found = {
    provider: BY_HAND,
    kind: command.kind,
    reference: null,
    attempt: null,
    chargeId: context.newId(),
    amount,
    fee: null,
    at: context.now,
  };
  bookCharge(draft, invoice, paymentOf(invoice, found, command.by, context), { fee: null }, context);
  return done(draft.seal());
}
