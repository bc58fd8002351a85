import type { Instant } from './ports/clock.ts';

/** A company, as bank statements and documents name it. */
export interface Company {
  readonly name: string;
  /** Ten or twelve digits. */
  readonly inn: string;
  readonly kpp: string | null;
}

/** A customer. One person may be reached in several channels, each an identity. */
export interface Contact {
  readonly id: string;
  readonly name: string | null;
  /** As given by the person or shared by the messenger; `phoneVerified` only for the latter. */
  readonly phone: string | null;
  readonly phoneVerified: boolean;
  /** Where receipts and documents may go. */
  readonly email: string | null;
  /** The company that the person buys for; null: for themselves. */
  readonly company: Company | null;
  /** BCP 47, one of the languages that have a text file. */
  readonly locale: string;
  /** IANA zone that quiet hours are kept in. */
  readonly timeZone: string;
  /** The person said "stop": no reminders, money messages only. */
  readonly remindersOff: boolean;
  /** Where to write to: the identity that wrote last. */
  readonly channel: string;
  readonly address: string;
  /** Why the channel does not deliver any more (`blocked`), or null while it does. */
  readonly unreachable: string | null;
  readonly createdAt: Instant;
  /** Version that was loaded; 0 for a new one. */
  readonly version: number;
}

/** Where the bot is in a conversation; kept in the database so that a restart changes nothing. */
export interface Dialogue {
  readonly channel: string;
  readonly address: string;
  /** Name of the dialogue and of its step: `lead` and `name`. Null name: nothing is being asked. */
  readonly name: string | null;
  readonly step: string;
  /** Answers so far, plain JSON. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly updatedAt: Instant;
  readonly version: number;
}
