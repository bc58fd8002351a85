import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend } from '../draft.ts';
import { done, type Result, refuse } from '../result.ts';
import type { Context } from '../settings.ts';
import type { Staff } from '../staff.ts';
import { cancelOpenInvoices } from './cancel-invoice.ts';

/** Makes one member of staff responsible. Refused with `deal_taken` and the winner's name when somebody is. */
export function takeDeal(facts: DealCase, by: Staff, context: Context): Result<Changes> {
  const holder = facts.team.find((member) => member.id === facts.deal.responsibleId);
  if (facts.deal.responsibleId === by.id) return refuse('nothing_to_do');
  if (facts.deal.responsibleId !== null && holder)
    return refuse('deal_taken', { name: holder.name, deal: facts.deal.id });
  const draft = amend(facts, context);
  draft.deal({ responsibleId: by.id });
  draft.event('deal_taken', { staff: by.id });
  return done(draft.seal());
}

/** Gives the deal up; its open invoices are cancelled. Refused while there is money in it. */
export function loseDeal(facts: DealCase, reason: string, context: Context): Result<Changes> {
  if (facts.deal.lostReason !== null) return refuse('nothing_to_do');
  const hasMoney = facts.invoices.some((invoice) => invoice.paid > invoice.refunded);
  if (hasMoney) return refuse('deal_closed', { deal: facts.deal.id, stage: facts.deal.stage });
  const draft = amend(facts, context);
  cancelOpenInvoices(draft, context);
  draft.deal({ lostReason: reason });
  // The words stay with the deal, where they can be taken out again; history is for good.
  draft.event('deal_lost');
  return done(draft.seal());
}

/** What the customer wants, in one line; shown on the card and in lists. */
export function describeDeal(facts: DealCase, title: string, context: Context): Changes {
  const draft = amend(facts, context);
  draft.deal({ title });
  return draft.seal();
}
