import { z } from 'zod';
import { STAGES } from '../../domain/deal.ts';
import { OUTGOING_EVENTS } from '../../domain/outgoing-event.ts';

/** What the API answers, as servers read it. Fields may be added; none of these changes its meaning or goes. */

const sum = z.string().describe('Decimal text with the decimals of its currency: `15000.00`, `500` for XTR');
const currency = z.string().describe('ISO 4217, or XTR for Stars');
const moment = z.iso.datetime().describe('ISO 8601, UTC');
const minor = z.object({
  minor: z.string().describe('Minor units as a whole number: kopecks, cents'),
  currency,
});

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string().optional(),
  })
  .describe('RFC 9457. Where it says nothing else, nothing was done');

export const dealSchema = z.object({
  id: z.number().int(),
  stage: z.enum(STAGES).describe('What the money says; nobody types it'),
  currency,
  invoiced: sum,
  paid: sum,
  refunded: sum,
  due: sum,
  invoices: z.array(
    z.object({
      number: z.string(),
      state: z.string(),
      total: sum,
      paid: sum,
      refunded: sum,
      due: sum,
      held: sum.describe('Kept aside by the customer’s bank, not taken yet'),
      payUrl: z.url(),
    }),
  ),
  source: z
    .string()
    .describe('Where it came from: a messenger, `site`, `api`, with a campaign after a colon'),
  responsible: z.string().nullable().describe('Name of the member of staff'),
});

export const orderStatusSchema = dealSchema.extend({
  number: z.string().describe('Number of the order in your system'),
});

export const toldSchema = z.object({
  webhooks: z.array(
    z.object({
      id: z.string().describe('`webhook-id`'),
      type: z.enum(OUTGOING_EVENTS),
      system: z.string().describe('`webhook`, or the other system that is told by calls of its own'),
      url: z.url().nullable().describe('Of a webhook'),
      state: z.enum(['pending', 'sent', 'parked']).describe('`parked`: given up, see `error`'),
      attempts: z.number().int(),
      error: z.string().nullable(),
      createdAt: moment,
      sentAt: moment.nullable(),
      nextAt: moment.nullable(),
    }),
  ),
});

export const replayedSchema = z.object({ replayed: z.number().int() });

const payer = z.object({ name: z.string(), inn: z.string().nullable() });

export const unmatchedSchema = z.object({
  unmatched: z.array(
    z.object({
      source: z.string(),
      key: z.string(),
      type: z.enum(['payment', 'refund', 'dispute']),
      amount: sum,
      currency,
      reference: z.string().describe('The provider’s id of it'),
      payer: payer.nullable(),
      purpose: z.string().nullable(),
      receivedAt: moment,
      returnable: z.boolean().describe('The provider can send it back'),
      candidates: z
        .array(
          z.object({
            invoice: z.string(),
            deal: z.number().int(),
            customer: z.string().nullable(),
            state: z.string(),
            total: sum,
            due: sum,
            currency,
            why: z.enum(['named', 'payer', 'sum', 'recent']),
          }),
        )
        .describe('Invoices that it may be for, best guesses first'),
    }),
  ),
  more: z.boolean(),
});

export const settledSchema = z.object({
  deal: z.number().int().nullable(),
  invoice: z.string().nullable(),
});

export const creditSchema = z.object({
  credit: z.array(
    z.object({
      payment: z.string(),
      deal: z.number().int(),
      invoice: z.string(),
      customer: z.string().nullable(),
      amount: sum,
      currency,
      mayCount: z.boolean().describe('It can still pay the invoice that it came for'),
    }),
  ),
  more: z.boolean(),
});

const booked = z.object({ number: z.string(), dealId: z.number().int(), amount: minor });

export const statementSchema = z.object({
  lines: z.number().int().describe('Movements on our account, in and out'),
  booked: z.array(booked.extend({ whole: z.boolean() })),
  returned: z.array(booked),
  doubtful: z.number().int(),
  unknown: z.number().int(),
  seen: z.number().int().describe('Known from an earlier file'),
  passed: z.number().int(),
  spent: z.number().int(),
  unbalanced: z.boolean().describe('The bank’s own totals do not fit the lines'),
});
