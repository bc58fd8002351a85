import type { DealCase } from '../../domain/case.ts';
import type { FiscalReceipt } from '../../domain/fiscal-receipt.ts';
import type { Seller } from '../../domain/seller.ts';
import type { Context, Settings } from '../../domain/settings.ts';
import { anInvoice, anOpenPayment, charged, context, SETTINGS } from './world.ts';

/** A shop whose receipts are made by the law, by a cash register of its own. */
export function law(seller: Partial<Seller> = {}, over: Partial<Settings> = {}): Context {
  const settings: Settings = {
    ...SETTINGS,
    seller: { ...SETTINGS.seller, receipts: 'law', ...seller },
    registers: { own: 'atol', providers: [], contactFirst: true },
    ...over,
  };
  return context({ settings });
}

export const MAIL = 'maria@example.com';
export const rub = (minor: bigint) => ({ minor, currency: 'RUB' });
export const money = (minor: bigint, chargeId = 'ch_1') => charged({ amount: rub(minor), chargeId });

/** Maria has an open payment of her invoice and has said where receipts go. */
export function ready(total = 1_500_000n, to: string | null = MAIL): DealCase {
  const facts = anOpenPayment(anInvoice(total));
  return { ...facts, invoices: facts.invoices.map((each) => ({ ...each, receiptTo: to })) };
}

/** Sum, mode and rate of each line. */
export const lines = (receipt: FiscalReceipt | undefined) =>
  receipt?.content.items.map(({ amount, mode, vat }) => [amount, mode, vat]);
