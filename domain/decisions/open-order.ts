import type { DealCase } from '../case.ts';
import { type Changes, joinChanges } from '../changes.ts';
import type { Contact } from '../contact.ts';
import { continuationRow } from '../continuation.ts';
import type { Invoice } from '../invoice.ts';
import type { NewMessage } from '../message.ts';
import type { Policy } from '../policy.ts';
import { done, type Result } from '../result.ts';
import type { Context } from '../settings.ts';
import type { Staff } from '../staff.ts';
import { dealView } from '../views.ts';
import { issueInvoice } from './issue-invoice.ts';
import { attemptElsewhere } from './market-order.ts';
import { openDeal } from './open-deal.ts';

export interface OpenOrder {
  /** Number for the deal, from the store. */
  readonly id: number;
  /** Whoever bought: new or known, saved with the deal; null: the other system does not say. */
  readonly contact: Contact | null;
  /** Number of the order in the other system. */
  readonly number: string;
  readonly title: string;
  /** `api`, or the name of the other system. */
  readonly source: string;
  readonly funnel: string;
  readonly currency: string;
  /** `quantity` in thousandths, `price` of one in minor units; `sku`: the other system's name of the thing. */
  readonly items: readonly {
    readonly sku: string | null;
    readonly title: string;
    readonly quantity: bigint;
    readonly price: bigint;
  }[];
  /** Last moment to pay, or null. */
  readonly dueAt: number | null;
  /** Current value of the counter `invoice`. */
  readonly counter: number;
  /** With which the customer goes on in a chat; null for one who has a chat, or is not known. */
  readonly token: string | null;
  /** A marketplace takes the money, and is asked about it by the order's number. */
  readonly elsewhere?: boolean;
  readonly policy: Policy | null;
  readonly team: readonly Staff[];
}

/** The facts of an order as its deal's history keeps them. */
export interface OrderPlaced {
  readonly source: string;
  readonly number: string;
  readonly skus: readonly (string | null)[];
}

/**
 * An order of another system becomes a deal with an invoice, sent to a customer who has a chat. Refusals: those of
 * `issueInvoice`.
 */
export function openOrder(
  command: OpenOrder,
  context: Context,
): Result<{ facts: DealCase; invoice: Invoice; changes: Changes }> {
  const { contact, token, number, source, funnel, items, dueAt, counter } = command;
  const placed: OrderPlaced = { source, number, skus: items.map(({ sku }) => sku) };
  const opened = openDeal(
    { ...command, responsibleId: null, more: (draft) => draft.event('order_placed', { ...placed }) },
    context,
  );
  const lines = items.map(({ title, quantity, price }) => ({ title, quantity, price }));
  const issued = issueInvoice(
    opened.facts,
    {
      ...{ items: lines, dueAt, counter, by: null },
      ...(command.elsewhere
        ? { more: (draft, invoice) => draft.payment(attemptElsewhere(invoice, { source, number }, context)) }
        : {}),
    },
    context,
  );
  if (!issued.ok) return issued;
  const { invoice, changes } = issued.value;
  const facts = {
    ...opened.facts,
    ...{ deal: changes.deals?.[0] ?? opened.facts.deal, invoices: [invoice] },
    payments: changes.payments ?? [],
  };
  const link = { contactId: contact?.id ?? null, source, funnel, page: null, marks: {} };
  const first: Changes = {
    inbox: token && contact ? [continuationRow(token, link, command.id, context)] : [],
    contacts: opened.changes.contacts ?? [],
    history: opened.changes.history ?? [],
    messages: cards(opened.changes.messages ?? [], facts),
  };
  return done({ facts, invoice, changes: joinChanges(first, changes) });
}

/** The cards show the deal as it is once its invoice is there. */
function cards(messages: readonly NewMessage[], facts: DealCase): NewMessage[] {
  return messages.map((message) =>
    message.kind === 'deal_card' ? { ...message, data: { ...dealView(facts), isNew: true } } : message,
  );
}
