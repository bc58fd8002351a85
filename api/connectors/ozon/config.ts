import { z } from 'zod';

/** How a seller's account at Ozon is spoken to. */
export interface OzonConfig {
  /** Without a slash at the end. */
  readonly root: string;
  readonly clientId: string;
  readonly apiKey: string;
}

const VENDOR = 'https://api-seller.ozon.ru';

/** An empty value counts as not set. */
const text = z
  .string()
  .trim()
  .optional()
  .transform((value) => value || undefined);

/** The variables of Ozon; null when none of its keys is set. Messages never repeat a value. */
export const ozonEnv = z
  .object({
    OZON_CLIENT_ID: text,
    OZON_API_KEY: text,
    OZON_API_ROOT: text,
  })
  .transform((env, context): OzonConfig | null => {
    const { OZON_CLIENT_ID: clientId, OZON_API_KEY: apiKey, OZON_API_ROOT: root = VENDOR } = env;
    if (!clientId && !apiKey) return null;
    const wrong = (variable: string, message: string) =>
      context.addIssue({ code: 'custom', path: [variable], message });
    if (!clientId) wrong('OZON_CLIENT_ID', 'the Client-Id, beside OZON_API_KEY');
    else if (!/^\d{1,20}$/.test(clientId)) wrong('OZON_CLIENT_ID', 'the Client-Id: digits');
    if (!apiKey) wrong('OZON_API_KEY', 'the key of the Seller API, beside OZON_CLIENT_ID');
    if (!URL.canParse(root) || !/^https?:$/.test(new URL(root).protocol))
      wrong('OZON_API_ROOT', 'an address that starts with http:// or https://');
    return { root: root.replace(/\/+$/, ''), clientId: clientId ?? '', apiKey: apiKey ?? '' };
  });
