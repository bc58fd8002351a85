/** Chance that can be repeated: the same seed gives the same numbers. */
export interface Chance {
  /** From 0 up to, and not including, 1. */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  pick<T>(all: readonly T[]): T;
  /** True so often out of a hundred times. */
  percent(share: number): boolean;
}

/** Mulberry32: 32 bits of state, good enough to choose what happens next. */
export function seeded(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    pick: (all) => {
      const picked = all[between(0, all.length - 1)];
      if (picked === undefined) throw new RangeError('nothing to pick from');
      return picked;
    },
    percent: (share) => next() * 100 < share,
  };
}

/**
 * How much is tried: little beside every `npm test`, the numbers of the recipes in CI (`FAULTS=ci`), and
 * those of a release (`FAULTS=full`).
 */
export function amount(little: number, ci: number, full: number): number {
  if (process.env.FAULTS === 'full') return full;
  return process.env.FAULTS === 'ci' ? ci : little;
}
