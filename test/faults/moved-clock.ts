import { systemClock } from '../../api/clock.ts';
import type { Clock } from '../../domain/ports/clock.ts';
import { NOON } from '../support/world.ts';

/** Time that moves only when the test says so. Several tills may live in it. */
export interface MovedClock extends Clock {
  pass(ms: number): void;
}

export function movedClock(from = NOON): MovedClock {
  let now = from;
  return {
    now: () => now,
    pass: (ms) => {
      now += ms;
    },
    newId: systemClock.newId,
    newToken: systemClock.newToken,
  };
}
