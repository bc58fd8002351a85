import { z } from 'zod';
import { isRefusedAlong } from '../../fake-receipts.ts';
import { TAX } from '../receipt.ts';
import { type FakeFiscal, Refusal } from './state.ts';

const kopecks = z.number().int().nonnegative();

const item = z.object({
  Name: z.string().min(1).max(128),
  Price: kopecks,
  Quantity: z.number().positive(),
  Amount: kopecks,
  Tax: z.enum(Object.values(TAX)),
  PaymentMethod: z.enum([
    'full_prepayment',
    'prepayment',
    'advance',
    'full_payment',
    'partial_payment',
    'credit',
    'credit_payment',
  ]),
  PaymentObject: z.enum([
    'commodity',
    'excise',
    'job',
    'service',
    'payment',
    'intellectual_activity',
    'another',
  ]),
  MeasurementUnit: z.string().min(1).optional(),
});

const receipt = z
  .object({
    FfdVersion: z.enum(['1.05', '1.2']),
    Taxation: z.enum(['osn', 'usn_income', 'usn_income_outcome', 'envd', 'esn', 'patent']),
    Email: z.email().optional(),
    Phone: z
      .string()
      .regex(/^\+\d{7,15}$/)
      .optional(),
    Items: z.array(item),
    Payments: z.object({ Electronic: kopecks, AdvancePayment: kopecks.default(0) }).optional(),
  })
  .refine(({ Email, Phone }) => Email || Phone, { path: ['Email'], message: 'e-mail or phone' })
  .refine(({ FfdVersion, Items }) => FfdVersion !== '1.2' || Items.every((each) => each.MeasurementUnit), {
    path: ['MeasurementUnit'],
    message: 'required by FFD 1.2',
  });

/** @throws Refusal 308 for sums that differ, 309 for no lines, 201 for what the register does not know. */
export function checkReceipt(given: unknown, amount: number): void {
  const read = receipt.safeParse(given);
  if (!read.success) {
    const issue = read.error.issues[0];
    throw new Refusal('201', 'Неверные параметры', `Receipt.${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { Items, Payments, Email } = read.data;
  if (isRefusedAlong(Email)) throw new Refusal('315', 'Касса недоступна');
  if (Items.length === 0) throw new Refusal('309', 'Поле Receipt не должно быть пустым');
  const sum = Items.reduce((all, { Amount }) => all + Amount, 0);
  const paid = Payments ? Payments.Electronic + Payments.AdvancePayment : sum;
  if (sum !== amount || paid !== sum) {
    throw new Refusal('308', 'Сумма всех позиций в чеке должна равняться сумме всех видов оплаты');
  }
}

const PREPAID = ['full_prepayment', 'prepayment', 'advance'];

/** True when a closing receipt may follow. */
export function isPrepaid(given: unknown): boolean {
  const read = receipt.safeParse(given);
  return read.success && read.data.Items.some(({ PaymentMethod }) => PREPAID.includes(PaymentMethod));
}

/** The notification of what the cash register made: the members that are seen at shops, the token aside. */
export function fiscalFields(
  { payment, type, amount, receipt, document }: FakeFiscal,
  { terminalKey, publicRoot, now }: { terminalKey: string; publicRoot: string; now: number },
): Record<string, unknown> {
  const about = {
    TerminalKey: terminalKey,
    OrderId: payment.orderId,
    PaymentId: payment.id,
    Status: 'RECEIPT',
    Amount: amount,
    Type: type,
    Receipt: receipt,
  };
  if (document === null)
    return { ...about, Success: false, ErrorCode: '9', ErrorMessage: 'Ошибка фискального накопителя' };
  return {
    ...about,
    Success: true,
    ErrorCode: '0',
    FiscalNumber: document,
    ShiftNumber: 1,
    ReceiptDatetime: `${new Date(now + 3 * 3_600_000).toISOString().slice(0, 19)}+03:00`,
    FnNumber: '9999078900000000',
    EcrRegNumber: '0000000001234567',
    FiscalDocumentNumber: document,
    FiscalDocumentAttribute: 3_000_000_000 + document,
    Ofd: 'ofd.example',
    Url: `${publicRoot}/receipt/${payment.id}-${document}`,
    QrCodeUrl: `${publicRoot}/receipt/${payment.id}-${document}`,
  };
}
