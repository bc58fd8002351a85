import Stripe from 'stripe';
import { fakeId } from './state.ts';

export interface PostOptions {
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly secret: string;
  readonly url: string;
  /** The pauses between tries are multiplied by this. */
  readonly pace: number;
  /** Every webhook is sent so often. */
  readonly copies: number;
}

/** Pauses before each further try, milliseconds. Stripe tries for up to three days with growing pauses. */
const PAUSES = [1_000, 5_000, 30_000, 300_000, 3_600_000, 21_600_000];
const TIMEOUT = 15_000;

/** `Stripe-Signature` of a body, as Stripe's library makes it. `at` in milliseconds. */
export function sign(secret: string, payload: string, at: number): Promise<string> {
  return Stripe.webhooks.generateTestHeaderStringAsync({
    payload,
    secret,
    timestamp: Math.floor(at / 1000),
    scheme: 'v1',
    signature: '',
    cryptoProvider: Stripe.createSubtleCryptoProvider(),
  });
}

/** Sends signed events, again and again until somebody answers 2xx. */
export class Post {
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private readonly underway = new Set<Promise<void>>();
  private readonly closed = new AbortController();
  private lie: object | null = null;

  constructor(private readonly options: PostOptions) {}

  send(type: string, object: object): void {
    const lied = type === 'checkout.session.completed' ? this.lie : null;
    if (lied) this.lie = null;
    const event = {
      id: fakeId('evt'),
      object: 'event',
      api_version: '2026-10-28.endive',
      created: Math.floor(this.options.now() / 1000),
      type,
      livemode: false,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      data: { object: { ...object, ...lied } },
    };
    const body = JSON.stringify(event);
    for (let copy = 0; copy < this.options.copies; copy += 1) this.start(body, 0);
  }

  /** The next completed session tells these in place of what was. */
  lieOnce(fields: object): void {
    this.lie = fields;
  }

  /** Settles when nothing is on its way; tries that wait for their time are not waited for. */
  async idle(): Promise<void> {
    while (this.underway.size > 0) await Promise.all(this.underway);
  }

  close(): void {
    this.closed.abort();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private start(body: string, tries: number): void {
    const work = this.deliver(body, tries).finally(() => this.underway.delete(work));
    this.underway.add(work);
  }

  private async deliver(body: string, tries: number): Promise<void> {
    if (this.closed.signal.aborted || (await this.attempt(body))) return;
    const pause = PAUSES[tries];
    if (pause === undefined || this.closed.signal.aborted) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.start(body, tries + 1);
    }, pause * this.options.pace);
    this.timers.add(timer);
  }

  /** Every try is signed anew: its time is part of the signature. */
  private async attempt(body: string): Promise<boolean> {
    const { fetch: send, url, secret, now } = this.options;
    const signature = await sign(secret, body, now());
    const headers = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature };
    const signal = AbortSignal.any([this.closed.signal, AbortSignal.timeout(TIMEOUT)]);
    try {
      const response = await send(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }
}
