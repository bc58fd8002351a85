import { z } from 'zod';
import { fromDecimal } from '../../../../domain/money.ts';
import { Refused } from './refused.ts';

const VATS = 'none vat0 vat5 vat7 vat10 vat20 vat22 vat105 vat107 vat110 vat120 vat122'.split(' ');
const SYSTEMS = ['osn', 'usn_income', 'usn_income_outcome', 'envd', 'esn', 'patent'] as const;
const MODES = [
  'full_prepayment',
  'prepayment',
  'advance',
  'full_payment',
  'partial_payment',
  'credit',
  'credit_payment',
] as const;
const SUBJECTS = [
  'commodity',
  'excise',
  'job',
  'service',
  'gambling_bet',
  'gambling_prize',
  'lottery',
  'lottery_prize',
  'intellectual_activity',
  'payment',
  'agent_commission',
  'composite',
  'another',
  'property_right',
  'non-operating_gain',
  'insurance_premium',
  'sales_tax',
  'resort_fee',
] as const;
const MEASURES = [
  0, 10, 11, 12, 20, 21, 22, 30, 31, 32, 40, 41, 42, 50, 51, 70, 71, 72, 73, 80, 81, 82, 83, 255,
];

/** Kopecks of roubles as a JSON number; null when it has parts of a kopeck. */
export function kopecks(roubles: number): bigint | null {
  return fromDecimal(String(roubles), 'RUB')?.minor ?? null;
}

const sum = z
  .number()
  .min(0)
  .max(42_949_672.95)
  .refine((roubles) => kopecks(roubles) !== null, 'не больше двух знаков после точки');
const vat = z.object({ type: z.enum(VATS), sum: sum.optional() });
const email = z
  .string()
  .max(64)
  .regex(/^[^\s@]+@[^\s@]+$/);

const item = {
  name: z.string().min(1).max(128),
  price: sum,
  quantity: z.number().positive().max(99_999.999),
  sum,
  payment_method: z.enum(MODES),
  vat,
};
const itemOf = {
  v4: z.object({ ...item, payment_object: z.enum(SUBJECTS) }),
  v5: z.object({
    ...item,
    payment_object: z.number().int().min(1).max(33),
    measure: z.number().refine((measure) => MEASURES.includes(measure)),
  }),
};

const receiptOf = (version: 'v4' | 'v5') =>
  z.object({
    client: z
      .object({
        email: email.optional(),
        phone: z
          .string()
          .regex(/^\+\d{5,18}$/)
          .optional(),
      })
      .refine((client) => client.email || client.phone, 'email или phone'),
    company: z.object({
      email,
      sno: version === 'v5' ? z.enum(SYSTEMS) : z.enum(SYSTEMS).optional(),
      inn: z.string().regex(/^(\d{10}|\d{12})$/),
      payment_address: z.string().min(1).max(256),
    }),
    items: z.array(itemOf[version]).min(1).max(100),
    payments: z
      .array(z.object({ type: z.number().int().min(0).max(9), sum }))
      .min(1)
      .max(10),
    vats: z.array(vat).max(6).optional(),
    total: sum,
  });

const requestOf = (version: 'v4' | 'v5') =>
  z.object({
    external_id: z.string().min(1).max(128),
    timestamp: z.string().regex(/^\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d$/),
    service: z
      .object({
        callback_url: z
          .url({ protocol: /^https?$/ })
          .max(256)
          .optional(),
      })
      .optional(),
    receipt: receiptOf(version),
  });
const requests = { v4: requestOf('v4'), v5: requestOf('v5') };

export type RegisterBody = z.infer<(typeof requests)['v4' | 'v5']>;
export type ReceiptBody = RegisterBody['receipt'];

/** A body of `sell` and so on. @throws Refused 400, code 32, for one that is wrong, with its fields */
export function checkedBody(version: 'v4' | 'v5', json: unknown): RegisterBody {
  const read = requests[version].safeParse(json);
  if (!read.success)
    throw invalid([...new Set(read.error.issues.map(({ path }) => path.join('.')))].join(', '));
  const { items, payments, total } = read.data.receipt;
  const wrong = items.findIndex(({ price, quantity, sum: line }) => !multiplies(price, quantity, line));
  if (wrong >= 0) throw invalid(`receipt.items.${wrong}.sum`);
  if (sumOf(items) !== kopecks(total)) throw invalid('receipt.total: не равен сумме позиций');
  if (sumOf(payments) !== kopecks(total)) throw invalid('receipt.payments: не равны сумме чека');
  return read.data;
}

function invalid(fields: string): Refused {
  return new Refused(400, 32, `Ошибка валидации входного чека. Ошибочные поля : ${fields}`, {
    status: 'fail',
  });
}

function sumOf(lines: readonly { readonly sum: number }[]): bigint {
  return lines.reduce((all, line) => all + (kopecks(line.sum) ?? 0n), 0n);
}

/** Tag 1043 is tag 1079 × tag 1023, half up. */
function multiplies(price: number, quantity: number, line: number): boolean {
  const thousandths = BigInt(Math.round(quantity * 1000));
  return ((kopecks(price) ?? 0n) * thousandths + 500n) / 1000n === kopecks(line);
}
