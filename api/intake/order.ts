import { DateTime } from 'luxon';
import { z } from 'zod';
import { readDay } from '../../domain/day.ts';
import { openOrder } from '../../domain/decisions/open-order.ts';
import { type Decision, handle } from '../../domain/handle.ts';
import { dueOf } from '../../domain/invoice.ts';
import { decimalsOf, fromDecimal, isCurrency, money, toDecimal } from '../../domain/money.ts';
import type { Refusal } from '../../domain/result.ts';
import type { Context } from '../../domain/settings.ts';
import { hasNoChat } from '../../domain/site-contact.ts';
import { takersIn } from '../cashier.ts';
import { contextOf, type Deps } from '../context.ts';
import { sourceName } from './lead.ts';
import { chatLinks } from './links.ts';
import { digestOf, memoryRows, type Recall, recall } from './memory.ts';
import { contactFor, identity, introduced, words } from './person.ts';

const price = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,3})?$/, 'decimal text like 1500.00')
  .describe('Price of one, decimal text');
const quantity = z
  .union([z.number(), z.string()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,9}(\.\d{1,3})?$/, 'a number above zero with at most three decimals'))
  .refine((text) => Number(text) > 0, 'a number above zero with at most three decimals');

/** An order of another system: what, for whom, and which number it has there. */
export const orderSchema = z.object({
  number: words(100)
    .min(1, 'the number of the order')
    .describe('Number of the order in your system: the same number again is the same order'),
  source: sourceName
    .optional()
    .describe(
      'Name of your system. Numbers are of one source; one that is named like a funnel leads into that funnel',
    ),
  currency: z
    .string()
    .refine(isCurrency, 'an ISO 4217 code, or XTR')
    .optional()
    .describe('ISO 4217, or XTR for Stars; the till’s own when not given'),
  items: z
    .array(
      z.object({
        sku: words(64).optional(),
        title: words(128).min(1, 'what is sold'),
        quantity: quantity.default('1').describe('At most three decimals; 1 when not given'),
        price,
      }),
    )
    .min(1, 'at least one item')
    .max(100, 'at most 100 items'),
  customer: z
    .object({
      id: words(100).optional().describe('Your id of the customer: their orders belong to one person'),
      name: words(80).optional(),
      phone: words(32).optional(),
      email: words(254).optional(),
      locale: words(35).optional(),
      identity: identity.optional(),
    })
    .optional(),
  due: z
    .union([z.iso.datetime({ offset: true }), z.iso.date()], 'a day like 2026-12-31, or a moment of ISO 8601')
    .optional()
    .describe('Last day (in the till’s time zone) or moment to pay'),
});
export type Order = z.output<typeof orderSchema>;

export const orderAnswerSchema = z.object({
  id: z.number().int().describe('Number of the deal: `GET /api/orders/{id}`'),
  number: z.string(),
  source: z.string(),
  stage: z.string(),
  currency: z.string(),
  total: z.string(),
  due: z.string(),
  invoice: z.string().describe('Number of the invoice'),
  payUrl: z.url().describe('Page on which the customer pays'),
  continue: z
    .record(z.string(), z.url())
    .describe(
      'Addresses that open a chat in each messenger, for a customer who has none; empty for one who has',
    ),
});
export type OrderAnswer = z.infer<typeof orderAnswerSchema>;

export type OrderTaken =
  | { readonly was: 'taken'; readonly answer: OrderAnswer }
  | Extract<Recall, { was: 'same' | 'other' }>;

/** The inbox source of orders that were taken. */
export const ORDER_MEMORY = 'api:orders';

/** The key of memory of an order's own number. */
export function orderKey(source: string, number: string): string {
  return `number:${source}:${number}`;
}

export interface Taking {
  readonly key: string | null;
  readonly requestId: string;
  /** The order is of a marketplace that takes the money itself; until when it wants the goods. */
  readonly elsewhere?: { readonly shipBy: number | null } | null;
}

/**
 * An order becomes a deal with an invoice, once. Refusals: those of `openOrder`; `kind_not_offered` when nothing that
 * is set up takes the currency; `sum_too_precise` for a price that has more decimals than it.
 */
