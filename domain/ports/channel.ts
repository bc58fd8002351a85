import type { Meaning } from '../meaning.ts';
import type { Media } from '../media.ts';
import type { Money, MoneyJson } from '../money.ts';
import type { Failure, Outcome } from '../result.ts';
import type { BotReport } from './account.ts';
import type { Instant } from './clock.ts';
import type { Acknowledgement, CallOptions, ChatMoney, RawWebhook } from './payment-provider.ts';

/** A button under a message. `id` comes back as an `Incoming` of type `button`; a `url` opens. */
export type Button =
  | { readonly text: string; readonly id: string }
  | { readonly text: string; readonly url: string };

/**
 * What a channel should show. `text` is a small neutral markup: `<b>`, `<i>`, `<code>` and the
 * escapes `&lt; &gt; &amp;`; a tag never spans lines. The channel translates it, and splits or cuts
 * what is longer than it can carry without losing words.
 */
export interface Outgoing {
  readonly text: string;
  /** Rows of buttons. Ids are at most 64 bytes. */
  readonly buttons?: readonly (readonly Button[])[];
  /** A picture made by us (PNG bytes). */
  readonly photo?: { readonly bytes: Uint8Array; readonly name: string };
  /** A file made by us; goes before `photo`. `type` is a MIME type. */
  readonly document?: { readonly bytes: Uint8Array; readonly name: string; readonly type: string };
  /** Something that the channel stores already. */
  readonly media?: Media;
  /** Show a button that shares the person's own phone, with this label, and a second that skips. */
  readonly askContact?: { readonly label: string; readonly skip: string };
  /** Take away the keyboard that `askContact` showed. */
  readonly removeKeyboard?: boolean;
  readonly silent?: boolean;
  /** Also show the messenger's own invoice, its pay button before `buttons`. Only where `can.invoices`. */
  readonly invoice?: ChatInvoice;
  /** What it means, for messengers that let only approved words through when nobody has written for long. */
  readonly meaning?: Meaning;
  /** Those words and no others: the messenger has said already that it takes none of ours. */
  readonly approvedOnly?: boolean;
}

/** An invoice in the messenger's own form. The channel cuts the texts to its limits. */
export interface ChatInvoice {
  /** Our id of the payment: comes back when it is paid. */
  readonly payload: string;
  readonly title: string;
  /** What it is for, plain words. */
  readonly description: string;
  readonly amount: MoneyJson;
  /** Words on the pay button. */
  readonly button: string;
}

export interface Sent {
  /** The channel's id of the message; of the first part when it was split. */
  readonly ref: string;
}

export interface ChannelAbilities {
  /** It can change a message that was sent. */
  readonly edit: boolean;
  /** Longest text of one message, characters. */
  readonly maxText: number;
  readonly maxCaption: number;
  /** It can show buttons that open an address. */
  readonly links: boolean;
  /** It has invoices of its own: its payments are the provider of the same `id`. */
  readonly invoices?: boolean;
  /** Milliseconds that a message is tried for, where it is not the usual day. */
  readonly patience?: number;
}

/** Who wrote. `address` is where an answer goes. */
export interface Sender {
  readonly address: string;
  readonly userId: string;
  readonly name: string | null;
  /** As the messenger gives it: `ru`, `en-US`; null when it does not. */
  readonly language: string | null;
  /** Their own number (E.164), where the messenger vouches for it. */
  readonly phone?: string;
}

/** What came in, free of the channel's names. `key` is unique per update. */
export type Incoming = {
  readonly channel: string;
  readonly key: string;
  readonly from: Sender;
} & (
  | { readonly type: 'start'; readonly payload: string }
  | {
      readonly type: 'command';
      readonly name: string;
      readonly args: string;
      readonly replyTo: string | null;
    }
  | {
      readonly type: 'text';
      readonly text: string;
      readonly replyTo: string | null;
      readonly edited: boolean;
    }
  | { readonly type: 'media'; readonly media: Media; readonly text: string; readonly replyTo: string | null }
  /** `own`: it is the sender's own number, given by the messenger. */
  | { readonly type: 'contact'; readonly phone: string; readonly name: string | null; readonly own: boolean }
  | {
      readonly type: 'button';
      readonly id: string;
      readonly pressId: string;
      readonly messageRef: string | null;
    }
  /** The person blocked the bot, or let it in again. */
  | { readonly type: 'blocked' }
  | { readonly type: 'unblocked' }
  /** Something that we do not treat (a poll, a sticker pack); kept so that it is answered once. */
  | { readonly type: 'unsupported'; readonly what: string }
  /** Somebody is about to pay an invoice of the messenger's own: to be answered within seconds, or it fails. */
  | {
      readonly type: 'pre_checkout';
      readonly queryId: string;
      readonly payload: string;
      readonly amount: Money;
    }
  | { readonly type: 'paid' | 'refunded'; readonly money: ChatMoney }
);

