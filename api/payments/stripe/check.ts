import { z } from 'zod';
import type { AccountReport } from '../../../domain/ports/account.ts';
import { done, type Outcome } from '../../../domain/result.ts';
import type { StripeClient } from './client.ts';
import { listOf, wireSession } from './wire.ts';

const wireEndpoint = z.object({
  id: z.string(),
  url: z.string(),
  status: z.string(),
  enabled_events: z.array(z.string()),
});

/** Without these money, its way back or a dispute would be found late. */
const EVENTS = ['checkout.session.completed', 'refund.updated', 'charge.dispute.created'];

/**
 * Reads one session, which every key of ours may, then the endpoints, which a restricted key may not: their
 * addresses are not told then.
 */
export async function checkAccount(
  call: StripeClient,
  secretKey: string,
  webhookUrl: string,
  signal: AbortSignal | undefined,
): Promise<Outcome<AccountReport>> {
  const proven = await call({
    changes: false,
    ask: (stripe) => stripe.checkout.sessions.list({ limit: 1 }),
    answer: listOf(wireSession),
    signal,
  });
  if (!proven.ok) return proven;
  const listed = await call({
    changes: false,
    ask: (stripe) => stripe.webhookEndpoints.list({ limit: 100 }),
    answer: listOf(wireEndpoint),
    signal,
  });
  const test = /^(sk|rk)_test_/.test(secretKey);
  if (!listed.ok) return done({ test, receipts: false, webhooks: null });
  const hears = listed.value.data.some(
    ({ url, status, enabled_events: events }) =>
      url === webhookUrl &&
      status === 'enabled' &&
      (events.includes('*') || EVENTS.every((event) => events.includes(event))),
  );
  const other = listed.value.data.find(({ status }) => status === 'enabled')?.url ?? null;
  const set = hears ? webhookUrl : other === webhookUrl ? null : other;
  return done({ test, receipts: false, webhooks: [{ expected: webhookUrl, set }] });
}
