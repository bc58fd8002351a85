import {
  ApiError,
  badRequest,
  type Chat,
  type Entry,
  type Person,
  type State,
  type Update,
  type WireMessage,
} from './types.ts';

export interface FakeTelegramOptions {
  readonly token?: string;
  readonly username?: string;
  readonly name?: string;
  readonly now?: () => number;
  /** Used for webhook deliveries; the platform's fetch by default. */
  readonly fetch?: typeof fetch;
  /** Called after every change of the state; keep it short. */
  readonly onChange?: () => void;
  /** One message a second per chat and 30 a second in all, with bursts; off by default. */
  readonly rateLimits?: boolean;
  /** Refuse buttons with addresses that are not public, as Telegram does; off by default. */
  readonly publicLinksOnly?: boolean;
  /** First wait before a refused webhook is sent again, milliseconds; doubles up to a minute. */
  readonly retryMs?: number;
  /** How long a payer waits for answerPreCheckoutQuery; Telegram gives 10 seconds. */
  readonly checkoutMs?: number;
  /** What comes before the name of an invoice link; `https://t.me/$` as at Telegram by default. */
  readonly invoiceRoot?: string;
}

/** What a watcher of a chat is told. */
export interface Change {
  readonly userId: number;
  readonly type: 'message' | 'edited' | 'deleted' | 'chat' | 'answer' | 'action';
  readonly messageId?: number;
  readonly data?: unknown;
}

const MAX_MESSAGES = 500;
const MAX_FILES = 300;
const MAX_BYTES = 48 * 1024 * 1024;
const MAX_RECENT = 200;
const MAX_PENDING = 1000;
const MAX_SMALL = 500;
const MAX_CHARGES = 5000;

export function emptyState(): State {
  return {
    nextMessage: 1,
    nextUpdate: 100_001,
    nextFile: 1,
    chats: {},
    files: {},
    commands: {},
    profile: {},
    webhook: null,
    allowed: null,
    pending: [],
    recent: [],
    presses: {},
    checkouts: {},
    links: {},
    charges: [],
    stars: [],
  };
}

/** The emulated messenger's memory: chats, files and updates, and who watches them. */
export class World {
  state: State = emptyState();
  readonly token: string;
  readonly bot: { id: number; is_bot: true; first_name: string; username: string };
  private readonly watchers = new Set<(change: Change) => void>();
  private readonly wakers = new Set<() => void>();

  constructor(readonly options: FakeTelegramOptions) {
    this.token = options.token ?? '1000001:SANDBOX-NOT-A-SECRET';
    const id = Number.parseInt(this.token, 10) || 1_000_001;
    const username = options.username ?? 'tillbot_sandbox_bot';
    this.bot = { id, is_bot: true, first_name: options.name ?? 'Tillbot', username };
  }

  now(): number {
    return this.options.now?.() ?? Date.now();
  }

  /** Unix time in seconds, as the Bot API dates everything. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  chat(userId: number): Chat | undefined {
    return this.state.chats[String(userId)];
  }

  /** The chat that the bot may write to: started by the person, and not blocked (Bot API errors). */
  openChat(id: number | undefined): Chat {
    const chat = id === undefined ? undefined : this.chat(id);
    if (!chat?.started) throw badRequest('chat not found');
    if (chat.blocked) throw new ApiError(403, 'Forbidden: bot was blocked by the user');
    return chat;
  }

  addPerson(person: Person): Chat {
    const key = String(person.id);
    const known = this.state.chats[key];
    const chat: Chat = known
      ? { ...known, person }
      : { person, started: false, blocked: false, keyboard: null, entries: [] };
    this.state.chats[key] = chat;
    this.changed({ userId: person.id, type: 'chat' });
    return chat;
  }

  /** Adds a message to a chat; `content` holds its text or media. */
  append(chat: Chat, fromBot: boolean, content: Record<string, unknown>, extra: Partial<Entry> = {}): Entry {
    const message: WireMessage = {
      message_id: this.state.nextMessage++,
      date: this.seconds(),
      from: fromBot ? this.bot : asUser(chat.person),
      chat: asChat(chat.person),
      ...content,
    };
    const entry: Entry = {
      message,
      fromBot,
      deleted: false,
      silent: false,
      fixed: false,
      invoice: null,
      ...extra,
    };
    chat.entries.push(entry);
    chat.entries.splice(0, Math.max(0, chat.entries.length - MAX_MESSAGES));
    this.changed({ userId: chat.person.id, type: 'message', messageId: message.message_id });
    return entry;
  }

  find(chat: Chat, messageId: number | undefined): Entry | undefined {
    return chat.entries.find((entry) => entry.message.message_id === messageId && !entry.deleted);
  }

  /** Queues an update for the bot, unless the bot asked not to get its kind. */
  push(kind: string, content: unknown): Update | null {
    if (this.state.allowed && !this.state.allowed.includes(kind)) return null;
    const update = { update_id: this.state.nextUpdate++, [kind]: structuredClone(content) };
    this.state.recent = [...this.state.recent, update].slice(-MAX_RECENT);
    this.enqueue(update);
    return update;
  }

  /** Queues an update, a known one again if need be. */
  enqueue(update: Update): void {
    this.state.pending = [...this.state.pending, update].slice(-MAX_PENDING);
    this.wake();
    this.options.onChange?.();
  }

  wake(): void {
    for (const waker of [...this.wakers]) waker();
  }

  /** Calls `waker` whenever updates came or the webhook changed; gives the way to stop. */
  onWake(waker: () => void): () => void {
    this.wakers.add(waker);
    return () => this.wakers.delete(waker);
  }

  watch(watcher: (change: Change) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  changed(change: Change): void {
    this.trim();
    for (const watcher of [...this.watchers]) watcher(change);
    this.options.onChange?.();
  }

  private trim(): void {
    dropOldest(this.state.files, MAX_FILES);
    this.trimBytes();
    dropOldest(this.state.presses, MAX_SMALL);
    dropOldest(this.state.checkouts, MAX_SMALL);
    dropOldest(this.state.links, MAX_SMALL);
    this.state.charges.splice(0, Math.max(0, this.state.charges.length - MAX_CHARGES));
    this.state.stars.splice(0, Math.max(0, this.state.stars.length - 2 * MAX_CHARGES));
  }

  private trimBytes(): void {
    const files = Object.values(this.state.files);
    let total = files.reduce((sum, file) => sum + file.size, 0);
    for (const file of files) {
      if (total <= MAX_BYTES) return;
      delete this.state.files[file.id];
      total -= file.size;
    }
  }
}

/** Keys here start with a letter or are never dropped, so objects keep them in the order they came. */
function dropOldest(record: Record<string, unknown>, keep: number): void {
  const keys = Object.keys(record);
  for (const key of keys.slice(0, Math.max(0, keys.length - keep))) delete record[key];
}

export function asUser(person: Person): Record<string, unknown> {
  const { phone: _, ...user } = person;
  return { ...user, is_bot: false };
}

export function asChat(person: Person): Record<string, unknown> {
  const { phone: _, language_code: __, ...names } = person;
  return { ...names, type: 'private' };
}