/** Money and its questions, which are answered by the till and not by the conversation. */
type AboutMoney = Extract<Incoming, { type: 'pre_checkout' | 'paid' | 'refunded' }>;

/** What somebody says or does in a conversation. */
export type Talk = Exclude<Incoming, AboutMoney>;

/** What became of a message that was sent, as the messenger tells it afterwards. They may come in any order. */
export interface DeliveryStatus {
  /** The channel's id of the message, as `Sent` gave it for one of its parts. */
  readonly ref: string;
  /** What `SendOptions.id` was; null when the messenger does not repeat it. */
  readonly id: string | null;
  readonly state: 'sent' | 'delivered' | 'read' | 'failed';
  readonly at: Instant;
  /** Why, when it failed. */
  readonly failure: Failure | null;
  /** It failed because nobody has written for long: approved words would get through. */
  readonly wantsApproved: boolean;
}

export interface SendOptions extends CallOptions {
  /** Our own id of the message, for its statuses; at most 512 characters. */
  readonly id?: string;
}

export type ChannelReading =
  | {
      readonly ok: true;
      readonly incoming: readonly Incoming[];
      readonly statuses?: readonly DeliveryStatus[];
      readonly acknowledge: Acknowledgement;
    }
  | { readonly ok: false; readonly status: 400 | 401 | 403; readonly reason: string };

/** A command as the channel's own menu shows it. */
export interface MenuCommand {
  readonly name: string;
  readonly description: string;
}

/** One messenger. */
export interface Channel {
  readonly id: string;
  readonly can: ChannelAbilities;
  send(address: string, message: Outgoing, options?: SendOptions): Promise<Outcome<Sent>>;
  /** Present when `can.edit`. `not_found` or `refused` when it can't be changed any more: send anew. */
  edit?(address: string, ref: string, message: Outgoing, options?: CallOptions): Promise<Outcome<Sent>>;
  /** Ends the little clock on a pressed button; shows `text` if given. Best effort. */
  answerButton?(pressId: string, text: string | null): Promise<void>;
  /**
   * Present when `can.invoices`: lets a payment go on, or ends it with words for the payer. It is the first
   * and last word: a lost or late one fails the payment, and no money moves.
   */
  answerCheckout?(queryId: string, refusal: string | null): Promise<Outcome<null>>;
  /** The bytes of a file that somebody sent here. `invalid` for one larger than `limit` bytes. */
  download?(media: Media, limit: number): Promise<Outcome<Uint8Array>>;
  readWebhook(raw: RawWebhook): Promise<ChannelReading>;
  /**
   * Long polling, where the channel has it: calls `take` for each update, in order per address, and
   * confirms an update only after `take` resolved. Resolves when `signal` aborts.
   */
  poll?(take: (incoming: Incoming) => Promise<void>, signal: AbortSignal): Promise<void>;
  /** Tells the messenger where to send updates. */
  setWebhook?(url: string): Promise<Outcome<null>>;
  /** Shows commands in the messenger's menu: to everyone, or in one chat. */
  setMenu?(
    commands: readonly MenuCommand[],
    language: string | null,
    address: string | null,
  ): Promise<Outcome<null>>;
  /**
   * Proves the token by calls that change nothing, and tells where updates are sent.
   * @param webhookUrl where they should be; null where they are fetched.
   */
  check?(
    webhookUrl: string | null,
    addresses: readonly string[],
    options?: CallOptions,
  ): Promise<Outcome<BotReport>>;
  /** Link that opens a conversation with the bot and hands it `payload`. */
  link(payload: string): Promise<string>;
}
