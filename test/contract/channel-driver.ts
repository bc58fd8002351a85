import type { Media } from '../../domain/message.ts';
import type { Channel } from '../../domain/ports/channel.ts';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';
import type { Failure, Outcome } from '../../domain/result.ts';

/** A message as the person sees it. */
export interface Shown {
  readonly ref: string;
  /** Words without styles. */
  readonly text: string;
  /** Pieces of the text that are bold. */
  readonly bold: readonly string[];
  /** Rows of buttons: what each says and sends or opens. */
  readonly buttons: readonly (readonly { text: string; id?: string; url?: string }[])[];
  readonly media: Media['type'] | null;
  readonly edited: boolean;
}

export type ChannelFault =
  | { readonly kind: 'rate_limit'; readonly seconds: number }
  | { readonly kind: 'error'; readonly status: number }
  | { readonly kind: 'hang' }
  | { readonly kind: 'lost_answer' };

/** What the suite needs of a channel's fake: a person, and what befalls the person's messages. */
export interface ChannelDriver {
  readonly channel: Channel;
  /** Where the person is reached; the conversation has been opened. */
  readonly address: string;
  /** Texts that must never show in a failure. */
  readonly secrets: readonly string[];
  /** What the bot has written that is still there, in order. */
  shown(): Promise<readonly Shown[]>;
  start(payload: string): Promise<void>;
  write(text: string): Promise<void>;
  press(ref: string, id: string): Promise<void>;
  /** The person's own number; gives it back. */
  shareContact(): Promise<string>;
  sendPhoto(bytes: Uint8Array, caption: string): Promise<void>;
  block(): Promise<void>;
  /** Makes the next `times` sends go wrong. */
  fail(fault: ChannelFault, times: number): Promise<void>;
  /** The last update as the messenger posts it to the webhook. */
  webhook(): Promise<RawWebhook>;
  /** Any body, signed as the messenger signs. */
  signed(body: Uint8Array): Promise<RawWebhook>;
  /** The same request with a signature that is not the messenger's. */
  forged(raw: RawWebhook): RawWebhook;
  close(): Promise<void>;
}

/** One white pixel. */
export const PNG = Uint8Array.from(
  atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII='),
  (character) => character.charCodeAt(0),
);

export function sentOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.category} ${outcome.code}: ${outcome.message}`);
  return outcome.value;
}

export function failureOf(outcome: Outcome<unknown>): Failure {
  if (outcome.ok) throw new Error('it succeeded');
  return outcome;
}
