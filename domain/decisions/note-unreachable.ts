import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend } from '../draft.ts';
import { isPayable } from '../invoice.ts';
import type { Context } from '../settings.ts';
import { invoiceView } from '../views.ts';

/** The messenger refuses to deliver to the customer: kept on the contact, staff are told once. */
export function noteUnreachable(facts: DealCase, reason: string, context: Context): Changes | null {
  const { contact } = facts;
  if (!contact || contact.unreachable !== null) return null;
  const draft = amend(facts, context);
  draft.contact({ ...contact, unreachable: reason });
  draft.event('customer_unreachable', { reason });
  draft.toStaff(`unreachable:${facts.deal.id}:${contact.version}`, (now) => ({
    kind: 'staff_unreachable',
    data: { dealId: now.deal.id, customer: contact.name, reason },
  }));
  return draft.seal();
}

/** The customer let the bot in again: kept on the contact and shown on the card. Null when nobody thought otherwise. */
export function noteReachable(facts: DealCase, context: Context): Changes | null {
  const { contact } = facts;
  if (!contact || contact.unreachable === null) return null;
  const draft = amend(facts, context);
  draft.contact({ ...contact, unreachable: null });
  draft.event('customer_reachable');
  // What was asked for meanwhile did not arrive: it is said now.
  for (const { id } of facts.invoices.filter(
    (each) => each.state === 'open' && isPayable(each, context.now),
  )) {
    draft.toCustomer(`invoice:${id}:back:${contact.version}`, (now) => ({
      kind: 'invoice_issued',
      data: invoiceView(now, id, context.settings),
    }));
  }
  return draft.seal();
}
