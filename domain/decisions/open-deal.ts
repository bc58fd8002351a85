import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import type { Contact } from '../contact.ts';
import type { Deal } from '../deal.ts';
import { amend, type Draft } from '../draft.ts';
import type { Policy } from '../policy.ts';
import type { Context } from '../settings.ts';
import type { Staff } from '../staff.ts';
import { dealView } from '../views.ts';

export interface OpenDeal {
  /** Number from the store; unused when the decision is thrown away. */
  readonly id: number;
  /** Null for a counter sale. New or known; saved with the deal. */
  readonly contact: Contact | null;
  readonly title: string;
  readonly source: string;
  /** The till's own when not given. */
  readonly funnel?: string;
  /** The choices for that funnel, where an invoice follows in the same breath. */
  readonly policy?: Policy | null;
  /** Staff id, when a member of staff opens it for themselves. */
  readonly responsibleId: string | null;
  readonly team: readonly Staff[];
  /** The till's own when not given. */
  readonly currency?: string;
  /** What else is said in the same breath. */
  readonly more?: (draft: Draft) => void;
}

/** A new deal in stage `lead` (or `in_work` when somebody is responsible); managers get its card. */
export function openDeal(command: OpenDeal, context: Context): { facts: DealCase; changes: Changes } {
  const draft = amend(blank(command, context), context);
  if (command.contact) draft.contact(command.contact);
  draft.event('deal_opened', { source: command.source });
  draft.toStaff(
    `card:${command.id}:0`,
    (facts) => ({ kind: 'deal_card', data: { ...dealView(facts), isNew: true } }),
    {
      priority: 'service',
      slot: `card:${command.id}`,
    },
  );
  command.more?.(draft);
  const changes = draft.seal();
  return { facts: draft.facts(), changes };
}

function blank(command: OpenDeal, { now, settings }: Context): DealCase {
  const deal: Deal = {
    id: command.id,
    funnel: command.funnel ?? settings.funnel,
    contactId: command.contact?.id ?? null,
    title: command.title,
    source: command.source,
    responsibleId: command.responsibleId,
    currency: command.currency ?? settings.currency,
    stage: 'lead',
    lostReason: null,
    createdAt: now,
    updatedAt: now,
    version: 0,
  };
  return {
    deal,
    contact: command.contact,
    invoices: [],
    payments: [],
    refunds: [],
    disputes: [],
    receipts: [],
    postings: [],
    policy: command.policy ?? null,
    team: command.team,
  };
}
