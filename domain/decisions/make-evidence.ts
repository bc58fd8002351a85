import type { DealCase } from '../case.ts';
import { type Changes, joinChanges } from '../changes.ts';
import type { Dispute } from '../dispute.ts';
import { amend } from '../draft.ts';
import { type EvidenceSources, evidenceOf } from '../evidence.ts';
import { type NewMessage, PRIORITY } from '../message.ts';
import type { Context } from '../settings.ts';
import type { Staff } from '../staff.ts';

/** The outbox's key of an evidence pack: its address leads to it. */
export function evidenceKey(token: string): string {
  return `evidence:${token}`;
}

/**
 * Makes the evidence pack of a dispute, as a document to whoever asked. That somebody took it is written down:
 * it holds what the customer told us.
 */
export function makeEvidence(
  facts: DealCase,
  dispute: Dispute,
  sources: EvidenceSources,
  by: Staff,
  context: Context,
): Changes {
  const draft = amend(facts, context);
  const token = context.newToken();
  const number = facts.invoices.find(({ id }) => id === dispute.invoiceId)?.number ?? '';
  draft.event('evidence_made', { number });
  const message: NewMessage = {
    kind: 'evidence',
    data: evidenceOf(facts, dispute, sources, { token, at: context.now, settings: context.settings }),
    id: context.newId(),
    dedupeKey: evidenceKey(token),
    channel: by.channel,
    address: by.address,
    locale: by.locale,
    priority: PRIORITY.service,
    dealId: facts.deal.id,
    slot: null,
    notBefore: context.now,
    createdAt: context.now,
    requestId: context.requestId,
  };
  return joinChanges(draft.seal(), { messages: [message] });
}
