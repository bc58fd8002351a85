import { type Changes, joinChanges } from '../changes.ts';
import type { Policy } from '../policy.ts';
import { done, type Result } from '../result.ts';
import type { Context } from '../settings.ts';
import type { Staff } from '../staff.ts';
import { issueInvoice } from './issue-invoice.ts';
import { openDeal } from './open-deal.ts';

export interface CounterSale {
  /** Number for the deal, from the store. */
  readonly id: number;
  readonly title: string;
  /** Minor units of the default currency. */
  readonly price: bigint;
  /** Current value of the counter `invoice`. */
  readonly counter: number;
  readonly by: Staff;
  /** The choices for the till's own funnel. */
  readonly policy?: Policy | null;
}

/** A sale to somebody at the counter: a deal without a contact, its invoice, and a QR for the seller's screen. */
export function sellAtCounter(command: CounterSale, context: Context): Result<Changes> {
  const { id, title, price, counter, by, policy = null } = command;
  const deal = { id, contact: null, title, source: 'counter', responsibleId: by.id, team: [by], policy };
  const opened = openDeal(deal, context);
  const items = [{ title, quantity: 1000n, price }];
  const issued = issueInvoice(opened.facts, { items, dueAt: null, counter, by }, context);
  if (!issued.ok) return issued;
  const both = joinChanges({ history: opened.changes.history ?? [] }, issued.value.changes);
  return done(both);
}
