import { z } from 'zod';
import { VAT_RATES } from '../domain/receipt.ts';
import { isAccountAt, isInn } from '../domain/requisites.ts';
import type { Seller } from '../domain/seller.ts';

const digits = (lengths: readonly number[], what: string) =>
  z.string().refine((text) => /^\d+$/.test(text) && lengths.includes(text.length), what);

/** Who sells, and what goes onto receipts. All of it may be left out: no receipts and no bank transfer then. */
export const sellerVariables = {
  SELLER_NAME: z.string().max(160, 'a name of at most 160 characters').optional(),
  SELLER_INN: z.string().refine(isInn, 'an INN of 10 or 12 digits, with its check digits').optional(),
  SELLER_KPP: digits([9], 'a KPP of 9 digits').optional(),
  SELLER_EMAIL: z.email('an e-mail address').optional(),
  SELLER_BANK: z.string().max(45, 'a name of at most 45 characters').optional(),
  SELLER_BIC: digits([9], 'a BIC of 9 digits').optional(),
  SELLER_ACCOUNT: digits([20], 'an account of 20 digits').optional(),
  SELLER_CORRESPONDENT_ACCOUNT: digits([20], 'an account of 20 digits').optional(),
  TAX_SYSTEM: z
    .enum(
      ['osn', 'usn_income', 'usn_income_outcome', 'esn', 'patent'],
      'osn, usn_income, usn_income_outcome, esn or patent',
    )
    .optional(),
  VAT: z.enum(VAT_RATES, `one of: ${VAT_RATES.join(', ')}`).prefault('none'),
  RECEIPT_SUBJECT: z
    .enum(
      ['commodity', 'service', 'job', 'payment', 'another', 'excise', 'intellectual_activity'],
      'commodity, service, job, payment, another, excise or intellectual_activity',
    )
    .prefault('commodity'),
  RECEIPTS: z.enum(['law', 'none'], 'law or none').optional(),
  RECEIPTS_BY: z.enum(['provider', 'register'], 'provider or register').prefault('register'),
  RECEIPT_CONTACT: z.enum(['before', 'after'], 'before or after').optional(),
  HANDED_OVER: z.enum(['at_once', 'later'], 'at_once or later').prefault('at_once'),
};

const schema = z.object(sellerVariables);

/** Variables of an account: all of them, or none. */
const ACCOUNT = ['SELLER_NAME', 'SELLER_INN', 'SELLER_BANK', 'SELLER_BIC', 'SELLER_ACCOUNT'] as const;

/** A slip of one digit would send customers' money astray: the account must fit its bank, and be told whole. */
export function checkAccount(read: z.infer<typeof schema>, context: z.RefinementCtx): void {
  const { SELLER_BIC: bic, SELLER_ACCOUNT: account } = read;
  const issue = (variable: string, message: string) =>
    context.addIssue({ code: 'custom', path: [variable], message });
  if (!account) return;
  for (const variable of ACCOUNT) if (!read[variable]) issue(variable, 'it beside SELLER_ACCOUNT');
  if (bic && !isAccountAt(bic, account))
    issue('SELLER_ACCOUNT', 'an account at the bank of SELLER_BIC: its check digit does not fit');
}

/** A seller that nobody is, for the playground: its numbers are reserved for tests. */
const PRACTICE = {
  SELLER_NAME: 'Пекарня «Пример»',
  SELLER_INN: '5544332219',
  SELLER_EMAIL: 'shop@example.com',
  SELLER_BANK: 'Учебный банк',
  SELLER_BIC: '044525000',
  SELLER_ACCOUNT: '40702810000000000001',
  SELLER_CORRESPONDENT_ACCOUNT: '30101810000000000000',
  TAX_SYSTEM: 'usn_income',
} as const;

/** The seller of the environment. Receipts are made by law once the tax system is known. */
export function sellerOf(given: z.infer<typeof schema>, sandbox: boolean): Seller {
  const read = sandbox ? { ...PRACTICE, ...filled(given) } : given;
  const { SELLER_BANK: bank, SELLER_BIC: bic, SELLER_ACCOUNT: account } = read;
  const correspondent = read.SELLER_CORRESPONDENT_ACCOUNT ?? null;
  return {
    id: 'main',
    name: read.SELLER_NAME ?? '',
    inn: read.SELLER_INN ?? '',
    kpp: read.SELLER_KPP ?? null,
    email: read.SELLER_EMAIL ?? null,
    account: bank && bic && account ? { bank, bic, account, correspondent } : null,
    taxSystem: read.TAX_SYSTEM ?? null,
    vat: read.VAT,
    subject: read.RECEIPT_SUBJECT,
    receipts: read.RECEIPTS ?? (read.TAX_SYSTEM ? 'law' : 'none'),
    handedOver: read.HANDED_OVER,
  };
}

function filled<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}
