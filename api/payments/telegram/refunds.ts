import { z } from 'zod';
import type { RefundRequest, RefundStarted } from '../../../domain/ports/payment-provider.ts';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import type { TelegramClient } from './client.ts';
import { refundReferenceOf, STARS, splitCharge } from './convert.ts';

type RefundOutcome = Outcome<RefundStarted>;

/** So many finished tries are remembered; older ones are in the books of the till by then. */
const REMEMBERED = 5_000;
const RETURNED = /CHARGE_ALREADY_REFUNDED/;

/**
 * Returns Stars, the whole charge at once (Bot API, refundStarPayment). It has no keys, and a second call is
 * refused: so tries of one key share one call, and "returned already" is the answer to a try before.
 */
export class Refunds {
  private readonly tries = new Map<string, Promise<RefundOutcome>>();

  constructor(private readonly call: TelegramClient) {}

  async refund(request: RefundRequest, signal?: AbortSignal): Promise<RefundOutcome> {
    signal?.throwIfAborted();
    const { idempotencyKey: key } = request;
    // One caller's signal must not end the money's way for another, so none is passed on.
    const next = (this.tries.get(key) ?? Promise.resolve(null)).then((before) =>
      this.attempt(request, before),
    );
    this.tries.delete(key);
    this.tries.set(key, next);
    if (this.tries.size > REMEMBERED) this.tries.delete(this.tries.keys().next().value ?? '');
    return next;
  }

  private async attempt(request: RefundRequest, before: RefundOutcome | null): Promise<RefundOutcome> {
    if (before?.ok) return before;
    const { id, whose } = splitCharge(request.chargeId);
    const refusal = unreturnable(request, whose);
    if (refusal) return refusal;
    const body = { user_id: Number(whose), telegram_payment_charge_id: id };
    const answer = await this.call({ method: 'refundStarPayment', body, answer: z.literal(true) });
    // Of a try of this process we know whether it was sent; of one before a restart we are told.
    const uncertain = before ? before.category === 'unknown' : request.again === true;
    const returned = !answer.ok && RETURNED.test(answer.message);
    if (answer.ok || (returned && uncertain))
      return done({ refundReference: refundReferenceOf(request.chargeId), state: 'succeeded' });
    return returned ? { ...answer, category: 'refused', code: 'returned_already' } : answer;
  }
}

/** What the Bot API can't return: cards (they go back at the bank behind Telegram), and parts. */
function unreturnable({ amount, charged }: RefundRequest, whose: string): Failure | null {
  const no = (message: string): Failure => ({
    ok: false,
    category: 'refused',
    retryable: false,
    code: message.split(':')[0] ?? message,
    message,
  });
  if (amount.currency !== STARS) return no(`return_at_bank: ${whose || '?'}`);
  if (amount.minor !== charged.minor) return no('whole_only');
  return /^\d+$/.test(whose) ? null : no('the payer is not known');
}
