import type { Failure } from '../../../domain/result.ts';

/** Nobody can be called: a bank tells of transfers by its statements only. What the till may know is this. */
export const NEVER_MADE: Failure = {
  ok: false,
  category: 'not_found',
  retryable: false,
  code: 'never_made',
  message: 'no transfer was opened under this key',
};

/** Only roubles move by a Russian payment order. */
export const ROUBLES_ONLY: Failure = {
  ok: false,
  category: 'invalid',
  retryable: false,
  code: 'roubles_only',
  message: 'a transfer is made in roubles',
};

/** More was asked back than came. */
export const TOO_MUCH: Failure = {
  ok: false,
  category: 'refused',
  retryable: false,
  code: 'too_much',
  message: 'more is to be returned than was paid',
};
