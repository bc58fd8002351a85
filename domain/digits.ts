/** A number as it was written, with its separators understood: `whole` and `fraction` are plain digits. */
export interface Digits {
  readonly whole: string;
  readonly fraction: string;
}

/**
 * Understands the separators of a number that a person wrote. Null where it can be read two ways that are
 * a thousand apart, or in no way at all.
 *
 * - Spaces and apostrophes group thousands: `15 000`, `15'000`, in groups of exactly three.
 * - Of point and comma together the last is the decimal one: `15.000,50`, `15,000.50`.
 * - One of them alone and more than once groups: `1.234.567`.
 * - One alone, once, with exactly three digits behind it is what `lone` says: after a first part of one to
 *   three digits that is no zero, `15,000` is fifteen thousand (`group`), or refused (`refuse`).
 *   `0,125` and `1500,125` can only be decimals.
 */
export function readDigits(text: string, lone: 'group' | 'refuse'): Digits | null {
  if (/^\d+$/.test(text)) return { whole: text, fraction: '' };
  return grouped(text, /[ ']/) ?? marked(text, lone);
}

/** `15 000` and `15 000,50`: a first group of one to three digits, then threes, all parted alike. */
function grouped(text: string, separator: RegExp): Digits | null {
  const mark = separator.exec(text)?.[0];
  if (mark === undefined) return null;
  const [whole = '', fraction = '', ...more] = text.split(/[.,]/);
  if (more.length > 0 || (fraction === '' && /[.,]/.test(text)) || !/^\d*$/.test(fraction)) return null;
  return isGrouped(whole.split(mark)) ? { whole: whole.replaceAll(mark, ''), fraction } : null;
}

/** Numbers whose only separators are points and commas. */
function marked(text: string, lone: 'group' | 'refuse'): Digits | null {
  const marks = text.match(/[.,]/g) ?? [];
  const parts = text.split(/[.,]/);
  if (!parts.every((part) => /^\d+$/.test(part))) return null;
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (marks.length === 1) {
    const open = last.length === 3 && /^[1-9]\d{0,2}$/.test(first);
    if (!open) return { whole: first, fraction: last };
    return lone === 'group' ? { whole: first + last, fraction: '' } : null;
  }
  const alike = marks.every((mark) => mark === marks[0]);
  if (alike) return isGrouped(parts) ? { whole: parts.join(''), fraction: '' } : null;
  const before = marks.slice(0, -1);
  const tidy = before.every((mark) => mark === marks[0]) && marks.at(-1) !== marks[0];
  return tidy && isGrouped(parts.slice(0, -1))
    ? { whole: parts.slice(0, -1).join(''), fraction: last }
    : null;
}

function isGrouped(groups: readonly string[]): boolean {
  const [first = '', ...rest] = groups;
  return /^\d{1,3}$/.test(first) && rest.length > 0 && rest.every((group) => /^\d{3}$/.test(group));
}
