/** Milliseconds since the Unix epoch, UTC. */
export type Instant = number;

/** Time and randomness, passed in so that decisions stay repeatable. */
export interface Clock {
  now(): Instant;
  /** A new sortable unique id (UUID version 7). */
  newId(): string;
  /** 128 random bits as 22 characters of base64url: unguessable, safe in an address. */
  newToken(): string;
}
