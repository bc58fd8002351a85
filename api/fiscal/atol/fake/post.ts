export interface PostOptions {
  readonly fetch: typeof fetch;
  /** The pauses between tries are multiplied by this. */
  readonly pace: number;
  /** Every callback is sent so often. */
  readonly copies: number;
}

/** Pauses before each further try, milliseconds; the vendor publishes none. */
const PAUSES = [5_000, 60_000, 600_000];
const TIMEOUT = 15_000;

/** Callbacks, unsigned as ATOL's are, sent again until they are answered 200. */
export class Post {
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private readonly underway = new Set<Promise<void>>();
  private readonly closed = new AbortController();

  constructor(private readonly options: PostOptions) {}

  send(url: string, report: unknown): void {
    const body = JSON.stringify(report);
    for (let copy = 0; copy < this.options.copies; copy += 1) this.start(url, body, 0);
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

  private start(url: string, body: string, tries: number): void {
    const work = this.deliver(url, body, tries).finally(() => this.underway.delete(work));
    this.underway.add(work);
  }

  private async deliver(url: string, body: string, tries: number): Promise<void> {
    if (this.closed.signal.aborted || (await this.attempt(url, body))) return;
    const pause = PAUSES[tries];
    if (pause === undefined || this.closed.signal.aborted) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.start(url, body, tries + 1);
    }, pause * this.options.pace);
    this.timers.add(timer);
  }

  private async attempt(url: string, body: string): Promise<boolean> {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const signal = AbortSignal.any([this.closed.signal, AbortSignal.timeout(TIMEOUT)]);
    const { fetch: send } = this.options;
    try {
      const response = await send(url, { method: 'POST', headers, body, signal });
      await response.text();
      return response.status === 200;
    } catch {
      return false;
    }
  }
}
