import type { PickedItem, ReturnableItem } from '../../domain/returnable.ts';
import { readQuantity } from './quantity.ts';

/** All of a line, or none of it when there is some already. */
export function toggle(picked: readonly PickedItem[], item: ReturnableItem): PickedItem[] {
  const has = picked.some(({ line }) => line === item.line);
  return put(picked, item, has ? 0n : item.quantity);
}

/** One more of a line, or one less; never more than there is. */
export function step(picked: readonly PickedItem[], item: ReturnableItem, by: bigint): PickedItem[] {
  const now = picked.find(({ line }) => line === item.line)?.quantity ?? 0n;
  return put(picked, item, now + by);
}

/** Reads `2 1,5`: of the second line one and a half, or `2`: all of it. Null for anything else. */
export function readPick(
  text: string,
  left: readonly ReturnableItem[],
  picked: readonly PickedItem[],
): PickedItem[] | null {
  const match = /^(\d{1,3})(?:\s*[\s:×x*хX]\s*(\S.*))?$/.exec(text.trim());
  const item = left.find(({ line }) => String(line + 1) === match?.[1]);
  if (!match || !item) return null;
  const quantity = match[2] === undefined ? item.quantity : readQuantity(match[2]);
  return quantity === null || quantity > item.quantity ? null : put(picked, item, quantity);
}

function put(picked: readonly PickedItem[], item: ReturnableItem, wanted: bigint): PickedItem[] {
  const most = wanted > item.quantity ? item.quantity : wanted;
  const others = picked.filter(({ line }) => line !== item.line);
  const all = most > 0n ? [...others, { line: item.line, quantity: most }] : others;
  return all.sort((a, b) => a.line - b.line);
}
