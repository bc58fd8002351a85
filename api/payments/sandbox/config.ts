import { z } from 'zod';

/** Where the practice bank is and how it is spoken to. Given by the composition root, not by users. */
export interface SandboxConfig {
  /** Address of the bank's API, without a slash at the end. */
  readonly root: string;
  readonly shopId: string;
  readonly secretKey: string;
  /** Newest first; several while a secret is being changed. */
  readonly webhookSecrets: readonly string[];
}

/** The sandbox's part of the environment, or null when the sandbox is off. */
export const sandboxEnv = z
  .object({
    SANDBOX_BANK_ROOT: z.url().optional(),
    SANDBOX_BANK_SHOP_ID: z.string().default('practice'),
    SANDBOX_BANK_SECRET_KEY: z.string().optional(),
    SANDBOX_BANK_WEBHOOK_SECRET: z.string().optional(),
  })
  .transform((env, context): SandboxConfig | null => {
    if (!env.SANDBOX_BANK_ROOT) return null;
    if (!env.SANDBOX_BANK_SECRET_KEY || !env.SANDBOX_BANK_WEBHOOK_SECRET) {
      const missing = env.SANDBOX_BANK_SECRET_KEY ? 'SANDBOX_BANK_WEBHOOK_SECRET' : 'SANDBOX_BANK_SECRET_KEY';
      context.addIssue({ code: 'custom', path: [missing], message: 'expected beside SANDBOX_BANK_ROOT' });
      return z.NEVER;
    }
    return {
      root: env.SANDBOX_BANK_ROOT.replace(/\/+$/, ''),
      shopId: env.SANDBOX_BANK_SHOP_ID,
      secretKey: env.SANDBOX_BANK_SECRET_KEY,
      webhookSecrets: env.SANDBOX_BANK_WEBHOOK_SECRET.split(','),
    };
  });
