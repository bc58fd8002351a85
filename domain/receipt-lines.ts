import type { Invoice, InvoiceItem } from './invoice.ts';
import { money, split } from './money.ts';
import type { ReceiptItem, SettlementMode, VatRate } from './receipt.ts';
import type { Seller } from './seller.ts';

/** Longest name of a line (tag 1030). */
const LONGEST = 128;

/** Modes in which the goods are not handed over yet: tax on them is computed from the prepayment. */
const BEFORE_HANDOVER: ReadonlySet<SettlementMode> = new Set(['full_prepayment', 'prepayment', 'advance']);

const COMPUTED: Readonly<Partial<Record<VatRate, VatRate>>> = {
  '5': '5_of',
  '7': '7_of',
  '10': '10_of',
  '20': '20_of',
  '22': '22_of',
};

/** A prepayment is taxed at the computed rate, 22/122 and so on (tax code, article 164, part 4). */
function rateFor(vat: VatRate, mode: SettlementMode): VatRate {
  return BEFORE_HANDOVER.has(mode) ? (COMPUTED[vat] ?? vat) : vat;
}

/**
 * Spreads money over the lines of an invoice as the law's receipts want it: in proportion to what each line
 * still lacks, to the kopeck, so that all payments together make each line's own amount exactly.
 * @param earlier sums that paid the invoice before, minor units, in their order.
 * @param amount at most what is left of the invoice; minor units.
 */
export function spread(items: readonly InvoiceItem[], earlier: readonly bigint[], amount: bigint): bigint[] {
  let left = items.map((item) => item.amount);
  let shares = left.map(() => 0n);
  for (const sum of [...earlier, amount]) {
    const whole = left.reduce((total, each) => total + each, 0n);
    const part = sum < whole ? sum : whole;
    shares = part > 0n ? split(money(part, 'RUB'), left).map(({ minor }) => minor) : left.map(() => 0n);
    left = left.map((each, index) => each - (shares[index] ?? 0n));
  }
  return shares;
}

/** Lines of a receipt that carry `shares` of an invoice's lines, in one mode. Lines without money are left out. */
export function linesFor(
  items: readonly InvoiceItem[],
  shares: readonly bigint[],
  mode: SettlementMode,
  seller: Seller,
): ReceiptItem[] {
  return items.flatMap((item, index) => {
    const amount = shares[index] ?? 0n;
    if (amount <= 0n) return [];
    const whole = amount === item.amount && item.price * item.quantity === item.amount * 1000n;
    // Part of a line is one thing at that price: half a cake's price is not the price of half a cake.
    const count = whole ? { quantity: item.quantity, price: item.price } : { quantity: 1000n, price: amount };
    return [
      {
        title: item.title.slice(0, LONGEST),
        ...count,
        amount,
        vat: rateFor(item.vat ?? seller.vat, mode),
        mode,
        subject: item.subject ?? seller.subject,
      },
    ];
  });
}

/** The line of money that is for nothing in particular yet: paid twice, too much, too late. */
export function advanceLine(invoice: Pick<Invoice, 'number'>, amount: bigint, seller: Seller): ReceiptItem {
  return {
    title: `Аванс по счёту № ${invoice.number}`,
    quantity: 1000n,
    price: amount,
    amount,
    vat: rateFor(seller.vat, 'advance'),
    mode: 'advance',
    subject: 'payment',
  };
}
