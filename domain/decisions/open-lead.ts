import type { DealCase } from '../case.ts';
import { type Changes, joinChanges } from '../changes.ts';
import type { Contact } from '../contact.ts';
import { continuationRow, type Origin } from '../continuation.ts';
import type { Draft } from '../draft.ts';
import type { LeadView } from '../message.ts';
import type { Policy } from '../policy.ts';
import type { Context } from '../settings.ts';
import type { Staff } from '../staff.ts';
import { openDeal } from './open-deal.ts';

/** Longest title of a deal; longer words are in the message beside the card. */
export const TITLE = 120;

export interface OpenLead extends Origin {
  /** Number for the deal, from the store. */
  readonly id: number;
  /** New or known; saved with the deal. Known only by a proven identity, never by a phone that was typed in. */
  readonly contact: Contact;
  /** The customer's words, as a whole. */
  readonly text: string;
  /** What they said of themselves; it need not be what the contact says. */
  readonly said: Pick<LeadView, 'phone' | 'email'>;
  /** Newest deals of others with the same phone or e-mail. */
  readonly maybe: readonly number[];
  /** With which the customer goes on in a chat; null for one who has a chat. */
  readonly token: string | null;
  readonly policy: Policy | null;
  readonly team: readonly Staff[];
}

/** A request from the site becomes a deal; managers get its card, and beside it what a card does not hold. */
export function openLead(command: OpenLead, context: Context): { facts: DealCase; changes: Changes } {
  const { contact, source, funnel, page, marks, token } = command;
  const deal = { source, funnel, contact, policy: command.policy, team: command.team, responsibleId: null };
  const opened = openDeal(
    { id: command.id, title: titleOf(command.text), ...deal, more: (draft) => tellLead(draft, command) },
    context,
  );
  if (token === null) return opened;
  const link = { contactId: contact.id, source, funnel, page, marks };
  const inbox = [continuationRow(token, link, command.id, context)];
  return { facts: opened.facts, changes: joinChanges(opened.changes, { inbox }) };
}

/** Says to staff what came with a request, where it is more than the card shows, and keeps where it came from. */
export function tellLead(
  draft: Draft,
  { text, said, page, marks, maybe }: Pick<OpenLead, 'text' | 'said' | 'page' | 'marks' | 'maybe'>,
): void {
  draft.event('lead_came', { page, marks });
  const more = text.length > TITLE || text.includes('\n') || said.email !== null || page !== null;
  if (!more && Object.keys(marks).length === 0 && maybe.length === 0) return;
  const { id } = draft.facts().deal;
  draft.toStaff(
    `lead:${id}`,
    ({ deal, contact }) => ({
      kind: 'staff_lead',
      data: { dealId: deal.id, customer: contact?.name ?? null, ...said, text, page, marks, maybe },
    }),
    { priority: 'service' },
  );
}

/** The first line of what somebody wrote, as the title of a deal. */
export function titleOf(text: string): string {
  const line = text.trim().split('\n')[0]?.trim() ?? '';
  return line.length > TITLE ? `${line.slice(0, TITLE - 1).trimEnd()}…` : line;
}
