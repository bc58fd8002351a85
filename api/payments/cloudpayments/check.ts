import { z } from 'zod';
import type { AccountReport, WebhookAddress } from '../../../domain/ports/account.ts';
import { done, type Outcome } from '../../../domain/result.ts';
import type { CloudPaymentsClient } from './client.ts';
import { wireNothing } from './wire.ts';

/** Notifications without which money, its way back, a decline or the end of a hold would be found late. */
const KINDS = ['pay', 'fail', 'refund', 'confirm', 'cancel'] as const;

const wireNotification = z.object({ IsEnabled: z.boolean(), Address: z.string().nullish() });

/** `/test` proves the keys; each notification tells its address (`site/notifications/{Type}/get`). */
export async function checkSite(
  call: CloudPaymentsClient,
  webhookUrl: string,
  signal: AbortSignal | undefined,
): Promise<Outcome<AccountReport>> {
  const proven = await call({ path: '/test', body: {}, reads: true, model: wireNothing, signal });
  if (!proven.ok) return proven;
  const webhooks: WebhookAddress[] = [];
  for (const kind of KINDS) {
    const path = `/site/notifications/${kind}/get`;
    const told = await call({ path, body: {}, reads: true, model: wireNotification, signal });
    if (!told.ok) return done({ test: null, receipts: null, webhooks: null });
    const { IsEnabled: on, Address } = told.value;
    webhooks.push({ expected: `${webhookUrl}/${kind}`, set: on ? (Address ?? null) : null });
  }
  return done({ test: null, receipts: null, webhooks });
}
