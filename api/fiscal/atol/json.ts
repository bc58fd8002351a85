/** A JSON number as its text: `JSON.stringify` knows floats only, and a float is no sum of money. */
export class Decimal {
  /** @throws RangeError for what is no plain decimal */
  constructor(readonly text: string) {
    if (!/^-?\d+(\.\d+)?$/.test(text)) throw new RangeError('not a decimal');
  }
}

export type Json =
  | string
  | boolean
  | null
  | number
  | Decimal
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

/** JSON text (RFC 8259) with every `Decimal` digit by digit. Members that are undefined are left out. */
export function jsonText(value: Json): string {
  if (value instanceof Decimal) return value.text;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [`${JSON.stringify(name)}:${jsonText(member)}`],
  );
  return `{${members.join(',')}}`;
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
