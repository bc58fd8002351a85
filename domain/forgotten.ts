import type { DealCase } from './case.ts';
import type { Contact } from './contact.ts';
import { LIVE } from './payment.ts';
import type { Receipt } from './receipt.ts';

/** The channel of nobody: whoever was forgotten is reached by none. */
const NOWHERE = 'forgotten';

/** What stands where somebody's words were; a title may not be empty. */
export const BLANK = '—';

/** A person whose rows outside the money go, with the deals that were theirs. */
export interface Forgotten {
  readonly contactId: string;
  readonly dealIds: readonly number[];
}

/** The row that deals and the ledger still point at, with nobody behind it. */
export function withoutPerson(contact: Contact): Contact {
  return {
    ...contact,
    name: null,
    phone: null,
    phoneVerified: false,
    email: null,
    company: null,
    remindersOff: true,
    channel: NOWHERE,
    address: contact.id,
    unreachable: NOWHERE,
  };
}

export function isForgotten(contact: Pick<Contact, 'channel'> | null): boolean {
  return contact?.channel === NOWHERE;
}

/** A receipt's content once the register has it: the fiscal record stays, the address it went to does not. */
export function withoutAddress(content: Receipt): Receipt {
  return { ...content, customer: { phone: null, email: null } };
}

/** Why a deal's customer can't be forgotten yet: money that is open, on its way or fought over. Null: nothing. */
export function openMoneyOf(facts: DealCase): 'invoice' | 'payment' | 'refund' | 'dispute' | null {
  if (facts.payments.some(({ state }) => LIVE.has(state))) return 'payment';
  if (facts.refunds.some(({ state }) => OPEN_REFUNDS.has(state))) return 'refund';
  if (facts.disputes.some(({ state }) => state === 'open')) return 'dispute';
  return facts.invoices.some(({ state }) => OPEN_INVOICES.has(state)) ? 'invoice' : null;
}

const OPEN_REFUNDS: ReadonlySet<string> = new Set(['creating', 'unknown', 'pending']);
const OPEN_INVOICES: ReadonlySet<string> = new Set(['planned', 'open', 'partially_paid']);
