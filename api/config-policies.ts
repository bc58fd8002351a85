import { z } from 'zod';
import { PAYMENT_KINDS } from '../domain/payment.ts';
import type { PolicyChoices } from '../domain/policy.ts';
import { VAT_RATES } from '../domain/receipt.ts';
import type { Seller } from '../domain/seller.ts';

/** `sbp`, or `{"kind":"card","providers":["tbank","yookassa"]}`. */
const offer = z.union([
  z.enum(PAYMENT_KINDS).transform((kind) => ({ kind, providers: [] as string[] })),
  z.strictObject({ kind: z.enum(PAYMENT_KINDS), providers: z.array(z.string().min(1)).default([]) }),
]);

const offers = z
  .array(offer)
  .min(1)
  .refine((all) => new Set(all.map(({ kind }) => kind)).size === all.length, 'each kind once')
  .nullable()
  .default(null);

const account = z.strictObject({
  bank: z.string().min(1).max(45),
  bic: z.string().regex(/^\d{9}$/),
  account: z.string().regex(/^\d{20}$/),
  correspondent: z
    .string()
    .regex(/^\d{20}$/)
    .nullable()
    .default(null),
});

/** Another legal entity. What is not given is as with the till's own seller. */
const seller = z.strictObject({
  id: z.string().regex(/^(?!main$)[a-z\d_-]{1,32}$/),
  name: z.string().max(160),
  inn: z.string().regex(/^(\d{10}|\d{12})$/),
  kpp: z
    .string()
    .regex(/^\d{9}$/)
    .nullable()
    .default(null),
  email: z.email().nullable().optional(),
  account: account.nullable().default(null),
  taxSystem: z.enum(['osn', 'usn_income', 'usn_income_outcome', 'esn', 'patent']).nullable().optional(),
  vat: z.enum(VAT_RATES).optional(),
  subject: z
    .enum(['commodity', 'service', 'job', 'payment', 'another', 'excise', 'intellectual_activity'])
    .optional(),
  receipts: z.enum(['law', 'none']).optional(),
  handedOver: z.enum(['at_once', 'later']).optional(),
});

const policies = z.record(
  // Short, since buttons in the chat carry it, and links: `/start src_<funnel>`.
  z.string().regex(/^[a-z\d_-]{1,16}$/),
  z.strictObject({
    people: offers,
    companies: offers,
    hold: z.boolean().default(false),
    cash: z.boolean().default(false),
    inPieces: z.boolean().default(false),
    seller: seller.nullable().default(null),
  }),
);

const EXPECTED = 'JSON of funnels, as docs/how-customers-pay.md shows it';

/** `POLICIES`: a JSON object; its names are the funnels that there are beside `main`. */
export const policiesJson = z.string().transform((text, context): z.output<typeof policies> => {
  const read = policies.safeParse(jsonOf(text));
  if (read.success) return read.data;
  const at = read.error.issues[0]?.path.join('.');
  context.addIssue({ code: 'custom', message: at ? `${EXPECTED} (look at ${at})` : EXPECTED });
  return z.NEVER;
});

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The choices of the deployment by funnel. @param own the till's seller, from whom others differ. */
export function policiesOf(
  read: z.output<typeof policiesJson>,
  own: Seller,
): Readonly<Record<string, PolicyChoices>> {
  return Object.fromEntries(
    Object.entries(read).map(([funnel, choices]) => {
      const given = Object.entries(choices.seller ?? {}).filter(([, value]) => value !== undefined);
      const other = choices.seller ? ({ ...own, ...Object.fromEntries(given) } as Seller) : null;
      return [funnel, { ...choices, seller: other }];
    }),
  );
}
