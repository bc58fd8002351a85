import type { LabeledPrice } from 'grammy/types';
import { fromJson } from '../../../domain/money.ts';
import type { ChatInvoice } from '../../../domain/ports/channel.ts';

/** Limits of sendInvoice, characters (Bot API). */
const MAX_TITLE = 32;
const MAX_DESCRIPTION = 255;

/** Stars, whose invoices need no payment provider and have one price (Bot API, sendInvoice). */
const STARS = 'XTR';

export interface InvoiceArguments {
  readonly title: string;
  readonly description: string;
  readonly payload: string;
  readonly currency: string;
  readonly prices: LabeledPrice[];
  readonly provider_token: string;
}

/**
 * An invoice as sendInvoice takes it. A forwarded copy can be paid too (no `start_parameter`): somebody may
 * pay for a friend, and the till lets only one payment pass.
 */
export function invoiceArguments(invoice: ChatInvoice, providerToken: string | null): InvoiceArguments {
  const { minor, currency } = fromJson(invoice.amount);
  const title = cut(invoice.title, MAX_TITLE);
  return {
    title,
    description: cut(invoice.description || invoice.title, MAX_DESCRIPTION),
    payload: invoice.payload,
    currency,
    prices: [{ label: title, amount: Number(minor) }],
    provider_token: currency === STARS ? '' : (providerToken ?? ''),
  };
}

/** At most so many characters, none of them halved. */
function cut(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  return `${line
    .slice(0, most - 1)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()}…`;
}
