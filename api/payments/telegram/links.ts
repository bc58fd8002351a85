import { z } from 'zod';
import type { Started, StartRequest } from '../../../domain/ports/payment-provider.ts';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import type { TelegramClient } from './client.ts';
import type { TelegramPaymentsConfig } from './config.ts';
import { STARS, toLink } from './convert.ts';
import { CARD_CURRENCIES } from './currencies.ts';

type StartOutcome = Outcome<Started>;

/** Links remembered by key: a second press gives the same one. */
const REMEMBERED = 1_000;

/**
 * Invoice links. Telegram makes a new link at every call; all links of one payment carry its id, and before
 * money moves the till is asked (pre_checkout_query), so that two links of one payment are one attempt.
 */
export class Links {
  private readonly made = new Map<string, Promise<StartOutcome>>();

  constructor(
    private readonly config: TelegramPaymentsConfig,
    private readonly call: TelegramClient,
  ) {}

  async start(request: StartRequest, signal?: AbortSignal): Promise<StartOutcome> {
    signal?.throwIfAborted();
    const refusal = this.notTaken(request);
    if (refusal) return refusal;
    const key = request.idempotencyKey;
    const known = this.made.get(key);
    if (known) return known;
    const making = this.make(request, signal);
    this.made.set(key, making);
    if (this.made.size > REMEMBERED) this.made.delete(this.made.keys().next().value ?? '');
    const forget = () => this.made.delete(key);
    void making.then((outcome) => outcome.ok || forget(), forget);
    return making;
  }

  private async make(request: StartRequest, signal?: AbortSignal): Promise<StartOutcome> {
    const body = toLink(request, this.config);
    const answer = z.url({ protocol: /^https?$/ });
    const link = await this.call({ method: 'createInvoiceLink', body, answer, signal });
    return link.ok
      ? done({ reference: request.paymentId, url: link.value, qr: null, expiresAt: null })
      : link;
  }

  private notTaken({ kind, amount, renews }: StartRequest): Failure | null {
    const no = (code: string, message: string): Failure => ({
      ok: false,
      category: 'invalid',
      retryable: false,
      code,
      message,
    });
    const stars = amount.currency === STARS;
    if (kind !== (stars ? 'stars' : 'card')) return no('kind', `${kind} can’t be paid in ${amount.currency}`);
    if (renews && !stars) return no('renews', 'only Stars renew by themselves');
    const taken = stars || (this.config.providerToken !== null && CARD_CURRENCIES.includes(amount.currency));
    return taken ? null : no('currency', `${amount.currency} is not taken by card`);
  }
}
