import { SIGNATURE_HEADER, sign } from '../webhook.ts';
import type { WireEvent, WireMoney } from '../wire.ts';

export interface PostOptions {
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly secret: string;
  /** The pauses between tries are multiplied by this. */
  readonly pace: number;
  /** Every webhook is sent so often. */
  readonly copies: number;
  /** Every copy leaves up to this many milliseconds late, so that they arrive out of order. */
  readonly jitterMs: number;
}

/** Pauses before each further try, milliseconds. */
const PAUSES = [1_000, 5_000, 30_000, 300_000, 1_800_000, 3_600_000];
const TIMEOUT = 15_000;

/** The bank's postman: signed webhooks, tried again until somebody answers 2xx. */
export class Post {
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private readonly underway = new Set<Promise<void>>();
  private readonly closed = new AbortController();
  private lie: Partial<WireMoney> | null = null;

  constructor(private readonly options: PostOptions) {}

  send(event: WireEvent, url: string): void {
    const body = new TextEncoder().encode(JSON.stringify(this.lie ? lied(event, this.lie) : event));
    this.lie = null;
    for (let copy = 0; copy < this.options.copies; copy += 1) {
      const late = Math.floor(Math.random() * this.options.jitterMs);
      if (late > 0) this.later(late, () => this.start(body, url, 0));
      else this.start(body, url, 0);
    }
  }

  /** The next webhook tells another sum or currency than there was. */
  lieOnce(money: Partial<WireMoney>): void {
    this.lie = money;
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

  private start(body: Uint8Array<ArrayBuffer>, url: string, tries: number): void {
    const work = this.deliver(body, url, tries).finally(() => this.underway.delete(work));
    this.underway.add(work);
  }

  private async deliver(body: Uint8Array<ArrayBuffer>, url: string, tries: number): Promise<void> {
    if (this.closed.signal.aborted || (await this.attempt(body, url))) return;
    const pause = PAUSES[tries];
    if (pause === undefined || this.closed.signal.aborted) return;
    this.later(pause * this.options.pace, () => this.start(body, url, tries + 1));
  }

  /** Every try is signed anew: its time is part of the signature. */
  private async attempt(body: Uint8Array<ArrayBuffer>, url: string): Promise<boolean> {
    const signature = await sign(this.options.secret, body, this.options.now());
    const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature };
    const signal = AbortSignal.any([this.closed.signal, AbortSignal.timeout(TIMEOUT)]);
    const { fetch: send } = this.options;
    try {
      const response = await send(url, { method: 'POST', headers, body, signal });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }

  private later(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, ms);
    this.timers.add(timer);
  }
}

/** The same event with another sum in what it is about. */
function lied(event: WireEvent, money: Partial<WireMoney>): WireEvent {
  const changed = <T extends { id: string; amount: WireMoney }>(list: readonly T[]) =>
    list.map((each) => (each.id === event.about ? { ...each, amount: { ...each.amount, ...money } } : each));
  const { payment } = event;
  const { charges, refunds, disputes } = payment;
  const lists = { charges: changed(charges), refunds: changed(refunds), disputes: changed(disputes) };
  return { ...event, payment: { ...payment, ...lists } };
}
