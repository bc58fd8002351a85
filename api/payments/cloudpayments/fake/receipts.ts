import { z } from 'zod';
import { isRefusedAlong } from '../../fake-receipts.ts';
import { type KktReceipt, minorOf, Refused } from './state.ts';

const VATS = [0, 5, 7, 10, 12, 20, 22, 105, 107, 110, 120, 122];

const shape = z.object({
  Items: z
    .array(
      z.object({
        label: z.string().min(1).max(128),
        price: z.number().min(0),
        quantity: z.number().positive(),
        amount: z.number().min(0),
        vat: z
          .number()
          .nullish()
          .refine((vat) => vat === null || vat === undefined || VATS.includes(vat)),
        method: z.number().int().min(0).max(7),
        object: z.number().int().min(1).max(33),
      }),
    )
    .min(1),
  taxationSystem: z.number().int().min(0).max(5).optional(),
  amounts: z
    .object({
      electronic: z.number(),
      advancePayment: z.number(),
      credit: z.number(),
      provision: z.number(),
    })
    .optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
});

const holder = z.object({ cloudpayments: z.object({ CustomerReceipt: z.unknown() }) });

/** The receipt in the data of a call; undefined for none. */
export function receiptIn(data: unknown): unknown {
  const held = holder.safeParse(data);
  return held.success ? held.data.cloudpayments.CustomerReceipt : undefined;
}

/** What the lines of a receipt add up to, minor units as text. */
export function totalOf(given: unknown, currency: string): string {
  const receipt = shape.safeParse(given);
  const sums = receipt.success ? receipt.data.Items.map(({ amount }) => minorOf(amount, currency)) : [];
  return sums.reduce((all, sum) => all + BigInt(sum ?? 0), 0n).toString();
}

/** Numbers of a registered receipt, as the notification and `kkt/receipt/get` tell them. */
export function fiscalOf(receipt: KktReceipt, serial: number): Readonly<Record<string, string>> {
  return {
    DocumentNumber: String(serial),
    SessionNumber: '1',
    Number: String(serial),
    FiscalSign: '3449555941',
    DeviceNumber: '00106900000001',
    RegNumber: '0000000001234567',
    FiscalNumber: '9999078900000000',
    Type: receipt.type,
    Ofd: 'ofd.example',
    Url: `https://receipts.example.com/${receipt.id}`,
    QrCodeUrl: `https://receipts.example.com/${receipt.id}.png`,
  };
}

/**
 * Checks `cloudpayments.CustomerReceipt` when there is one: its lines and its amounts add up to the sum
 * (`minor`; null: to each other). @throws Refused
 */
export function checkReceipt(data: unknown, minor: string | null, currency: string): void {
  const given = receiptIn(data);
  if (given === undefined) return;
  const receipt = shape.safeParse(given);
  if (!receipt.success) throw new Refused('Invalid CustomerReceipt value');
  const { Items, amounts, email, phone } = receipt.data;
  if (minor !== null && isRefusedAlong(email)) throw new Refused('Invalid CustomerReceipt.email value');
  const of = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + BigInt(value === 0 ? 0 : (minorOf(value, currency) ?? -1)), 0n);
  const total = of(Items.map(({ amount }) => amount));
  const wrong = minor !== null && total !== BigInt(minor);
  if (wrong || (amounts && of(Object.values(amounts)) !== total))
    throw new Refused('Invalid CustomerReceipt.Items value');
  if (!email && !phone) throw new Refused('CustomerReceipt.email is required');
}
