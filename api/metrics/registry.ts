/** Names and values that tell the lines of one metric apart. Never a person, a chat, a token or an address. */
export type Labels = Readonly<Record<string, string>>;

export interface Counter {
  add(labels: Labels): void;
}

export interface Histogram {
  /** Takes one measurement, in the unit of its name (seconds). */
  note(labels: Labels, value: number): void;
}

/** Counters and histograms of one process, as Prometheus reads them. */
export interface Registry {
  counter(name: string, help: string): Counter;
  /** @param bounds upper bounds of its buckets, ascending. */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram;
  /** All of it in the text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). */
  text(): string;
}

/** A vendor's codes are endless: past so many lines of one metric, what is new counts as `other`. */
const MOST_SERIES = 200;

/**
 * Small and ours, because prom-client needs Node's own modules and the till also runs on Workers.
 * Nothing is kept but numbers; a restart begins at zero, which is what Prometheus expects of counters.
 */
export function createRegistry(): Registry {
  const metrics: { text(): string }[] = [];
  return {
    counter: (name, help) => {
      const series = createSeries(() => ({ value: 0 }));
      metrics.push({
        text: () =>
          described(
            name,
            help,
            'counter',
            series.map((key, { value }) => `${name}${key} ${value}`),
          ),
      });
      return {
        add: (labels) => {
          series.of(labels).value++;
        },
      };
    },
    histogram: (name, help, bounds) => {
      const series = createSeries(() => ({ buckets: bounds.map(() => 0), sum: 0, count: 0 }));
      metrics.push({
        text: () =>
          described(
            name,
            help,
            'histogram',
            series.map((key, kept) => lines(name, key, bounds, kept)),
          ),
      });
      return {
        note: (labels, value) => {
          const kept = series.of(labels);
          const at = bounds.findIndex((bound) => value <= bound);
          if (at >= 0) kept.buckets[at] = (kept.buckets[at] ?? 0) + 1;
          kept.sum += value;
          kept.count++;
        },
      };
    },
    text: () => metrics.map((metric) => metric.text()).join(''),
  };
}

function createSeries<T>(make: () => T) {
  const all = new Map<string, T>();
  return {
    of: (labels: Labels): T => {
      const wanted = keyOf(labels);
      const isFull = all.size >= MOST_SERIES && !all.has(wanted);
      const key = isFull
        ? keyOf(Object.fromEntries(Object.keys(labels).map((name) => [name, 'other'])))
        : wanted;
      const known = all.get(key) ?? make();
      all.set(key, known);
      return known;
    },
    map: <R>(how: (key: string, kept: T) => R): R[] =>
      [...all].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, kept]) => how(key, kept)),
  };
}

function keyOf(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${plain(value)}"`);
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}

/** Words only: whatever a vendor puts into a code, no name, number of a card or line break gets out by it. */
function plain(value: string): string {
  const word = value
    .toLowerCase()
    .replace(/[^a-z0-9_.-]+/g, '_')
    .slice(0, 40);
  // Long rows of digits are somebody's, not a code's.
  return /\d{7,}/.test(word) ? 'other' : word;
}

function lines(
  name: string,
  key: string,
  bounds: readonly number[],
  { buckets, sum, count }: { buckets: number[]; sum: number; count: number },
): string {
  const inside = key.slice(1, -1);
  const within = (le: string) => `{${inside ? `${inside},` : ''}le="${le}"}`;
  let below = 0;
  const all = bounds.map((bound, index) => {
    below += buckets[index] ?? 0;
    return `${name}_bucket${within(String(bound))} ${below}`;
  });
  return [
    ...all,
    `${name}_bucket${within('+Inf')} ${count}`,
    `${name}_sum${key} ${Number(sum.toFixed(6))}`,
    `${name}_count${key} ${count}`,
  ].join('\n');
}

/** Lines of one metric under what it means. Without a line it is left out. */
export function described(name: string, help: string, type: string, all: readonly string[]): string {
  return all.length > 0 ? `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${all.join('\n')}\n` : '';
}
