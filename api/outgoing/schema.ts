import { z } from 'zod';
import { STAGES } from '../../domain/deal.ts';
import { OUTGOING_EVENTS } from '../../domain/outgoing-event.ts';

const sum = z.string().describe('Decimal text with the decimals of its currency: `15000.00`, `500` for XTR');
const currency = z.string().describe('ISO 4217, or XTR for Stars');
const moved = { amount: sum, currency };

/** What other systems are told. Fields may be added; none of these changes its meaning or goes. */
export const outgoingBodySchema = z.object({
  id: z
    .string()
    .describe('The same at every repeat, as in the header `webhook-id`: what was read once is done'),
  type: z.enum(OUTGOING_EVENTS),
  timestamp: z.iso.datetime().describe('When it happened'),
  data: z.object({
    sequence: z
      .number()
      .int()
      .describe('Grows with every change of a deal: less than what was read before is old news'),
    deal: z.object({
      id: z.number().int(),
      stage: z.enum(STAGES),
      source: z.string(),
      funnel: z.string(),
      currency,
    }),
    order: z
      .object({ number: z.string(), source: z.string() })
      .nullable()
      .describe('Number and source that `POST /api/orders` gave; null for other deals'),
    previousStage: z.enum(STAGES).nullable(),
    invoice: z
      .object({
        number: z.string(),
        state: z.string(),
        currency,
        total: sum,
        paid: sum,
        refunded: sum,
        due: sum,
        payUrl: z.url(),
      })
      .nullable(),
    payment: z
      .object({
        id: z.string(),
        provider: z.string(),
        kind: z.string(),
        chargeId: z.string().nullable().describe('Id of the money at the provider'),
        ...moved,
      })
      .nullable(),
    refund: z
      .object({
        id: z.string(),
        overpayment: z.boolean().describe('It gave back what was paid beyond the invoice; the sale stands'),
        ...moved,
      })
      .nullable(),
    dispute: z.object({ id: z.string(), state: z.enum(['open', 'won', 'lost']), ...moved }).nullable(),
  }),
});

export type OutgoingBody = z.infer<typeof outgoingBodySchema>;
