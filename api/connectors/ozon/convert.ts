import { z } from 'zod';
import { fromDecimal } from '../../../domain/money.ts';
import type { MarketItem, MarketOrder, MarketState } from '../../../domain/ports/marketplace.ts';
import { sumOf } from '../lines.ts';

/** `{amount, currency}` in the list of version 4; text beside `currency_code` in `/v3/posting/fbs/get`. */
const price = z.union([
  z.object({ amount: z.string(), currency: z.string() }),
  z.union([z.string(), z.number()]).transform((amount) => ({ amount: String(amount), currency: '' })),
]);

const product = z.object({
  sku: z.number().int(),
  offer_id: z.string().default(''),
  name: z.string(),
  quantity: z.number().int().positive(),
  price,
  currency_code: z.string().optional(),
});

/** A posting as far as it concerns us; who it goes to is not read. */
export const posting = z.object({
  posting_number: z.string().min(1),
  status: z.string(),
  substatus: z.string().nullish(),
  in_process_at: z.string(),
  shipment_date: z.string().nullish(),
  products: z.array(product).min(1),
  analytics_data: z.object({ payment_type_group_name: z.string().nullish() }).nullish(),
});
export type Posting = z.infer<typeof posting>;

/** Ways in which the buyer has paid before the parcel leaves (README). Another, or an unknown one, is money to come. */
const PREPAID: ReadonlySet<string> = new Set([
  'картой онлайн',
  'карта ozon банка',
  'система быстрых платежей',
  'ozon рассрочка',
  'оплата на расчётный счёт',
  'sberpay',
  'предоплата на стороне внешнего продавца',
]);

function isPrepaid({ analytics_data }: Posting): boolean {
  return PREPAID.has(analytics_data?.payment_type_group_name?.trim().toLowerCase() ?? '');
}

/** Null for a price that is none. */
function itemOf({ sku, offer_id, name, quantity, price: told, currency_code }: z.infer<typeof product>) {
  // Ozon writes `1279.0000` in places: zeros beyond the kopeck are none.
  const sum = fromDecimal(told.amount.replace(/(\.\d\d)0+$/, '$1'), told.currency || currency_code || 'RUB');
  return sum && sum.minor > 0n
    ? ({ sku: offer_id || String(sku), title: name, quantity, price: sum } satisfies MarketItem)
    : null;
}

function itemsOf({ products }: Posting): MarketItem[] | null {
  const items = products.map(itemOf);
  const all = items.filter((each) => each !== null);
  const [first] = all;
  const whole =
    all.length === items.length && all.every(({ price }) => price.currency === first?.price.currency);
  return whole ? all : null;
}

/** Null for one that can't be read. */
export function orderOf(row: Posting): MarketOrder | null {
  const items = itemsOf(row);
  const placedAt = Date.parse(row.in_process_at);
  if (!items || Number.isNaN(placedAt)) return null;
  const shipBy = Date.parse(row.shipment_date ?? '');
  return {
    number: row.posting_number,
    placedAt,
    items,
    paid: isPrepaid(row),
    shipBy: Number.isNaN(shipBy) ? null : shipBy,
  };
}

const STAGES: Readonly<Record<string, MarketState['stage']>> = {
  awaiting_registration: 'new',
  acceptance_in_progress: 'shipped',
  awaiting_approve: 'new',
  awaiting_verification: 'new',
  awaiting_packaging: 'new',
  awaiting_deliver: 'shipped',
  arbitration: 'shipped',
  client_arbitration: 'shipped',
  delivering: 'shipped',
  driver_pickup: 'shipped',
  sent_by_seller: 'shipped',
  not_accepted: 'shipped',
  delivered: 'delivered',
  cancelled: 'over',
  // The parts that it was split into are postings of their own.
  cancelled_from_split_pending: 'over',
};

const RECEIVED: ReadonlySet<string> = new Set(['posting_delivered', 'posting_received']);

/** Where a posting stands. A status that Ozon invents later changes nothing here. */
export function stageOf({ status, substatus }: Pick<Posting, 'status' | 'substatus'>): MarketState['stage'] {
  const stage = STAGES[status] ?? 'shipped';
  return stage === 'shipped' && RECEIVED.has(substatus ?? '') ? 'delivered' : stage;
}

export function stateOf(row: Posting): MarketState {
  const stage = stageOf(row);
  const items = itemsOf(row);
  return {
    number: row.posting_number,
    stage,
    paid: isPrepaid(row) || stage === 'delivered',
    total: items ? sumOf(items) : null,
    returned: null,
  };
}
