import type { DealCase } from '../../domain/case.ts';
import type { MessageData } from '../../domain/message.ts';
import { money, toJson } from '../../domain/money.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import { blocks, buttonRows, lines, type Reader } from './reader.ts';

/** The fiscal receipt, in the chat: its address, or the numbers by which the tax service finds it. */
export function receiptReady(r: Reader, receipt: MessageData['receipt_ready']): Outgoing {
  const { number, amount, purpose, url, fiscal } = receipt;
  return {
    text: blocks(
      r.say(`receipt-${purpose}`, { number, amount }),
      fiscal &&
        r.say('receipt-numbers', {
          storage: fiscal.storageNumber,
          document: fiscal.documentNumber,
          attribute: fiscal.attribute,
        }),
    ),
    buttons: buttonRows([url ? { url, text: r.label('button-receipt') } : null]),
  };
}

/** Money came, and its receipt has nowhere to go: the page of the invoice asks for an address. */
export function receiptContactWanted(r: Reader, wanted: MessageData['receipt_contact_wanted']): Outgoing {
  const { number, amount, payToken } = wanted;
  return {
    text: r.say('receipt-contact-wanted', { number, amount }),
    buttons: [[{ url: r.payUrl(payToken, 'receipt'), text: r.label('button-receipt-contact') }]],
  };
}

const KNOWN = new Set(['no_register', 'register_not_set_up', 'not_by_provider']);

/** A receipt that is not made: what happened, that the money is safe, what to do. */
export function staffReceiptFailed(r: Reader, failed: MessageData['staff_receipt_failed']): Outgoing {
  const { number, amount, purpose, reason, receiptId, waits, dealId, customer } = failed;
  const why = KNOWN.has(reason) ? r.say(`receipt-why-${reason}`) : r.say('receipt-why', { reason });
  return {
    text: lines(
      r.say(waits ? 'staff-receipt-slow' : `staff-receipt-failed-${purpose}`, { number, amount }),
      r.say('whose', { customer: customer ?? r.label('customer-unnamed'), deal: String(dealId) }),
      why,
      r.say(waits ? 'staff-receipt-slow-next' : 'staff-receipt-failed-next'),
    ),
    buttons: buttonRows([
      !waits && r.button('rcp', [dealId, receiptId], 'button-retry-receipt'),
      r.button('deal', [dealId], 'button-open-deal'),
    ]),
  };
}

/** The receipts of an invoice, one line each with how it stands: for staff. */
export function receiptLines(r: Reader, facts: Pick<DealCase, 'receipts'>, invoiceId: string): string {
  const own = facts.receipts.filter((each) => each.invoiceId === invoiceId);
  const all = own.map(({ purpose, amount, currency, state }) =>
    r.say(`receipt-line-${purpose}`, {
      amount: toJson(money(amount, currency)),
      state: r.label(`receipt-state-${state}`),
    }),
  );
  return lines(...all);
}
