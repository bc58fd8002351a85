/**
 * Practice registers refuse a receipt for this address where it comes along with money, as one does that is out of
 * order, and take it apart afterwards.
 */
const REFUSED = 'refused@example.com';

export function isRefusedAlong(email: string | null | undefined): boolean {
  return email === REFUSED;
}
