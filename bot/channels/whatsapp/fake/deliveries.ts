import { signatureOf } from '../webhook.ts';
import { GraphError, type Value } from './types.ts';
import type { World } from './world.ts';

const MOST_MS = 60_000;
const LONGEST_MS = 30_000;

/** The body of a webhook with some changes. */
export function updateOf(world: World, values: readonly Value[]): string {
  const changes = values.map((value) => ({ field: 'messages', value }));
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: world.businessAccountId, changes }],
  });
}

/** Posts what happens to the webhook, in order, again and again until it is taken. */
export class Deliveries {
  private readonly stopped = new AbortController();
  private running = false;
  private readonly stop: () => void;

  constructor(private readonly world: World) {
    this.stop = world.onWake(() => void this.run());
  }

  close(): void {
    this.stop();
    this.stopped.abort();
  }

  /** Asks the address whether it is ours, as Meta does before it takes it. */
  async setWebhook(url: string, verifyToken: string): Promise<void> {
    const at = new URL(this.target(url));
    at.searchParams.set('hub.mode', 'subscribe');
    at.searchParams.set('hub.verify_token', verifyToken);
    const challenge = String(1_000_000 + this.world.state.next);
    at.searchParams.set('hub.challenge', challenge);
    const answer = await this.fetch(at.href, { method: 'GET' }).catch(() => null);
    const echoed = answer?.ok ? await answer.text() : null;
    if (echoed !== challenge) throw new GraphError(100, '(#100) The callback address was not verified');
    this.world.state.webhook = { url, verifyToken };
    this.world.wake();
  }

  private target(url: string): string {
    return this.world.options.webhookUrl ?? url;
  }

  private fetch(url: string, init: RequestInit): Promise<Response> {
    const { fetch: own = fetch } = this.world.options;
    const signal = AbortSignal.any([this.stopped.signal, AbortSignal.timeout(LONGEST_MS)]);
    return own(url, { ...init, signal });
  }

  private async run(): Promise<void> {
    if (this.running || this.stopped.signal.aborted) return;
    this.running = true;
    let wait = this.world.options.retryMs ?? 1_000;
    while (!this.stopped.signal.aborted && this.world.state.webhook && this.world.state.pending.length > 0) {
      const batch = this.world.state.pending.slice(0, this.world.options.batch ?? 1);
      if (await this.post(batch)) {
        this.world.state.pending = this.world.state.pending.filter((each) => !batch.includes(each));
        this.world.options.onChange?.();
        wait = this.world.options.retryMs ?? 1_000;
      } else {
        await this.pause(wait);
        wait = Math.min(wait * 2, MOST_MS);
      }
    }
    this.running = false;
  }

  private async post(values: readonly Value[]): Promise<boolean> {
    const { webhook } = this.world.state;
    if (!webhook) return false;
    const body = updateOf(this.world, values);
    const signature = await signatureOf(this.world.appSecret, new TextEncoder().encode(body));
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signature };
    const url = this.target(webhook.url);
    const answer = await this.fetch(url, { method: 'POST', body, headers }).catch(() => null);
    await answer?.body?.cancel();
    return answer?.status === 200;
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.stopped.signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.stopped.signal.addEventListener('abort', end);
    });
  }
}
