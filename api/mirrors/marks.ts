import type { MirroredCustomer } from '../../domain/ports/mirror.ts';

/** Clocks of two machines may differ so much, milliseconds. */
const CLOCKS_DIFFER = 300_000;

/** What a deal there carries in its name, where the CRM has no field for other systems' numbers. */
export function markOf(dealId: number): string {
  return `Tillbot ${dealId}`;
}

/** The mark stands in a text, and is not the beginning of another's: `Tillbot 1` is not in `Tillbot 12`. */
export function isMarked(text: string, mark: string): boolean {
  const at = text.lastIndexOf(mark);
  return at >= 0 && !/^\d/.test(text.slice(at + mark.length));
}

/** Made before our deal was opened: the mark is of another database's deal with the same number. */
export function isOlder(madeAt: number, openedAt: number): boolean {
  return madeAt < openedAt - CLOCKS_DIFFER;
}

/** The last ten digits tell a number apart, however it is written. */
export function samePhone(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => text.replace(/\D/g, ''));
  return Boolean(a && b) && a!.length >= 7 && a!.slice(-10) === b!.slice(-10);
}

/** How somebody is called there who may have no name. */
export function nameOf({ name, phone, email }: MirroredCustomer): string {
  return name?.trim() || phone || email || '';
}
