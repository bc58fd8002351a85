/** Languages, currencies and zones of one shop are few; a stranger's own must not fill the memory. */
const MOST = 300;

const numbers = new Map<string, Intl.NumberFormat>();
const dates = new Map<string, Intl.DateTimeFormat>();

/** `new Intl.NumberFormat(…)`, made once: making one takes longer than a hundred sums. */
export function numberFormat(locale: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return kept(numbers, locale, options, () => new Intl.NumberFormat(locale, options));
}

/** `new Intl.DateTimeFormat(…)`, made once. @throws RangeError for a time zone that does not exist */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(dates, locale, options, () => new Intl.DateTimeFormat(locale, options));
}

function kept<T>(all: Map<string, T>, locale: string, options: object, make: () => T): T {
  const key = `${locale} ${JSON.stringify(options)}`;
  const before = all.get(key);
  if (before) return before;
  const made = make();
  if (all.size >= MOST) all.clear();
  all.set(key, made);
  return made;
}
