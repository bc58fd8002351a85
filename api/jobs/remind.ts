import type { DealCase } from '../../domain/case.ts';
import type { Changes } from '../../domain/changes.ts';
import { handle } from '../../domain/handle.ts';
import { expireInvoice, remind } from '../../domain/reminder.ts';
import { refuse } from '../../domain/result.ts';
import type { Context } from '../../domain/settings.ts';
import { contextOf, type Deps } from '../context.ts';

const BATCH = 500;

type Sweep = Pick<Deps, 'store' | 'clock' | 'settings' | 'log'>;

/** Sends the reminders that are due. Two processes at once do no harm: the deal's version lets one win. */
export async function remindDue(deps: Sweep): Promise<number> {
  const due = await deps.store.dueReminders(deps.clock.now(), BATCH);
  return each(deps, due, remind);
}

/** Closes invoices whose last moment to pay has passed. */
export async function expireDue(deps: Sweep): Promise<number> {
  const due = await deps.store.dueExpiries(deps.clock.now(), BATCH);
  return each(deps, due, expireInvoice);
}

async function each(
  deps: Sweep,
  due: readonly { dealId: number; invoiceId: string }[],
  decide: (facts: DealCase, invoiceId: string, context: Context) => Changes | null,
): Promise<number> {
  let changed = 0;
  for (const { dealId, invoiceId } of due) {
    const requestId = deps.clock.newId();
    const handled = await handle(deps.store, async () => {
      const facts = await deps.store.caseByDeal(dealId);
      if (!facts) return refuse('deal_not_found');
      const context = contextOf(deps, { type: 'system', id: null }, requestId);
      return { ok: true, changes: decide(facts, invoiceId, context), value: null };
    });
    if (handled.ok === true && handled.committed) changed++;
  }
  return changed;
}