export async function takeOrder(
  deps: Deps,
  order: Order,
  { key, requestId, elsewhere = null }: Taking,
): Promise<OrderTaken | Refusal> {
  const source = order.source ?? 'api';
  const keys = [orderKey(source, order.number), ...(key ? [key] : [])];
  const asked = await digestOf(order);
  const token = deps.clock.newToken();
  const links = order.customer ? await chatLinks(deps, token) : {};
  const handled = await handle(deps.store, async (): Promise<Decision<OrderTaken>> => {
    const before = await recall(deps, ORDER_MEMORY, keys, asked);
    if (before.was !== 'new') return { ok: true, changes: null, value: before };
    const context = contextOf(deps, { type: 'api', id: null }, requestId);
    const made = await decide(deps, order, { source, token, links, elsewhere }, context);
    if (!made.ok) return made;
    const { answer, changes } = made;
    const rows = memoryRows(ORDER_MEMORY, keys, { asked, answer }, answer.id, context);
    const all = { ...changes, inbox: [...(changes.inbox ?? []), ...rows] };
    return { ok: true, changes: all, value: { was: 'taken', answer } };
  });
  if (handled.ok === true) return handled.value;
  if (handled.ok === false) return handled;
  const now = await recall(deps, ORDER_MEMORY, keys, asked);
  return now.was === 'new' ? Promise.reject(new Error('an order was neither taken nor known')) : now;
}

interface Way {
  readonly source: string;
  readonly token: string;
  readonly links: Record<string, string>;
  readonly elsewhere: NonNullable<Taking['elsewhere']> | null;
}

async function decide(deps: Deps, order: Order, way: Way, context: Context) {
  const { source, token, links, elsewhere } = way;
  const { store, settings, config } = deps;
  const currency = order.currency ?? settings.currency;
  const means = takersIn(deps.providers.values(), currency);
  if (!elsewhere && means.every(({ kinds }) => kinds.length === 0))
    return refusal('kind_not_offered', { currency });
  const items = order.items.map(({ sku, title, quantity, price }) => ({
    ...{ sku: sku || null, title, quantity: thousandths(quantity) },
    price: fromDecimal(price, currency)?.minor ?? null,
  }));
  const exact = items.flatMap(({ price, ...item }) => (price === null ? [] : [{ ...item, price }]));
  if (exact.length < items.length) return refusal('sum_too_precise', { decimals: decimalsOf(currency) });
  const funnel = Object.hasOwn(settings.policies, source) ? source : settings.funnel;
  const contact = order.customer ? await customerOf(deps, source, order.customer, context) : null;
  const opened = openOrder(
    {
      ...{ id: await store.nextNumber('deal'), contact, number: order.number, source, funnel, currency },
      title: titleOf(order, shipByText(elsewhere, settings.timeZone)),
      elsewhere: elsewhere !== null,
      items: exact,
      dueAt: dueAt(order.due, context, settings.timeZone),
      counter: await store.counter('invoice'),
      token: contact && hasNoChat(contact) ? token : null,
      policy: await store.policy(funnel),
      team: (await store.staff()).filter((member) => member.active),
    },
    context,
  );
  if (!opened.ok) return opened;
  const { facts, invoice, changes } = opened.value;
  const sum = (minor: bigint) => toDecimal(money(minor, currency));
  const answer: OrderAnswer = {
    ...{ id: facts.deal.id, number: order.number, source, stage: facts.deal.stage, currency },
    ...{ total: sum(invoice.total), due: sum(dueOf(invoice)), invoice: invoice.number },
    payUrl: `${config.publicUrl}/pay/${invoice.payToken}`,
    continue: contact && hasNoChat(contact) ? links : {},
  };
  return { ok: true as const, answer, changes };
}

function refusal(code: Refusal['code'], args: Record<string, unknown>): Refusal {
  return { ok: false, code, args };
}

function customerOf(
  deps: Deps,
  source: string,
  { id, identity: proven, ...said }: NonNullable<Order['customer']>,
  context: Context,
) {
  const { person } = introduced(deps, said);
  const known = { identity: proven ?? null, address: id ? `${source}:${id}` : null };
  return contactFor(deps, person, known, context);
}

/** `1.25` as 1250n. */
function thousandths(text: string): bigint {
  const [whole = '0', rest = ''] = text.split('.');
  return BigInt(whole + rest.padEnd(3, '0'));
}

/** What staff see first: the one thing, or how many things there are. */
function titleOf({ items, number }: Order, shipBy: string): string {
  const [first] = items;
  const more = items.length > 1 ? ` +${items.length - 1}` : '';
  return `${shipBy}${number}: ${first?.title ?? ''}${more}`.slice(0, 200);
}

/** `⏱ 27.11 14:00 · `, where the till is: what staff must know first. */
function shipByText(elsewhere: Way['elsewhere'], timeZone: string): string {
  if (!elsewhere || elsewhere.shipBy === null) return '';
  const at = DateTime.fromMillis(elsewhere.shipBy, { zone: timeZone });
  return `⏱ ${at.toFormat('dd.MM HH:mm')} · `;
}

/** A day ends with its last moment where the till is. */
function dueAt(due: string | undefined, { now }: Context, timeZone: string): number | null {
  if (due === undefined) return null;
  return due.includes('T') ? Date.parse(due) : readDay(due, now, timeZone);
}
