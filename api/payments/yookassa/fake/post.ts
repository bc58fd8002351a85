export interface PostOptions {
  readonly fetch: typeof fetch;
  /** Null: the shop has set up no address in its office, and nobody is told anything. */
  readonly webhookUrl: string | null;
  /** The pauses between tries are multiplied by this. */
  readonly pace: number;
  /** Every notification is sent so often. */
  readonly copies: number;
}

/** Pauses before each further try, milliseconds. Real ones are not published; 24 hours in all are. */
const PAUSES = [10_000, 60_000, 600_000, 3_600_000, 10_800_000, 21_600_000, 43_200_000];
const TIMEOUT = 15_000;

/** Notifications, unsigned as YooKassa's are, sent again until the shop answers 200. */
export class Post {
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private readonly underway = new Set<Promise<void>>();
  private readonly closed = new AbortController();
  private silent = false;

  constructor(private readonly options: PostOptions) {}

  send(event: string, object: unknown): void {
    const { webhookUrl, copies } = this.options;
    if (!webhookUrl || this.silent) return;
    const body = JSON.stringify({ type: 'notification', event, object });
    for (let copy = 0; copy < copies; copy += 1) this.start(body, webhookUrl, 0);
  }

  /** From now on nothing is sent: the lost webhook. */
  hush(silent = true): void {
    this.silent = silent;
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

  private start(body: string, url: string, tries: number): void {
    const work = this.deliver(body, url, tries).finally(() => this.underway.delete(work));
    this.underway.add(work);
  }

  private async deliver(body: string, url: string, tries: number): Promise<void> {
    if (this.closed.signal.aborted || (await this.attempt(body, url))) return;
    const pause = PAUSES[tries];
    if (pause === undefined || this.closed.signal.aborted) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.start(body, url, tries + 1);
    }, pause * this.options.pace);
    this.timers.add(timer);
  }

  private async attempt(body: string, url: string): Promise<boolean> {
    const headers = { 'content-type': 'application/json' };
    const signal = AbortSignal.any([this.closed.signal, AbortSignal.timeout(TIMEOUT)]);
    const { fetch: send } = this.options;
    try {
      const response = await send(url, { method: 'POST', headers, body, signal });
      await response.body?.cancel();
      return response.status === 200;
    } catch {
      return false;
    }
  }
}
