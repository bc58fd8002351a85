import { z } from 'zod';
import type { Seller } from '../../../domain/ports/fiscal-register.ts';
import type { TaxSystem } from '../../../domain/receipt.ts';
import type { MissingSetting } from '../register-module.ts';

/** How a group of registers at ATOL Online is spoken to. */
export interface AtolConfig {
  /** Address in front of the version, without a slash at the end. */
  readonly root: string;
  /** `v5`: FFD 1.2; `v4`: FFD 1.05. */
  readonly version: 'v4' | 'v5';
  readonly login: string;
  readonly password: string;
  readonly group: string;
  /** Whose registers these are, as far as it is set. */
  readonly seller: Partial<Seller>;
}

const VENDOR = 'https://online.atol.ru/possystem';

/** Names of tag 1055 are those of the domain. */
const TAX_SYSTEMS: readonly string[] = [
  'osn',
  'usn_income',
  'usn_income_outcome',
  'esn',
  'patent',
] satisfies TaxSystem[];

/** An empty value counts as not set. */
const text = z
  .string()
  .trim()
  .optional()
  .transform((value) => value || undefined);

const variables = z.object({
  ATOL_LOGIN: text,
  ATOL_PASSWORD: text,
  ATOL_GROUP: text,
  ATOL_API_ROOT: text,
  ATOL_VERSION: text,
  ATOL_INN: text,
  ATOL_EMAIL: text,
  ATOL_PAYMENT_ADDRESS: text,
  ATOL_TAX_SYSTEM: text,
});
type Variables = z.infer<typeof variables>;

/** The variables of ATOL Online; null when none of its keys is set. Messages never repeat a value. */
export const atolEnv = variables.transform((env, context): AtolConfig | null => {
  const { ATOL_LOGIN: login, ATOL_PASSWORD: password, ATOL_GROUP: group } = env;
  if (!login && !password && !group) return null;
  for (const { variable, expected } of problemsOf(env))
    context.addIssue({ code: 'custom', path: [variable], message: expected });
  return {
    root: (env.ATOL_API_ROOT ?? VENDOR).replace(/\/+$/, ''),
    version: env.ATOL_VERSION === 'v4' ? 'v4' : 'v5',
    login: login ?? '',
    password: password ?? '',
    group: group ?? '',
    seller: {
      ...(env.ATOL_INN ? { inn: env.ATOL_INN } : {}),
      ...(env.ATOL_EMAIL ? { email: env.ATOL_EMAIL } : {}),
      ...(env.ATOL_PAYMENT_ADDRESS ? { paymentAddress: env.ATOL_PAYMENT_ADDRESS } : {}),
      ...(env.ATOL_TAX_SYSTEM ? { taxSystem: env.ATOL_TAX_SYSTEM as TaxSystem } : {}),
    },
  };
});

/** A rule of one variable: what is expected when the value is there and wrong. */
const RULES: readonly [keyof Variables, (value: string) => boolean, string][] = [
  ['ATOL_GROUP', (value) => /^[\w.~-]+$/.test(value), 'a group code of letters, digits, _ and -'],
  ['ATOL_API_ROOT', isWebAddress, 'an address that starts with http:// or https://'],
  ['ATOL_VERSION', (value) => /^v[45]$/.test(value), 'v5 (FFD 1.2) or v4 (FFD 1.05)'],
  ['ATOL_INN', (value) => /^(\d{10}|\d{12})$/.test(value), 'an INN of 10 or 12 digits'],
  [
    'ATOL_EMAIL',
    (value) => /^[^\s@]{1,40}@[^\s@]{1,63}$/.test(value) && value.length <= 64,
    'an e-mail address',
  ],
  ['ATOL_PAYMENT_ADDRESS', (value) => value.length <= 256, 'an address of at most 256 characters'],
  ['ATOL_TAX_SYSTEM', (value) => TAX_SYSTEMS.includes(value), `one of: ${TAX_SYSTEMS.join(', ')}`],
];

function problemsOf(env: Variables): MissingSetting[] {
  const keys = ['ATOL_LOGIN', 'ATOL_PASSWORD', 'ATOL_GROUP'] as const;
  const missing = keys
    .filter((variable) => !env[variable])
    .map((variable) => ({
      variable,
      expected: `${WHAT[variable]}, beside the other two of ${keys.join(', ')}`,
    }));
  const wrong = RULES.flatMap(([variable, holds, expected]) => {
    const value = env[variable];
    return value && !holds(value) ? [{ variable, expected }] : [];
  });
  return [...missing, ...wrong];
}

const WHAT = {
  ATOL_LOGIN: 'the login',
  ATOL_PASSWORD: 'the password',
  ATOL_GROUP: 'the code of the group of registers',
} as const;

/**
 * What the law wants on every receipt and no default can know. Start goes on without it, because a caller
 * may bring a seller of its own; ATOL refuses a receipt that lacks one.
 */
export function missingSettings(config: AtolConfig | null): MissingSetting[] {
  if (!config) return [];
  const { inn, email, taxSystem } = config.seller;
  return [
    ...(inn ? [] : [{ variable: 'ATOL_INN', expected: 'the INN of the seller (tag 1018)' }]),
    ...(email ? [] : [{ variable: 'ATOL_EMAIL', expected: 'the e-mail address of the seller (tag 1117)' }]),
    ...(taxSystem
      ? []
      : [{ variable: 'ATOL_TAX_SYSTEM', expected: `the tax system (tag 1055): ${TAX_SYSTEMS.join(', ')}` }]),
  ];
}

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
