import { z } from 'zod';
import { importReportSchema } from '../import/take.ts';
import { leadAnswerSchema, leadSchema } from '../intake/lead.ts';
import { orderAnswerSchema, orderSchema } from '../intake/order.ts';
import { replaySchema } from '../routes/outgoing.ts';
import * as schemas from './schemas.ts';

/** One thing that the API does, as its description tells it. */
export interface Operation {
  readonly method: 'get' | 'post';
  /** As OpenAPI writes it: `/api/deals/{id}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** `page`: a page of a listed origin needs no key. */
  readonly door: 'key' | 'page';
  readonly query?: z.ZodObject;
  /** Has the header `Idempotency-Key`. */
  readonly once?: boolean;
  readonly body?: { readonly type: string; readonly schema: z.ZodType };
  /** What is answered when it works. */
  readonly answer: { readonly status: 200 | 201; readonly says: string; readonly schema: z.ZodType };
  /** Problems beside 401 and 429. */
  readonly problems: Readonly<Partial<Record<400 | 403 | 404 | 409 | 413 | 422, string>>>;
}

const json = (schema: z.ZodType) => ({ type: 'application/json', schema });
const unread = 'The body is not as described; `detail` names the place';
const paging = z.object({
  limit: z.int().min(1).max(50).default(20),
  offset: z.int().min(0).default(0),
});
const byInvoice = z.object({ invoice: z.string().describe('Number of the invoice') });

const settling = (what: string, summary: string, schema: z.ZodType): Operation => ({
  method: 'post',
  path: `/api/unmatched/{source}/{key}/${what}`,
  tag: 'Money without a name',
  summary,
  door: 'key',
  body: json(schema),
  answer: { status: 200, says: 'Where it went', schema: schemas.settledSchema },
  problems: {
    400: unread,
    404: 'There is no such row or invoice',
    409: 'Somebody was first; `detail` says who and where it went',
    422: 'That cannot be done with this row',
  },
});

const deals: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/leads',
    tag: 'Requests',
    summary: 'Somebody asks for something',
    description:
      'Becomes a deal; staff get its card at once. Without words, phone and e-mail it becomes none: only the links are made, which remember where somebody came from. A customer is recognised by `identity` alone, and only from a server.',
    door: 'page',
    once: true,
    body: json(leadSchema),
    answer: { status: 201, says: 'It is taken', schema: leadAnswerSchema },
    problems: {
      400: unread,
      403: 'The origin is not listed, or the check for people was not passed',
      413: 'The body is over 256 KiB',
      422: 'The key was used for another request',
    },
  },
  {
    method: 'post',
    path: '/api/orders',
    tag: 'Orders',
    summary: 'An order of your system',
    description:
      'Becomes a deal with an invoice. The same order again, by its number and source or by the key, is answered as the first time and changes nothing.',
    door: 'key',
    once: true,
    body: json(orderSchema),
    answer: { status: 201, says: 'It is taken, and can be paid', schema: orderAnswerSchema },
    problems: {
      400: unread,
      413: 'The body is over 256 KiB',
      422: 'Another order was sent under the number or the key, or it cannot be sold as it is',
    },
  },
  {
    method: 'get',
    path: '/api/orders/{id}',
    tag: 'Orders',
    summary: 'How an order stands, by the number of its deal',
    door: 'key',
    answer: { status: 200, says: 'The order', schema: schemas.orderStatusSchema },
    problems: { 404: 'There is no such order' },
  },
  {
    method: 'get',
    path: '/api/orders',
    tag: 'Orders',
    summary: 'How an order stands, by its own number',
    door: 'key',
    query: z.object({
      number: z.string().describe('Number in your system'),
      source: z.string().default('api'),
    }),
    answer: { status: 200, says: 'The order', schema: schemas.orderStatusSchema },
    problems: { 400: 'No number', 404: 'There is no such order' },
  },
  {
    method: 'get',
    path: '/api/deals/{id}',
    tag: 'Deals',
    summary: 'A deal and its money',
    door: 'key',
    answer: { status: 200, says: 'The deal', schema: schemas.dealSchema },
    problems: { 400: 'That is no number of a deal', 404: 'There is no such deal' },
  },
  {
    method: 'get',
    path: '/api/deals/{id}/webhooks',
    tag: 'Deals',
    summary: 'What other systems were told of a deal',
    door: 'key',
    answer: { status: 200, says: 'Oldest first', schema: schemas.toldSchema },
    problems: { 404: 'There is no such deal' },
  },
  {
    method: 'post',
    path: '/api/deals/{id}/webhooks/replay',
    tag: 'Deals',
    summary: 'Tell it once more, under the same ids',
    door: 'key',
    body: json(replaySchema),
    answer: { status: 200, says: 'How many', schema: schemas.replayedSchema },
    problems: { 400: unread, 404: 'There is no such deal' },
  },
];

const money: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/unmatched',
    tag: 'Money without a name',
    summary: 'Money that belongs to no invoice we know',
    door: 'key',
    query: paging,
    answer: { status: 200, says: 'Newest first', schema: schemas.unmatchedSchema },
    problems: { 400: 'A bad limit or offset' },
  },
  settling('attach', 'It pays this invoice', byInvoice),
  settling('credit', 'It is credit of this invoice’s customer', byInvoice),
  settling(
    'return',
    'It goes back to whoever paid',
    z.object({
      byHand: z.boolean().default(false).describe('It was sent back already, and is only to be booked'),
    }),
  ),
  settling('seen', 'A person has noted it; nothing is booked', z.object({})),
  {
    method: 'get',
    path: '/api/credit',
    tag: 'Money without a name',
    summary: 'What customers paid beyond their invoices',
    door: 'key',
    query: paging,
    answer: { status: 200, says: 'Newest first', schema: schemas.creditSchema },
    problems: { 400: 'A bad limit or offset' },
  },
  {
    method: 'post',
    path: '/api/statements',
    tag: 'Bank statements',
    summary: 'Take a bank statement into the books',
    description: 'The file as the body: 1CClientBankExchange or CSV. The same file again changes nothing.',
    door: 'key',
    body: { type: 'application/octet-stream', schema: z.string() },
    answer: { status: 200, says: 'What came of it', schema: schemas.statementSchema },
    problems: { 413: 'The file is over 10 MiB', 422: 'It was not taken; `detail` names the line' },
  },
  {
    method: 'post',
    path: '/api/import',
    tag: 'Import',
    summary: 'Take people and their deals out of a CSV',
    description:
      'The file as the body, columns by their names: name, phone, e-mail, company, INN, KPP, deal, source, id, in English or Russian. Each row is taken once, by its id, else by what it says.',
    door: 'key',
    query: z.object({
      dry: z.enum(['0', '1']).default('0').describe('1: only say what would come of it'),
    }),
    body: { type: 'text/csv', schema: z.string() },
    answer: { status: 200, says: 'What came of it', schema: importReportSchema },
    problems: { 413: 'The file is over 10 MiB', 422: 'It is no table of people' },
  },
];

export const OPERATIONS: readonly Operation[] = [...deals, ...money];
