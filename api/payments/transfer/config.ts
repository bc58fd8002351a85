import { z } from 'zod';
import { type Payee, payeeOf } from '../../../domain/bank-order.ts';

/** What a provider of transfers must know: whose account it is, and where the practice bank is, if there is one. */
export interface TransferConfig {
  readonly payee: Payee;
}

const text = z.preprocess((value) => (value === '' ? undefined : value), z.string().optional());

/**
 * The seller's account out of the environment (the core checks its digits), or null when it is not told. No
 * variables of its own: there is no vendor, and no key.
 */
export const transferEnv = z
  .object({
    SELLER_NAME: text,
    SELLER_INN: text,
    SELLER_KPP: text,
    SELLER_BANK: text,
    SELLER_BIC: text,
    SELLER_ACCOUNT: text,
    SELLER_CORRESPONDENT_ACCOUNT: text,
  })
  .transform((env): TransferConfig | null => {
    const { SELLER_BANK: bank, SELLER_BIC: bic, SELLER_ACCOUNT: account } = env;
    if (!bank || !bic || !account) return null;
    const correspondent = env.SELLER_CORRESPONDENT_ACCOUNT ?? null;
    const payee = payeeOf({
      name: env.SELLER_NAME ?? '',
      inn: env.SELLER_INN ?? '',
      kpp: env.SELLER_KPP ?? null,
      account: { bank, bic, account, correspondent },
    });
    return payee && { payee };
  });
