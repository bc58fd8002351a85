import { z } from 'zod';

/** Where the practice bank is and how it is spoken to. Given by the composition root, not by people. */
export interface SandboxConfig {
  /** Address of the bank's API, without a slash at the end. */
  readonly root: string;
  readonly shopId: string;
  readonly secretKey: string;
  /** All are good: newest first while a secret is being changed. */
  readonly webhookSecrets: readonly string[];
}

/** An empty value counts as not set. */
const text = z
  .string()
  .optional()
  .transform((value) => value || undefined);

/** The practice bank's variables; null when it is off. Messages never repeat a value. */
export const sandboxEnv = z
  .object({
    SANDBOX_BANK_API_ROOT: text,
    SANDBOX_BANK_SHOP_ID: text,
    SANDBOX_BANK_SECRET_KEY: text,
    SANDBOX_BANK_WEBHOOK_SECRET: text,
  })
  .transform((env, context): SandboxConfig | null => {
    const root = env.SANDBOX_BANK_API_ROOT;
    const secretKey = env.SANDBOX_BANK_SECRET_KEY;
    const webhookSecrets = (env.SANDBOX_BANK_WEBHOOK_SECRET ?? '').split(',').filter(Boolean);
    if (!root) return null;
    const missing = (variable: string, expected: string) =>
      context.addIssue({ code: 'custom', path: [variable], message: expected });
    if (!isWebAddress(root))
      missing('SANDBOX_BANK_API_ROOT', 'an address that starts with http:// or https://');
    if (!secretKey) missing('SANDBOX_BANK_SECRET_KEY', 'a key beside SANDBOX_BANK_API_ROOT');
    if (!webhookSecrets.length)
      missing('SANDBOX_BANK_WEBHOOK_SECRET', 'a secret beside SANDBOX_BANK_API_ROOT');
    const shopId = env.SANDBOX_BANK_SHOP_ID ?? 'practice';
    return { root: root.replace(/\/+$/, ''), shopId, secretKey: secretKey ?? '', webhookSecrets };
  });

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
