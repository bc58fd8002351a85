import { z } from 'zod';
import { fromDecimal } from '../../../../domain/money.ts';
import { Wrong } from './operation.ts';

const TAXES = 'none vat0 vat5 vat7 vat10 vat20 vat22 vat105 vat107 vat110 vat120 vat122 vat8 vat12'.split(
  ' ',
);
const METHODS = 'full_prepayment prepayment advance full_payment partial_payment credit credit_payment'.split(
  ' ',
);
const OBJECTS = (
  'commodity excise job service gambling_bet gambling_prize lottery lottery_prize intellectual_activity ' +
  'payment agent_commission composite resort_fee another property_right non-operating_gain ' +
  'insurance_premium sales_tax tovar_mark'
).split(' ');

/** A JSON number with at most two decimals, as kopecks. */
const kopecks = z.number().transform((value, context) => {
  const sum = fromDecimal(String(value), 'RUB');
  if (!sum || sum.minor < 0n) context.addIssue({ code: 'custom', message: 'a sum with two decimals' });
  return sum?.minor ?? 0n;
});

const receipt = z.object({
  sno: z.enum(['osn', 'usn_income', 'usn_income_outcome', 'esn', 'patent']).optional(),
  items: z
    .array(
      z.object({
        name: z.string().min(1).max(128),
        quantity: z.number().positive(),
        sum: kopecks,
        tax: z.enum(TAXES),
        payment_method: z.enum(METHODS).optional(),
        payment_object: z.enum(OBJECTS).optional(),
      }),
    )
    .min(1)
    .max(100),
});

/** A receipt apart from its payment, as RoboFiscal takes it. */
export const fiscalReceipt = receipt.extend({
  merchantId: z.string().min(1),
  id: z.string().min(1),
  originId: z.string().min(1),
  operation: z.literal('sell'),
  url: z.url(),
  total: kopecks,
  client: z
    .object({
      email: z.email().optional(),
      phone: z
        .string()
        .regex(/^\d{7,15}$/)
        .optional(),
    })
    .refine(({ email, phone }) => email || phone),
  payments: z.array(z.object({ type: z.literal([1, 2]), sum: kopecks })).min(1),
  vats: z.array(z.object({ type: z.enum(TAXES), sum: kopecks })),
});

/** Of a refund: `Cost` times `Quantity` is the line. */
export const refundItems = z.array(
  z.object({
    Name: z.string().min(1).max(128),
    Quantity: z.number().positive(),
    Cost: kopecks,
    Tax: z.enum(TAXES),
    PaymentMethod: z.enum(METHODS),
    PaymentObject: z.enum(OBJECTS),
  }),
);

/**
 * The JSON of a `Receipt` field, which is URL-encoded once more than its form.
 * @throws Wrong when it is no receipt, or its lines are not the sum.
 */
export function checkReceipt(encoded: string, minor: bigint): string {
  const json = jsonOf(encoded);
  const read = receipt.safeParse(json.value);
  if (!read.success) throw new Wrong(57, `Receipt: ${read.error.issues[0]?.path.join('.')}`);
  const sum = read.data.items.reduce((all, item) => all + item.sum, 0n);
  if (sum !== minor) throw new Wrong(57, 'Receipt: the lines are not the sum');
  return json.text;
}

function jsonOf(encoded: string): { text: string; value: unknown } {
  try {
    const text = decodeURIComponent(encoded);
    return { text, value: JSON.parse(text) };
  } catch {
    throw new Wrong(57, 'Receipt: no JSON');
  }
}
