/** One line of the table. */
export interface Figure {
  readonly what: string;
  /** Of the till, and of the raw limit beside it, in `unit`. */
  readonly ours: number;
  readonly raw?: number;
  readonly unit: string;
  /** Ours over raw, as the median of the rounds' own ratios. */
  readonly ratio?: number;
  readonly goal?: string;
  readonly met?: boolean;
}

/** A case's own process gives it to `scripts/bench.mjs` as the last line of its output. */
export function report(figures: readonly Figure[]): void {
  console.log(JSON.stringify({ figures }));
}

/** For a wish like `>= 0.5` or `<= 20 ms`: the words, and whether `value` fulfils it. */
export function goal(
  value: number,
  sign: '>=' | '<=',
  wanted: number,
  unit = '',
): Pick<Figure, 'goal' | 'met'> {
  const met = sign === '>=' ? value >= wanted : value <= wanted;
  return { goal: `${sign} ${wanted}${unit && ` ${unit}`}`, met };
}

export function median(all: readonly number[]): number {
  const sorted = all.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** Median of what each round found of two that it measured one after the other. */
export function ratioOf(ours: readonly number[], raw: readonly number[]): number {
  return median(ours.map((value, round) => value / (raw[round] ?? 0)));
}

/** The value below which `share` of all lie: 0.99 for p99. */
export function percentile(all: readonly number[], share: number): number {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** How many rounds a median is of. */
export const ROUNDS = 5;

/** `BENCH=full`: the numbers of the goals; else smaller ones that take minutes in all. */
export const FULL = process.env.BENCH === 'full';
