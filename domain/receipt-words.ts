import type { FiscalReceipt } from './fiscal-receipt.ts';
import { money, toJson } from './money.ts';
import { localDay } from './rollup.ts';
import type { Context } from './settings.ts';
import { invoiceView } from './views.ts';
import type { Voice } from './voice.ts';

/** What is said of a receipt that was just planned and can't go on by itself. */
export function sayPlanned(voice: Voice, receipt: FiscalReceipt, context: Context): void {
  if (receipt.state === 'no_contact') {
    voice.toCustomer(
      `receipt:${receipt.invoiceId}:contact`,
      (now) => ({
        kind: 'receipt_contact_wanted',
        data: {
          ...invoiceView(now, receipt.invoiceId, context.settings),
          amount: toJson(money(receipt.amount, receipt.currency)),
        },
      }),
      { priority: 'service' },
    );
  }
  // Without a register every payment would say the same: once a day is enough.
  if (receipt.state === 'failed') {
    const day = localDay(context.now, context.settings.timeZone);
    sayStuck(voice, receipt, { key: `receipt:${receipt.failure}:${day}`, waits: false }, context);
  }
}

/** Staff hear of a receipt that failed, or that still `waits` after many tries. */
export function sayStuck(
  voice: Voice,
  receipt: FiscalReceipt,
  { key, waits }: { key: string; waits: boolean },
  context: Context,
): void {
  voice.toStaff(
    key,
    (now) => ({
      kind: 'staff_receipt_failed',
      data: {
        ...invoiceView(now, receipt.invoiceId, context.settings),
        amount: toJson(money(receipt.amount, receipt.currency)),
        purpose: receipt.purpose,
        reason: receipt.failure ?? '',
        receiptId: receipt.id,
        waits,
      },
    }),
    { priority: 'service' },
  );
}

/** The customer gets the receipt in the chat: its address, or the numbers by which the tax service finds it. */
export function sayRegistered(voice: Voice, receipt: FiscalReceipt, context: Context): void {
  if (!receipt.url && !receipt.fiscal) return;
  voice.toCustomer(
    `receipt:${receipt.id}`,
    (now) => ({
      kind: 'receipt_ready',
      data: {
        ...invoiceView(now, receipt.invoiceId, context.settings),
        amount: toJson(money(receipt.amount, receipt.currency)),
        purpose: receipt.purpose,
        url: receipt.url,
        fiscal: receipt.fiscal,
      },
    }),
    { priority: 'service' },
  );
}
