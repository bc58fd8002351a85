import { z } from 'zod';
import type { AccountReport } from '../../../domain/ports/account.ts';
import { done, type Outcome } from '../../../domain/result.ts';
import type { YookassaClient } from './client.ts';

/** `GET /me`: yookassa.ru/developers/api#me_object. The older name of fiscalization is met too. */
const wireShop = z.object({
  status: z.string().nullish(),
  test: z.boolean().nullish(),
  fiscalization: z.object({ enabled: z.boolean() }).nullish(),
  fiscalization_enabled: z.boolean().nullish(),
});

/** What YooKassa says of the shop. Addresses of webhooks are shown to partners only, so they are not told. */
export async function checkShop(
  call: YookassaClient,
  signal: AbortSignal | undefined,
): Promise<Outcome<AccountReport>> {
  const me = await call({ method: 'GET', path: '/me', answer: wireShop, signal });
  if (!me.ok) return me;
  const { status, test, fiscalization, fiscalization_enabled: older } = me.value;
  if (status === 'disabled') {
    const message = 'YooKassa has switched the shop off';
    return { ok: false, category: 'refused', retryable: false, code: 'disabled', message };
  }
  return done({ test: test ?? null, receipts: fiscalization?.enabled ?? older ?? null, webhooks: null });
}
