import type { WebhookReading } from '../../../domain/ports/payment-provider.ts';

/** No bank announces a transfer here: whoever does is somebody else. */
export function readWebhook(): WebhookReading {
  return { ok: false, status: 401, reason: 'transfers are told of by statements only' };
}
