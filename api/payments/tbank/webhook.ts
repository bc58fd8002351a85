import type { Hint, RawWebhook, WebhookReading } from '../../../domain/ports/payment-provider.ts';
import type { TbankConfig } from './config.ts';
import { paymentIdOf, toNotice } from './convert.ts';
import { receiptNews } from './receipt-news.ts';
import { isReturned, isReturning } from './status.ts';
import { isSigned } from './token.ts';
import { readJson, type WireNotification, wireNotification } from './wire.ts';

/** Anything else, or anything around it, and the bank repeats for a month. */
const ACKNOWLEDGE = { status: 200, body: 'OK' } as const;

/**
 * Verifies the signature over everything that came, then reads it. 401: no signature, another's, or another
 * terminal's; 400: unreadable. Notifications of other kinds (cards, accounts) are acknowledged, no more. What a
 * refund's notification says is not enough to book it: it is a hint, and the bank is asked.
 */
export async function readWebhook(
  config: TbankConfig,
  now: number,
  raw: RawWebhook,
): Promise<WebhookReading> {
  const fields = parse(raw.body);
  if (!fields) return { ok: false, status: 400, reason: 'The body is no JSON object' };
  const signed = await isSigned(fields, config.password);
  if (!signed) return { ok: false, status: 401, reason: 'The token is missing or does not fit' };
  if (fields.TerminalKey !== config.terminalKey)
    return { ok: false, status: 401, reason: 'It is meant for another terminal' };
  if (isOfReceipt(fields))
    return { ok: true, notices: [], receipts: receiptNews(fields), acknowledge: ACKNOWLEDGE };
  if (isOther(fields)) return { ok: true, notices: [], acknowledge: ACKNOWLEDGE };
  const read = wireNotification.safeParse(fields);
  if (!read.success) return { ok: false, status: 400, reason: 'The body is no notification of a payment' };
  return { ok: true, ...tell(read.data, now), acknowledge: ACKNOWLEDGE };
}

function parse(body: Uint8Array): Record<string, unknown> | null {
  try {
    const json = readJson(new TextDecoder('utf-8', { fatal: true }).decode(body));
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
    return isObject ? (json as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isOfReceipt({ NotificationType: type, Status }: Record<string, unknown>): boolean {
  return type === 'FISCALIZATION' || Status === 'RECEIPT';
}

/** `LINKCARD`, `LINKACCOUNT`, `QR`; a payment's notification names no type. */
function isOther({ NotificationType: type }: Record<string, unknown>): boolean {
  return !(type === undefined || type === null || type === '' || type === 'PAYMENT');
}

function tell(news: WireNotification, now: number) {
  const moves = isReturned(news.Status) || isReturning(news.Status);
  // Money that "did not succeed" is no money yet: only a fresh answer of the bank settles it.
  const doubtful = !news.Success && (news.Status === 'CONFIRMED' || news.Status === 'AUTHORIZED');
  if (moves || doubtful) return { notices: [], hints: [hint(news)] };
  const notice = toNotice(news, now);
  return { notices: notice ? [notice] : [] };
}

function hint({ PaymentId, OrderId, Status, Amount, Success }: WireNotification): Hint {
  const eventKey = `asked:${PaymentId}:${Status}:${Amount}:${Success}`;
  return { eventKey, reference: PaymentId, paymentId: paymentIdOf(OrderId) };
}
