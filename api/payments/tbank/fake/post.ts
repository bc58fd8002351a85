import { tokenOf } from '../token.ts';

export interface PostOptions {
  readonly fetch: typeof fetch;
  readonly password: string;
  /** The pauses between tries are multiplied by this. */
  readonly pace: number;
  /** Every notification is sent so often. */
  readonly copies: number;
}

const HOUR = 3_600_000;
/** Every hour for a day, then every day for a month. */
const PAUSES = [...Array<number>(24).fill(HOUR), ...Array<number>(30).fill(24 * HOUR)];
const TIMEOUT = 10_000;

/** The bank's postman: signed notifications, repeated until somebody answers 200 and exactly `OK`. */
export class Post {
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private readonly underway = new Set<Promise<void>>();
  private readonly closed = new AbortController();
  private lie: number | null = null;

  constructor(private readonly options: PostOptions) {}

  send(fields: Readonly<Record<string, unknown>>, url: string): void {
    const lies = this.lie !== null && fields.Status === 'CONFIRMED';
    const told = lies ? { ...fields, Amount: this.lie } : fields;
    if (lies) this.lie = null;
    for (let copy = 0; copy < this.options.copies; copy += 1) this.start(told, url, 0);
  }

  /** The next notification of money tells another sum than there was, kopecks. */
  lieOnce(amount: number): void {
    this.lie = amount;
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

  private start(fields: Readonly<Record<string, unknown>>, url: string, tries: number): void {
    const work = this.deliver(fields, url, tries).finally(() => this.underway.delete(work));
    this.underway.add(work);
  }

  private async deliver(
    fields: Readonly<Record<string, unknown>>,
    url: string,
    tries: number,
  ): Promise<void> {
    if (this.closed.signal.aborted || (await this.attempt(fields, url))) return;
    const pause = PAUSES[tries];
    if (pause === undefined || this.closed.signal.aborted) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.start(fields, url, tries + 1);
    }, pause * this.options.pace);
    this.timers.add(timer);
  }

  private async attempt(fields: Readonly<Record<string, unknown>>, url: string): Promise<boolean> {
    const body = JSON.stringify({ ...fields, Token: await tokenOf(fields, this.options.password) });
    const signal = AbortSignal.any([this.closed.signal, AbortSignal.timeout(TIMEOUT)]);
    const headers = { 'content-type': 'application/json' };
    const { fetch: send } = this.options;
    try {
      const response = await send(url, { method: 'POST', headers, body, signal });
      return response.status === 200 && (await response.text()) === 'OK';
    } catch {
      return false;
    }
  }
}
