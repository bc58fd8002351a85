import { z } from 'zod';

/** How a group of registers at ATOL Online is spoken to. */
export interface AtolConfig {
  /** Address in front of the version, without a slash at the end. */
  readonly root: string;
  /** `v5`: FFD 1.2; `v4`: FFD 1.05. */
  readonly version: 'v4' | 'v5';
  readonly login: string;
  readonly password: string;
  readonly group: string;
  /** Tag 1187, where the registers were registered with another than our public address. */
  readonly paymentAddress: string | null;
}

const VENDOR = 'https://online.atol.ru/possystem';

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
  ATOL_PAYMENT_ADDRESS: text,
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
    paymentAddress: env.ATOL_PAYMENT_ADDRESS ?? null,
  };
});

/** A rule of one variable: what is expected when the value is there and wrong. */
const RULES: readonly [keyof Variables, (value: string) => boolean, string][] = [
  ['ATOL_GROUP', (value) => /^[\w~-][\w.~-]*$/.test(value), 'a group code of letters, digits, _ and -'],
  ['ATOL_API_ROOT', isWebAddress, 'an address that starts with http:// or https://'],
  ['ATOL_VERSION', (value) => /^v[45]$/.test(value), 'v5 (FFD 1.2) or v4 (FFD 1.05)'],
  ['ATOL_PAYMENT_ADDRESS', (value) => value.length <= 256, 'an address of at most 256 characters'],
];

function problemsOf(env: Variables): { variable: keyof Variables; expected: string }[] {
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

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
