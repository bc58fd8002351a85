import type { Incoming } from '../../../domain/ports/channel.ts';
import type { Failure } from '../../../domain/result.ts';
import type { TelegramClient } from './client.ts';
import { ALLOWED_UPDATES, chatOf, toIncoming } from './convert.ts';
import { type TelegramUpdate, telegramUpdate } from './update.ts';

/** Resolves after `ms`, or at once when `signal` aborts. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

export interface PollOptions {
  /** How long Telegram holds a request open when there is nothing, seconds. */
  readonly longPollSeconds: number;
  readonly pause: Pause;
  /** Told of what goes wrong between two tries. */
  readonly report: (event: string, detail: Readonly<Record<string, unknown>>) => void;
}

type Take = (incoming: Incoming) => Promise<void>;

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** How often new updates are asked for while an older one is still being taken. */
const LOOK_AGAIN_MS = 300;
/** How long the end waits for updates that are just being taken. */
const LAST_MOMENT_MS = 3_000;
const LAST_CALL_MS = 1_000;

/**
 * The polling loop. Updates of different chats are taken side by side, those of one chat in order; an
 * update is confirmed (`offset`, Bot API getUpdates) only when it and all before it were taken, so a
 * crash repeats updates and never loses one. A `take` that rejects is tried again, 1 s to 30 s apart.
 */
export async function pollUpdates(
  client: TelegramClient,
  take: Take,
  signal: AbortSignal,
  options: PollOptions,
) {
  const ledger = new Ledger();
  const chats = new Map<string, Promise<void>>();
  const fetcher = createFetcher(client, signal, options);
  while (!signal.aborted) {
    const batch = await fetcher(ledger.ask());
    const fresh = batch.filter((raw) => ledger.receive(idOf(raw)));
    for (const raw of fresh) enqueue(raw);
    const waited = Promise.all([...chats.values()]);
    if (ledger.waiting.size > 0) await Promise.race([waited, options.pause(LOOK_AGAIN_MS, signal)]);
  }
  const end = new AbortController();
  await Promise.race([Promise.all([...chats.values()]), options.pause(LAST_MOMENT_MS, end.signal)]);
  end.abort();
  await confirm(client, ledger.offset);

  function enqueue(raw: unknown): void {
    const update = telegramUpdate.safeParse(raw);
    if (!update.success) options.report('telegram_update_unreadable', { update: idOf(raw) });
    const chat = update.success ? chatOf(update.data) : 'none';
    const before = chats.get(chat) ?? Promise.resolve();
    const after = before.then(async () => {
      if (update.success && !(await takeUpdate(update.data, take, signal, options))) return;
      ledger.settle(idOf(raw));
    });
    const tail = after.finally(() => chats.get(chat) === tail && chats.delete(chat));
    chats.set(chat, tail);
  }
}

/** Tells Telegram what was taken, so that the next start does not repeat it. Best effort. */
async function confirm(client: TelegramClient, offset: number): Promise<void> {
  if (offset === 0) return;
  const request = { offset, limit: 1, timeout: 0 };
  const soon = AbortSignal.timeout(LAST_CALL_MS);
  await client.call((api, signal) => api.getUpdates(request, signal), soon).catch(() => null);
}

function idOf(raw: unknown): number {
  const id = typeof raw === 'object' && raw !== null && 'update_id' in raw ? raw.update_id : null;
  return typeof id === 'number' ? id : 0;
}

/** False when it had to stop before the update was taken. */
async function takeUpdate(update: TelegramUpdate, take: Take, signal: AbortSignal, options: PollOptions) {
  for (const incoming of toIncoming(update)) {
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
      if (signal.aborted) return false;
      try {
        await take(incoming);
        break;
      } catch (error) {
        options.report('telegram_take_failed', { update: update.update_id, error });
        await options.pause(wait, signal);
      }
    }
  }
  return true;
}

/** Which updates came and which were taken. */
class Ledger {
  readonly waiting = new Set<number>();
  private readonly settled = new Set<number>();
  private next = 0;

  /** The first update that may not be forgotten yet; 0 at the very start. */
  get offset(): number {
    return this.waiting.size > 0 ? Math.min(...this.waiting) : this.next;
  }

  /** False for an update that is in hand already. */
  receive(id: number): boolean {
    if (this.waiting.has(id) || this.settled.has(id)) return false;
    this.waiting.add(id);
    this.next = Math.max(this.next, id + 1);
    return true;
  }

  settle(id: number): void {
    this.waiting.delete(id);
    this.settled.add(id);
  }

  /**
   * The offset of the next request. Only what is below it is forgotten here: the answer can still hold
   * updates that were taken while the request was under way.
   */
  ask(): number {
    const { offset } = this;
    for (const id of this.settled) if (id < offset) this.settled.delete(id);
    return offset;
  }
}

/** Asks for updates; waits out what goes wrong, longer each time, and then gives an empty batch. */
function createFetcher(client: TelegramClient, signal: AbortSignal, options: PollOptions) {
  let wait = FIRST_WAIT_MS;
  let webhookRemoved = false;
  return async (offset: number): Promise<readonly unknown[]> => {
    const request = {
      offset,
      limit: 100,
      timeout: options.longPollSeconds,
      allowed_updates: [...ALLOWED_UPDATES],
    };
    const outcome = await client.call((api, abort) => api.getUpdates(request, abort), signal).catch(stopped);
    if (signal.aborted) return [];
    if (outcome.ok) {
      wait = FIRST_WAIT_MS;
      return outcome.value;
    }
    options.report('telegram_poll_failed', {
      category: outcome.category,
      code: outcome.code,
      message: outcome.message,
    });
    if (outcome.code === '409' && !webhookRemoved) {
      webhookRemoved = true;
      await client.call((api, abort) => api.deleteWebhook({}, abort), signal).catch(() => null);
    }
    await options.pause(Math.max(wait, retryAfter(outcome)), signal);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    return [];
  };
}

/** The call was given up because polling ends; anything else it throws is a bug, reported like a failure. */
function stopped(error: unknown): Failure {
  const message = error instanceof Error ? error.name : 'unknown';
  return { ok: false, category: 'unknown', retryable: true, code: 'stopped', message };
}

function retryAfter(failure: Failure): number {
  return failure.retryAfterMs ?? 0;
}
