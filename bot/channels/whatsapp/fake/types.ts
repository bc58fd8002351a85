/** Somebody with a phone, by the digits of the number. */
export interface Person {
  readonly id: number;
  readonly first_name: string;
  readonly last_name?: string;
  readonly language_code?: string;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly mime: string;
  readonly size: number;
  readonly base64: string;
}

export interface Choice {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
}

/** What a message looks like on a phone. */
export interface Content {
  /** With WhatsApp's marks. */
  readonly text: string;
  readonly file?: { readonly kind: string; readonly id: string; readonly name: string };
  readonly replies?: readonly Choice[];
  readonly list?: { readonly button: string; readonly rows: readonly Choice[] };
  readonly link?: { readonly text: string; readonly url: string };
  readonly contact?: { readonly phone: string; readonly name: string };
  /** Name of the template that it came as. */
  readonly template?: string;
}

export interface Entry extends Content {
  /** Number on the phone, counted up. */
  readonly seq: number;
  readonly wamid: string;
  readonly fromBusiness: boolean;
  readonly at: number;
  readonly replyTo: string | null;
  /** `biz_opaque_callback_data`. */
  readonly opaque: string | null;
  status: 'sent' | 'delivered' | 'read' | 'failed' | null;
}

export interface Chat {
  readonly person: Person;
  started: boolean;
  blocked: boolean;
  /** When the person wrote last: free messages for 24 hours from then. */
  lastIn: number | null;
  readonly entries: Entry[];
}

export interface Template {
  readonly name: string;
  readonly language: string;
  status: string;
  /** With `{{1}}`, `{{2}}`. */
  readonly body: string;
  readonly button?: { readonly text: string; readonly url: string };
}

/** One change of a webhook, as `entry[].changes[].value` has it. */
export type Value = Readonly<Record<string, unknown>>;

export interface State {
  next: number;
  chats: Record<string, Chat>;
  files: Record<string, StoredFile>;
  webhook: { url: string; verifyToken: string } | null;
  pending: Value[];
  recent: Value[];
  templates: Template[];
}

/** An error of the Graph API. */
export class GraphError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly status = 400,
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }
}
