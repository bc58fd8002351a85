/** Reads `2`, `0,5`, `1.25` as thousandths; null for anything else, zero or over a million. */
export function readQuantity(text: string): bigint | null {
  const match = /^(\d{1,7})(?:[.,](\d{1,3}))?\s*(?:шт\.?|pcs?|x|х|ч\.?|h|кг|kg)?$/i.exec(text.trim());
  if (!match) return null;
  const value = BigInt(match[1] ?? '0') * 1000n + BigInt((match[2] ?? '').padEnd(3, '0'));
  return value > 0n && value <= 1_000_000_000n ? value : null;
}
