import { z } from 'zod';
import type { PaymentKind } from '../../../domain/payment.ts';
import { HASHES, type Hash } from './signature.ts';

/** How Robokassa is spoken to. */
export interface RobokassaConfig {
  /** `https://auth.robokassa.ru`, or what replaces it; no slash at the end. */
  readonly root: string;
  /** Where customers open pay links; `root` in real life. */
  readonly pageRoot: string;
  /** The refund service has an address of its own. */
  readonly refundRoot: string;
  /** So has RoboFiscal, which makes receipts apart from payments. */
  readonly fiscalRoot: string;
  readonly login: string;
  readonly password1: string;
  readonly password2: string;
  /** Without it nothing can be refunded by us. */
  readonly password3: string | null;
  readonly hash: Hash;
  /** The passwords are of the test pair and no money moves. */
  readonly test: boolean;
  /** The shop has an agreement for repeated charges. */
  readonly recurring: boolean;
  /** `IncCurrLabel` of a kind, from the shop's own list. Without one the page shows all methods. */
  readonly labels: Partial<Record<PaymentKind, string>>;
  /** The till makes every receipt: Robokassa makes none by itself, of a "free sale", for a payment without one. */
  readonly ownReceipts: boolean;
  /** Address of the seller's site on a receipt that is made apart. */
  readonly site: string;
}

/** An empty value counts as not set. */
const text = z
  .string()
  .optional()
  .transform((value) => value || undefined);

const SERVICE = 'https://services.robokassa.ru';
const ROOT = 'https://auth.robokassa.ru';
const FISCAL = 'https://ws.roboxchange.com';

/** Robokassa's variables; null when none of the needed ones is set. Messages never repeat a value. */
export const robokassaEnv = z
  .object({
    ROBOKASSA_LOGIN: text,
    ROBOKASSA_PASSWORD_1: text,
    ROBOKASSA_PASSWORD_2: text,
    ROBOKASSA_PASSWORD_3: text,
    ROBOKASSA_HASH: text,
    ROBOKASSA_TEST: text,
    ROBOKASSA_RECURRING: text,
    ROBOKASSA_LABEL_CARD: text,
    ROBOKASSA_LABEL_SBP: text,
    ROBOKASSA_LABEL_WALLET: text,
    ROBOKASSA_API_ROOT: text,
    ROBOKASSA_PAGE_ROOT: text,
    PUBLIC_URL: text,
    RECEIPTS: text,
    TAX_SYSTEM: text,
  })
  .transform((env, context): RobokassaConfig | null => {
    const wrong = (variable: string, message: string) =>
      context.addIssue({ code: 'custom', path: [variable], message });
    const needed = ['ROBOKASSA_LOGIN', 'ROBOKASSA_PASSWORD_1', 'ROBOKASSA_PASSWORD_2'] as const;
    if (!needed.some((name) => env[name])) return null;
    for (const name of needed) if (!env[name]) wrong(name, 'a value beside Robokassa’s other variables');
    for (const name of ['ROBOKASSA_API_ROOT', 'ROBOKASSA_PAGE_ROOT'] as const) {
      if (env[name] && !isWebAddress(env[name]))
        wrong(name, 'an address that starts with http:// or https://');
    }
    const hash = env.ROBOKASSA_HASH?.toLowerCase() ?? 'md5';
    if (!isHash(hash)) wrong('ROBOKASSA_HASH', `one of ${HASHES.join(', ')}`);
    const on = (name: 'ROBOKASSA_TEST' | 'ROBOKASSA_RECURRING') => {
      const value = env[name] ?? '0';
      if (!/^[01]$/.test(value)) wrong(name, '1 or 0');
      return value === '1';
    };
    const root = bare(env.ROBOKASSA_API_ROOT ?? ROOT);
    return {
      root,
      pageRoot: bare(env.ROBOKASSA_PAGE_ROOT ?? root),
      refundRoot: env.ROBOKASSA_API_ROOT ? root : SERVICE,
      fiscalRoot: env.ROBOKASSA_API_ROOT ? root : FISCAL,
      login: env.ROBOKASSA_LOGIN ?? '',
      password1: env.ROBOKASSA_PASSWORD_1 ?? '',
      password2: env.ROBOKASSA_PASSWORD_2 ?? '',
      password3: env.ROBOKASSA_PASSWORD_3 ?? null,
      hash: isHash(hash) ? hash : 'md5',
      test: on('ROBOKASSA_TEST'),
      recurring: on('ROBOKASSA_RECURRING'),
      labels: labelsOf(env.ROBOKASSA_LABEL_CARD, env.ROBOKASSA_LABEL_SBP, env.ROBOKASSA_LABEL_WALLET),
      ownReceipts: (env.RECEIPTS ?? (env.TAX_SYSTEM ? 'law' : 'none')) === 'law',
      site: bare(env.PUBLIC_URL ?? 'http://localhost'),
    };
  });

function labelsOf(card?: string, sbp?: string, wallet?: string): RobokassaConfig['labels'] {
  return { ...(card && { card }), ...(sbp && { sbp }), ...(wallet && { wallet }) };
}

function isHash(text: string): text is Hash {
  return (HASHES as readonly string[]).includes(text);
}

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}

function bare(address: string): string {
  return address.replace(/\/+$/, '');
}
