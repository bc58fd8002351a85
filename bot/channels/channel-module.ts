import type { Hono } from 'hono';
import type { Channel } from '../../domain/ports/channel.ts';

/** Environment variables as the process has them. */
export type Env = Readonly<Record<string, string | undefined>>;

export interface ChannelOptions {
  /** How the world reaches this installation; decides between polling and webhook. */
  readonly publicUrl: string;
  /** Longest wait for one answer of the messenger, milliseconds. */
  readonly timeoutMs?: number;
  /** Replaces the platform's fetch, so that the sandbox can answer without a network. */
  readonly fetch?: typeof fetch;
  /** False: leave the sending pace to the caller (Workers, the sandbox). */
  readonly pace?: boolean;
  /** Told of trouble that no call reports, for the log. Details hold no secrets. */
  readonly report?: (event: string, detail: Readonly<Record<string, unknown>>) => void;
}

export interface OpenChannel {
  readonly channel: Channel;
  /** How updates come in: `channel.poll` is to be run, or `channel.setWebhook` called once at start. */
  readonly updates: 'polling' | 'webhook';
}

/** An emulated messenger: its API as a Hono app, and `/control` under it to act as people. */
export interface ChannelFake {
  readonly app: Hono;
  /** Settings with which `open` talks to this fake when it is mounted at `root`. */
  env(root: string): Env;
  /** The whole state as JSON text, for a process that wants to keep it. */
  snapshot(): string;
  /** Throws on text that no `snapshot` gave. */
  restore(json: string): void;
  /** Ends open long polls, streams and webhook deliveries. */
  close(): void;
}

export interface ChannelFakeOptions {
  /** Used for webhook deliveries. */
  readonly fetch?: typeof fetch;
  /** Called after every change of the state; keep it short. */
  readonly onChange?: () => void;
  /** What comes before the name of a link to an invoice, where the messenger has its own. */
  readonly invoiceRoot?: string;
  /** How people reach the till's pages; for links in messages that the messenger makes itself. */
  readonly publicRoot?: string;
  /** Where the till itself is reached: its webhooks are called there, whatever address it set. */
  readonly root?: string;
}

/** One messenger, as the list beside this file holds it. */
export interface ChannelModule {
  readonly id: string;
  /** Null when its variables are not set. Throws ZodError, issues under the variables' names. */
  open(env: Env, options: ChannelOptions): OpenChannel | null;
  fake?(options?: ChannelFakeOptions): ChannelFake;
}
