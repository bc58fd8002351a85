import type { Params } from './params.ts';
import { ApiError, badRequest, type Update } from './types.ts';
import type { World } from './world.ts';

const LONGEST_POLL_SECONDS = 50;
const LONGEST_RETRY_MS = 60_000;

/** Runs one method call that came as the body of a webhook's answer. */
export type Reply = (body: unknown) => Promise<void>;

/** getUpdates and the webhook: the two ways in which updates reach the bot (Bot API, Getting updates). */
export class Deliveries {
  private poll: { end: () => void } | null = null;
  private delivering = false;
  private readonly closed = new AbortController();

  constructor(
    private readonly world: World,
    private readonly reply: Reply,
  ) {
    world.onWake(() => void this.deliver());
  }

  /** Holds the call open until there is an update, the time is up, or the caller is gone. */
  async getUpdates(params: Params, gone: AbortSignal): Promise<Update[]> {
    const { state } = this.world;
    if (state.webhook) {
      throw new ApiError(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    this.poll?.end();
    this.allow(params);
    this.confirm(params.int('offset') ?? 0);
    const limit = Math.min(Math.max(params.int('limit') ?? 100, 1), 100);
    const seconds = Math.min(Math.max(params.int('timeout') ?? 0, 0), LONGEST_POLL_SECONDS);
    if (this.world.state.pending.length === 0 && seconds > 0) await this.wait(seconds * 1000, gone);
    return this.hand(limit);
  }

  setWebhook(params: Params): true {
    const url = params.text('url') ?? '';
    if (!url) return this.deleteWebhook(params);
    if (!URL.canParse(url)) throw badRequest('bad webhook: invalid webhook URL specified');
    const secret = params.text('secret_token') ?? null;
    if (secret !== null && !/^[\w-]{1,256}$/.test(secret)) {
      throw badRequest('secret token contains unallowed characters');
    }
    this.allow(params);
    if (params.flag('drop_pending_updates')) this.world.state.pending = [];
    this.world.state.webhook = { url, secret };
    this.poll?.end();
    this.world.wake();
    return true;
  }

  deleteWebhook(params: Params): true {
    if (params.flag('drop_pending_updates')) this.world.state.pending = [];
    this.world.state.webhook = null;
    return true;
  }

  webhookInfo() {
    const { webhook, pending, allowed } = this.world.state;
    return {
      url: webhook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: pending.length,
      ...(webhook?.lastErrorDate ? { last_error_date: webhook.lastErrorDate } : {}),
      ...(webhook?.lastErrorMessage ? { last_error_message: webhook.lastErrorMessage } : {}),
      ...(webhook ? { max_connections: 40 } : {}),
      ...(allowed ? { allowed_updates: allowed } : {}),
    };
  }

  close(): void {
    this.poll?.end();
    this.closed.abort();
  }

  private allow(params: Params): void {
    const kinds = params.json('allowed_updates');
    // An empty list means the default again (Bot API, getUpdates).
    if (Array.isArray(kinds)) this.world.state.allowed = kinds.length > 0 ? kinds.map(String) : null;
  }

  private confirm(offset: number): void {
    const { state } = this.world;
    if (offset < 0) state.pending = state.pending.slice(offset);
    // An update sent again on request is below the offset and still has to come once.
    else
      state.pending = state.pending.filter(({ update_id, again }) => update_id >= offset || again === true);
  }

  /** Hands out the first updates; one that comes again has then come, and is confirmed like others. */
  private hand(limit: number): Update[] {
    const { state } = this.world;
    const batch = state.pending.slice(0, limit).map(({ again: _, ...update }): Update => update);
    state.pending = [...batch, ...state.pending.slice(limit)];
    return batch;
  }

  private wait(ms: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (error?: ApiError) => {
        clearTimeout(timer);
        unsubscribe();
        gone.removeEventListener('abort', leave);
        if (this.poll === mine) this.poll = null;
        if (error) reject(error);
        else resolve();
      };
      const leave = () => finish();
      const timer = setTimeout(leave, ms);
      const unsubscribe = this.world.onWake(() => this.world.state.pending.length > 0 && finish());
      const other = 'terminated by other getUpdates request; make sure that only one bot instance is running';
      const mine = { end: () => finish(new ApiError(409, `Conflict: ${other}`)) };
      this.poll = mine;
      gone.addEventListener('abort', leave);
    });
  }

  /** Sends what is pending, one by one and in order, until all is taken or the webhook is gone. */
  private async deliver(): Promise<void> {
    if (this.delivering) return;
    this.delivering = true;
    let wait = this.world.options.retryMs ?? 1_000;
    while (this.world.state.webhook && this.world.state.pending.length > 0 && !this.closed.signal.aborted) {
      const [update] = this.world.state.pending;
      if (!update) break;
      if (await this.post(update)) {
        wait = this.world.options.retryMs ?? 1_000;
        this.world.state.pending = this.world.state.pending.filter((other) => other !== update);
      } else {
        await this.rest(wait);
        wait = Math.min(wait * 2, LONGEST_RETRY_MS);
      }
    }
    this.delivering = false;
  }

  private async post({ again: _, ...update }: Update): Promise<boolean> {
    const webhook = this.world.state.webhook;
    if (!webhook) return false;
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (webhook.secret) headers['x-telegram-bot-api-secret-token'] = webhook.secret;
    try {
      const request = new Request(webhook.url, {
        method: 'POST',
        headers,
        body: JSON.stringify(update),
        signal: this.closed.signal,
      });
      const response = await (this.world.options.fetch ?? fetch)(request);
      const body = await response.text();
      if (!response.ok) return this.failed(`Wrong response from the webhook: ${response.status}`);
      if (body.startsWith('{')) await this.reply(JSON.parse(body)).catch(() => null);
      return true;
    } catch (error) {
      return this.failed(error instanceof Error ? error.message : 'Connection failed');
    }
  }

  private failed(message: string): false {
    const webhook = this.world.state.webhook;
    if (webhook) {
      webhook.lastErrorDate = this.world.seconds();
      webhook.lastErrorMessage = message;
    }
    return false;
  }

  private rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(end, ms);
      const { signal } = this.closed;
      function end() {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      }
      signal.addEventListener('abort', end);
    });
  }
}
