import type { InvoiceView, ItemView, MessageData } from '../../domain/message.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import { formatDecimal } from '../texts/format.ts';
import { payButtons, payButtonsShort } from './pay-buttons.ts';
import { blocks, lines, type Reader } from './reader.ts';

/** A line for each item; the quantity only where it is not one. */
export function itemLines(r: Reader, items: readonly ItemView[]): string {
  return lines(
    ...items.map(({ title, quantity, amount }) =>
      quantity === '1'
        ? r.say('item', { title, amount })
        : r.say('item-many', { title, amount, quantity: formatDecimal(quantity, r.locale) }),
    ),
  );
}

/** True when some of the invoice is paid already. */
export function isBegun(invoice: Pick<InvoiceView, 'paid'>): boolean {
  return BigInt(invoice.paid.minor) > 0n;
}

/** Where a part stands in its staged payment: paid, left, the next date. */
export function planLines(r: Reader, { plan }: Pick<InvoiceView, 'plan'>): string | null {
  if (!plan) return null;
  const { part, parts, total, paid, left, nextAt } = plan;
  return lines(
    r.say('plan-part', { part, parts }),
    r.say('plan-sums', { total, paid, left }),
    nextAt !== null && r.say('plan-next', { day: r.day(nextAt) }),
  );
}

function dueLine(r: Reader, invoice: InvoiceView): string | null {
  return invoice.dueAt === null ? null : r.say('invoice-due', { until: r.until(invoice.dueAt) });
}

/** The invoice itself: what, how much, until when, how to pay, and what happens next; with its QR picture. */
export async function invoiceIssued(
  r: Reader,
  invoice: InvoiceView,
  qrPng: (text: string) => Promise<Uint8Array>,
): Promise<Outgoing> {
  const text = blocks(
    r.say('invoice-issued', { number: invoice.number }),
    lines(itemLines(r, invoice.items), r.say('invoice-total', { total: invoice.total }), dueLine(r, invoice)),
    planLines(r, invoice),
    r.say('invoice-next'),
  );
  const bytes = await qrPng(r.payUrl(invoice.payToken));
  return { text, buttons: payButtons(r, invoice), photo: { bytes, name: `invoice-${invoice.number}.png` } };
}

/** The first is a soft one, the second asks whether there are questions, later ones say how to end them. */
export function invoiceReminder(r: Reader, invoice: MessageData['invoice_reminder']): Outgoing {
  const { number, due, paid, total, index } = invoice;
  const wording = Math.min(Math.max(index, 0), 2);
  const text = blocks(
    lines(
      r.say(`reminder-${wording}`, { number, due }),
      isBegun(invoice) && r.say('reminder-begun', { paid, total }),
      dueLine(r, invoice),
    ),
    planLines(r, invoice),
    r.say(`reminder-${wording}-next`),
  );
  return {
    text,
    buttons: [
      ...payButtonsShort(r, invoice),
      [r.button('tom', [number], 'button-tomorrow'), r.button('paid', [number], 'button-paid')],
      [r.button('no', [number], 'button-decline')],
    ],
  };
}

export function invoiceCancelled(r: Reader, { number, total }: InvoiceView): Outgoing {
  return { text: r.say('invoice-cancelled', { number, total }) };
}

export function invoiceExpired(r: Reader, { number, total }: InvoiceView): Outgoing {
  return { text: r.say('invoice-expired', { number, total }) };
}
