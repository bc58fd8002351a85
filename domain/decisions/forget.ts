import type { DealCase } from '../case.ts';
import { type Changes, joinChanges } from '../changes.ts';
import type { Contact } from '../contact.ts';
import { amend } from '../draft.ts';
import { BLANK, isForgotten, openMoneyOf, withoutAddress, withoutPerson } from '../forgotten.ts';
import type { HistoryEvent } from '../history.ts';
import { PRIORITY } from '../message.ts';
import { done, type Result, refuse } from '../result.ts';
import { mayRule } from '../rights.ts';
import type { Context } from '../settings.ts';
import type { Staff } from '../staff.ts';

/**
 * Whether a customer can be forgotten now. Refusals: `not_allowed` (owners only), `nothing_to_do` (nobody is
 * behind these deals any more), `forget_too_early` with the deal whose money is open, on its way or disputed.
 * @param cases every deal of the contact.
 */
export function mayForget(contact: Contact | null, cases: readonly DealCase[], by: Staff): Result<Contact> {
  const allowed = mayRule(by);
  if (!allowed.ok) return allowed;
  if (!contact || isForgotten(contact)) return refuse('nothing_to_do');
  for (const facts of cases) {
    const open = openMoneyOf(facts);
    if (open) return refuse('forget_too_early', { deal: facts.deal.id, what: open });
  }
  return done(contact);
}

/**
 * Takes a person out of everything but the money (152-FZ, article 21; GDPR, article 17). Gone: name, phone,
 * e-mail, company, addresses in messengers, dialogues, all messages of their deals, what the deals were called
 * and why they were lost or refunded. Kept, because accounting and fiscal law ask for it (402-FZ, article 29:
 * five years; 54-FZ): sums, items, payments, refunds, the ledger, fiscal receipts' own numbers, and the notes
 * that the history holds on money booked by hand. A receipt that is not registered yet keeps its address until
 * it is. Refusals: those of `mayForget`.
 */
export function forget(
  contact: Contact | null,
  cases: readonly DealCase[],
  by: Staff,
  context: Context,
): Result<Changes> {
  const allowed = mayForget(contact, cases, by);
  if (!allowed.ok) return allowed;
  const nobody = withoutPerson(allowed.value);
  const deals = cases.map((facts) => withoutWords(facts, nobody, context));
  const forgotten = [{ contactId: nobody.id, dealIds: cases.map(({ deal }) => deal.id) }];
  return done(joinChanges(...deals, { contacts: [nobody], forgotten }));
}

function withoutWords(loaded: DealCase, nobody: Contact, context: Context): Changes {
  const draft = amend(loaded, context);
  // Staff's card of the deal is drawn anew, without the name and the phone.
  draft.contact(nobody);
  const { deal } = loaded;
  // Whoever is forgotten will not answer: what is still a question is closed.
  const isOpen = deal.stage === 'lead' || deal.stage === 'in_work';
  draft.deal({ title: BLANK, lostReason: deal.lostReason !== null || isOpen ? BLANK : null });
  for (const invoice of loaded.invoices) {
    if (invoice.receiptTo !== null) draft.invoice({ ...invoice, receiptTo: null });
  }
  for (const refund of loaded.refunds) draft.refund({ ...refund, reason: BLANK });
  for (const receipt of loaded.receipts) {
    if (receipt.state === 'registered')
      draft.receipt({ ...receipt, content: withoutAddress(receipt.content) });
  }
  draft.event('customer_forgotten');
  // The contact is saved once for all deals.
  const { contacts: _saved, ...changes } = draft.seal();
  return changes;
}

/** Hands an owner what is kept about a person, as a document; that it was taken is written down. */
export function exportPerson(
  contact: Contact | null,
  cases: readonly DealCase[],
  by: Staff,
  context: Context,
): Result<Changes> {
  const allowed = mayRule(by);
  if (!allowed.ok) return allowed;
  const [first] = cases;
  if (!contact || isForgotten(contact) || !first) return refuse('nothing_to_do');
  const { now, requestId, actor } = context;
  const history: HistoryEvent[] = cases.map(({ deal }) => ({
    stream: `deal:${deal.id}`,
    ...{ type: 'personal_data_exported', actor, data: {}, at: now, requestId },
  }));
  const id = context.newId();
  return done({
    history,
    messages: [
      {
        kind: 'personal_data',
        data: { contactId: contact.id, dealId: first.deal.id },
        id,
        dedupeKey: `export:${id}`,
        ...{ channel: by.channel, address: by.address, locale: by.locale },
        priority: PRIORITY.service,
        dealId: first.deal.id,
        slot: null,
        ...{ notBefore: now, createdAt: now, requestId },
      },
    ],
  });
}
