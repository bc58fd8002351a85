/** Shapes of the emulated Bot API. All state is plain JSON, so that a snapshot is one `stringify`. */

export interface Entity {
  type: string;
  offset: number;
  length: number;
  url?: string;
  language?: string;
}

export interface InlineButton {
  text: string;
  url?: string;
  callback_data?: string;
  pay?: boolean;
  [other: string]: unknown;
}

export interface ReplyKey {
  text: string;
  request_contact?: boolean;
  [other: string]: unknown;
}

export interface ReplyKeyboard {
  rows: ReplyKey[][];
  oneTime: boolean;
  placeholder: string | null;
}

/** A person of the emulated messenger; the private chat has the same number. */
export interface Person {
  id: number;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
  phone: string;
}

/** A message as the Bot API shows it; only fields that it has are set. */
export interface WireMessage {
  message_id: number;
  date: number;
  edit_date?: number;
  from: Record<string, unknown>;
  chat: Record<string, unknown>;
  text?: string;
  entities?: Entity[];
  caption?: string;
  caption_entities?: Entity[];
  reply_markup?: { inline_keyboard: InlineButton[][] };
  reply_to_message?: Record<string, unknown>;
  [content: string]: unknown;
}

export interface Entry {
  message: WireMessage;
  fromBot: boolean;
  deleted: boolean;
  silent: boolean;
  /** It carried a keyboard of the input field, so it can't be edited (Bot API, updating messages). */
  fixed: boolean;
  invoice: Invoice | null;
}

export interface Chat {
  person: Person;
  started: boolean;
  blocked: boolean;
  keyboard: ReplyKeyboard | null;
  entries: Entry[];
}

export interface Invoice {
  title: string;
  description: string;
  payload: string;
  currency: string;
  total: number;
  paid: boolean;
  /** Seconds between two payments of a subscription; null: it is paid once. */
  period: number | null;
}

export interface Update {
  update_id: number;
  [kind: string]: unknown;
}

export interface StoredFile {
  id: string;
  unique: string;
  kind: string;
  path: string;
  name: string;
  mime: string;
  size: number;
  base64: string;
  /** For a file given by address. */
  url?: string;
}

export interface Webhook {
  url: string;
  secret: string | null;
  lastErrorDate?: number;
  lastErrorMessage?: string;
}

export interface Press {
  id: string;
  userId: number;
  answered: boolean;
  text: string | null;
  alert: boolean;
  url: string | null;
}

export interface Charge {
  id: string;
  userId: number;
  currency: string;
  amount: number;
  payload: string;
  date: number;
  refunded: boolean;
  /** The subscription that it pays for; null: none. */
  subscription: Subscription | null;
}

export interface Subscription {
  /** The first charge, by which it is known. */
  id: string;
  period: number;
  /** End of what is paid, Unix seconds. */
  until: number;
  canceled: boolean;
}

/** A movement of Stars in the order in which it happened (Bot API, StarTransaction). */
export interface StarMove {
  id: string;
  userId: number;
  amount: number;
  payload: string;
  date: number;
  out: boolean;
}

/** A pre-checkout query that waits for its answer. */
export interface Checkout {
  id: string;
  userId: number;
  /** Null while the bot has not answered. */
  ok: boolean | null;
  error: string | null;
}

export interface Command {
  command: string;
  description: string;
}

export interface State {
  nextMessage: number;
  nextUpdate: number;
  nextFile: number;
  chats: Record<string, Chat>;
  files: Record<string, StoredFile>;
  /** By scope and language: `default:`, `chat/5:ru`. */
  commands: Record<string, Command[]>;
  profile: Record<string, unknown>;
  webhook: Webhook | null;
  /** Kinds that the bot asked for; null: all. */
  allowed: string[] | null;
  pending: Update[];
  recent: Update[];
  presses: Record<string, Press>;
  checkouts: Record<string, Checkout>;
  links: Record<string, Invoice>;
  charges: Charge[];
  stars: StarMove[];
}

/** A refusal in the Bot API's own form. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    readonly description: string,
    readonly parameters?: { retry_after?: number },
  ) {
    super(description);
  }
}

export function badRequest(why: string): ApiError {
  return new ApiError(400, `Bad Request: ${why}`);
}
