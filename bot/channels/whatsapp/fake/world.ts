import { approvedTemplates } from './templates.ts';
import type { Chat, Content, Entry, Person, State, StoredFile, Value } from './types.ts';

export interface FakeWhatsAppOptions {
  readonly now?: () => number;
  /** Used for webhook deliveries; the platform's fetch by default. */
  readonly fetch?: typeof fetch;
  /** Called after every change of the state; keep it short. */
  readonly onChange?: () => void;
  /** Where updates are posted, whatever address was set: for a messenger in the same process. */
  readonly webhookUrl?: string;
  /** How the button of a template begins: `https://shop.example.com/pay/`. */
  readonly payRoot?: string;
  /** First wait before a refused webhook is sent again, milliseconds; doubles up to a minute. */
  readonly retryMs?: number;
  /** Changes of one webhook at most; Meta puts several together when many come. */
  readonly batch?: number;
  /** Sandbox settings. */
  readonly accessToken?: string;
}

/** What a watcher of a chat is told; the shape that the playground's page knows. */
export interface Change {
  readonly userId: number;
  readonly type: 'message' | 'edited' | 'chat';
  readonly messageId?: number;
}

/** Free messages for so long after the person wrote (the project's reference on WhatsApp, part 5). */
export const WINDOW_MS = 24 * 3_600_000;

const MAX_MESSAGES = 500;
const MAX_FILES = 200;
const MAX_RECENT = 200;
const MAX_PENDING = 1000;

export function emptyState(payRoot: string): State {
  return {
    next: 1,
    chats: {},
    files: {},
    webhook: null,
    pending: [],
    recent: [],
    templates: approvedTemplates(payRoot),
  };
}

/** The emulated messenger's memory: chats, files, templates and what waits for the webhook. */
export class World {
  state: State;
  readonly accessToken: string;
  readonly phoneNumberId = '555000111222333';
  readonly businessAccountId = '444000111222333';
  readonly appSecret = 'sandbox-app-secret-not-real';
  readonly verifyToken = 'sandbox-verify-word';
  /** Invented, in a range that nobody has. */
  readonly displayNumber = '+7 999 000-00-00';
  readonly name = 'Tillbot';
  /** Where this server is mounted, for addresses of files. */
  root = '';
  private readonly watchers = new Set<(change: Change) => void>();
  private readonly wakers = new Set<() => void>();

  constructor(readonly options: FakeWhatsAppOptions) {
    this.accessToken = options.accessToken ?? 'SANDBOX-ACCESS-TOKEN';
    this.state = emptyState(options.payRoot ?? 'https://shop.example.com/pay/');
  }

  now(): number {
    return this.options.now?.() ?? Date.now();
  }

  chat(id: number | string): Chat | undefined {
    return Object.hasOwn(this.state.chats, String(id)) ? this.state.chats[String(id)] : undefined;
  }

  addPerson(person: Person): Chat {
    const known = this.chat(person.id);
    const fresh = { started: false, blocked: false, lastIn: null, entries: [] };
    const chat: Chat = { ...(known ?? fresh), person };
    this.state.chats[String(person.id)] = chat;
    this.changed({ userId: person.id, type: 'chat' });
    return chat;
  }

  isOpen({ lastIn }: Chat): boolean {
    return lastIn !== null && this.now() - lastIn < WINDOW_MS;
  }

  append(
    chat: Chat,
    content: Content,
    more: Pick<Entry, 'fromBusiness'> & Partial<Pick<Entry, 'replyTo' | 'opaque' | 'status'>>,
  ): Entry {
    const seq = this.state.next++;
    const entry: Entry = {
      replyTo: null,
      opaque: null,
      status: null,
      ...content,
      ...more,
      seq,
      wamid: `wamid.SANDBOX${String(seq).padStart(8, '0')}`,
      at: this.now(),
    };
    chat.entries.push(entry);
    chat.entries.splice(0, Math.max(0, chat.entries.length - MAX_MESSAGES));
    this.changed({ userId: chat.person.id, type: 'message', messageId: seq });
    return entry;
  }

  store(file: Omit<StoredFile, 'id'>): StoredFile {
    const id = String(700_000_000_000 + this.state.next++);
    const stored = { id, ...file };
    this.state.files[id] = stored;
    const ids = Object.keys(this.state.files);
    for (const old of ids.slice(0, Math.max(0, ids.length - MAX_FILES))) delete this.state.files[old];
    this.options.onChange?.();
    return stored;
  }

  /** Queues one change of a webhook. */
  push(value: Value): void {
    this.state.recent = [...this.state.recent, value].slice(-MAX_RECENT);
    this.enqueue(value);
  }

  /** Queues it, a known one again if need be. */
  enqueue(value: Value): void {
    this.state.pending = [...this.state.pending, value].slice(-MAX_PENDING);
    this.wake();
    this.options.onChange?.();
  }

  /** What every change begins with. */
  head(): Record<string, unknown> {
    const display_phone_number = this.displayNumber.replace(/\D/g, '');
    return {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number, phone_number_id: this.phoneNumberId },
    };
  }

  wake(): void {
    for (const waker of [...this.wakers]) waker();
  }

  /** Calls `waker` whenever something waits for the webhook; gives the way to stop. */
  onWake(waker: () => void): () => void {
    this.wakers.add(waker);
    return () => this.wakers.delete(waker);
  }

  watch(watcher: (change: Change) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  changed(change: Change): void {
    for (const watcher of [...this.watchers]) watcher(change);
    this.options.onChange?.();
  }
}
