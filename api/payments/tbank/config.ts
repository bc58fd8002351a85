import { z } from 'zod';

/** How one terminal of T-Bank's acquiring is spoken to. */
export interface TbankConfig {
  readonly terminalKey: string;
  /** Signs requests and notifications. */
  readonly password: string;
  /** In front of the methods' names, without a slash at the end. */
  readonly root: string;
  /** Another address than the bank's stands there: its links may lead anywhere. */
  readonly standIn: boolean;
}

const BANK = 'https://securepay.tinkoff.ru/v2';

/** An empty value counts as not set. */
const text = z
  .string()
  .optional()
  .transform((value) => value?.trim() || undefined);

/** The terminal's variables; null when none of the keys is set. Messages never repeat a value. */
export const tbankEnv = z
  .object({
    TBANK_TERMINAL_KEY: text,
    TBANK_PASSWORD: text,
    TBANK_API_ROOT: text,
  })
  .transform((env, context): TbankConfig | null => {
    const { TBANK_TERMINAL_KEY: terminalKey, TBANK_PASSWORD: password } = env;
    const root = (env.TBANK_API_ROOT ?? BANK).replace(/\/+$/, '');
    if (!terminalKey && !password) return null;
    const wrong = (variable: string, expected: string) =>
      context.addIssue({ code: 'custom', path: [variable], message: expected });
    if (!terminalKey) wrong('TBANK_TERMINAL_KEY', 'the key of the terminal beside TBANK_PASSWORD');
    if (!password) wrong('TBANK_PASSWORD', 'the password of the terminal beside TBANK_TERMINAL_KEY');
    if (!isWebAddress(root)) wrong('TBANK_API_ROOT', 'an address that starts with http:// or https://');
    return { terminalKey: terminalKey ?? '', password: password ?? '', root, standIn: root !== BANK };
  });

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
