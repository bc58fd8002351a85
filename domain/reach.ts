/**
 * A phone as E.164 (ITU-T): `+79000000001`. Russian ways of writing are understood: `8 900 …`, `900 …`.
 * Null for what is no phone number.
 */
export function phoneNumber(text: string): string | null {
  const given = text.replace(/[\s().‑–-]/g, '');
  if (!/^\+?\d{7,15}$/.test(given)) return null;
  const digits = given.replace('+', '');
  if (given.startsWith('+')) return given;
  if (/^8\d{10}$/.test(digits)) return `+7${digits.slice(1)}`;
  return /^9\d{9}$/.test(digits) ? `+7${digits}` : `+${digits}`;
}

/** The ways in which a phone (E.164) may have been kept: as it is, and as people and messengers write it. */
export function phoneSpellings(phone: string): string[] {
  const digits = phone.replace('+', '');
  return [phone, digits, ...(/^7\d{10}$/.test(digits) ? [`8${digits.slice(1)}`, digits.slice(1)] : [])];
}

/** Longest address of mail (RFC 5321, 4.5.3.1: 64 and 255, of which registers take 64 in all). */
const LONGEST = 64;

/** An address of mail, as registers take it; null for what is none. */
export function emailAddress(text: string): string | null {
  const given = text.trim();
  return given.length <= LONGEST && /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z\d-]+(\.[a-z\d-]+)+$/i.test(given)
    ? given
    : null;
}

/** Where a receipt may go, out of what a person typed: an e-mail address or a phone (E.164). */
export function readReceiptTo(text: string): string | null {
  return text.includes('@') ? emailAddress(text) : phoneNumber(text);
}
