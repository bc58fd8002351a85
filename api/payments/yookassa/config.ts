import { z } from 'zod';

/** How a shop at YooKassa is spoken to. */
export interface YookassaConfig {
  /** Address of the API, without a slash at the end. */
  readonly root: string;
  readonly shopId: string;
  readonly secretKey: string;
  /** Webhooks from other addresses than YooKassa's published list are refused. */
  readonly ipFilter: boolean;
  /**
   * What is asked for when somebody pays by SBP: `redirect` gives a page of YooKassa, `qr` the bank link
   * itself. The manual lists both, yet its Russian page only the first: `qr` may have to be switched on.
   */
  readonly sbp: 'redirect' | 'qr';
  /** Whose wallet it is: SberPay, YooMoney or T-Pay (`payment_method_data.type`). */
  readonly wallet: Wallet;
}

const WALLETS = ['sberbank', 'yoo_money', 'tinkoff_bank'] as const;
type Wallet = (typeof WALLETS)[number];

const VENDOR = 'https://api.yookassa.ru/v3';

/** An empty value counts as not set. */
const text = z
  .string()
  .trim()
  .optional()
  .transform((value) => value || undefined);

/** The variables of YooKassa; null when neither shop nor key is set. Messages never repeat a value. */
export const yookassaEnv = z
  .object({
    YOOKASSA_SHOP_ID: text,
    YOOKASSA_SECRET_KEY: text,
    YOOKASSA_API_ROOT: text,
    YOOKASSA_IP_FILTER: text,
    YOOKASSA_SBP: text,
    YOOKASSA_WALLET: text,
  })
  .transform((env, context): YookassaConfig | null => {
    const { YOOKASSA_SHOP_ID: shopId, YOOKASSA_SECRET_KEY: secretKey } = env;
    const { YOOKASSA_API_ROOT: root = VENDOR, YOOKASSA_IP_FILTER: filter = 'off' } = env;
    const { YOOKASSA_SBP: sbp = 'redirect', YOOKASSA_WALLET: named = 'sberbank' } = env;
    const wallet = WALLETS.find((each) => each === named);
    if (!shopId && !secretKey) return null;
    const wrong = (variable: keyof typeof env, expected: string) =>
      context.addIssue({ code: 'custom', path: [variable], message: expected });
    if (!shopId) wrong('YOOKASSA_SHOP_ID', 'the id of the shop, beside YOOKASSA_SECRET_KEY');
    if (!secretKey) wrong('YOOKASSA_SECRET_KEY', 'the secret key of the shop, beside YOOKASSA_SHOP_ID');
    // Both travel in one header: a sign outside of ASCII would fail there, at the first payment.
    if (shopId && !/^[\x21-\x39\x3b-\x7e]+$/.test(shopId))
      wrong('YOOKASSA_SHOP_ID', 'digits, as the office shows them');
    if (secretKey && !/^[\x21-\x7e]+$/.test(secretKey))
      wrong('YOOKASSA_SECRET_KEY', 'a key without spaces, as the office shows it');
    if (!isWebAddress(root)) wrong('YOOKASSA_API_ROOT', 'an address that starts with http:// or https://');
    if (filter !== 'on' && filter !== 'off') wrong('YOOKASSA_IP_FILTER', 'on or off');
    if (sbp !== 'redirect' && sbp !== 'qr') wrong('YOOKASSA_SBP', 'redirect or qr');
    if (!wallet) wrong('YOOKASSA_WALLET', `one of ${WALLETS.join(', ')}`);
    return {
      root: root.replace(/\/+$/, ''),
      shopId: shopId ?? '',
      secretKey: secretKey ?? '',
      ipFilter: filter === 'on',
      sbp: sbp === 'qr' ? 'qr' : 'redirect',
      wallet: wallet ?? 'sberbank',
    };
  });

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
