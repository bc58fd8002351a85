import { StripeProblem } from './state.ts';

/** A form body of Stripe: `line_items[0][price_data][currency]=usd`. */
export class Form {
  private readonly left: Set<string>;

  constructor(private readonly fields: URLSearchParams) {
    this.left = new Set(fields.keys());
  }

  /** @throws StripeProblem when a required field is missing. */
  text(name: string): string {
    const value = this.maybe(name);
    if (value) return value;
    const words = { code: 'parameter_missing', param: name };
    throw new StripeProblem(400, `Missing required param: ${name}.`, words);
  }

  maybe(name: string): string | null {
    this.left.delete(name);
    return this.fields.get(name);
  }

  /** @throws StripeProblem for what is no whole number of 1 or more. */
  integer(name: string): number {
    const value = this.text(name);
    if (/^[1-9]\d{0,14}$/.test(value)) return Number(value);
    if (!/^-?\d+$/.test(value)) {
      throw new StripeProblem(400, `Invalid integer: ${value}`, {
        code: 'parameter_invalid_integer',
        param: name,
      });
    }
    const message = 'This value must be greater than or equal to 1.';
    throw new StripeProblem(400, message, { code: 'parameter_invalid_integer', param: name });
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T | null {
    const value = this.maybe(name);
    if (value === null) return null;
    if ((values as readonly string[]).includes(value)) return value as T;
    const message = `Invalid ${name}: must be one of ${values.join(', ')}`;
    throw new StripeProblem(400, message, { param: name });
  }

  /** Keys of at most 40 characters, values of at most 500, 50 of them. */
  metadata(name: string): Record<string, string> {
    const found: Record<string, string> = {};
    for (const [key, value] of this.fields) {
      const inner = key.startsWith(`${name}[`) && key.endsWith(']') ? key.slice(name.length + 1, -1) : null;
      if (!inner) continue;
      this.left.delete(key);
      if (inner.length > 40 || value.length > 500) {
        throw new StripeProblem(400, 'Metadata values can have up to 500 characters.', { param: key });
      }
      found[inner] = value;
    }
    if (Object.keys(found).length > 50) throw new StripeProblem(400, 'At most 50 keys.', { param: name });
    return found;
  }

  list(name: string): string[] {
    const found: string[] = [];
    for (const [key, value] of this.fields) {
      if (!key.startsWith(`${name}[`)) continue;
      this.left.delete(key);
      found.push(value);
    }
    return found;
  }

  /** @throws StripeProblem for a field that nobody asked for: Stripe knows no others. */
  done(): void {
    const [unknown] = this.left;
    if (unknown === undefined) return;
    const words = { code: 'parameter_unknown', param: unknown };
    throw new StripeProblem(400, `Received unknown parameter: ${unknown}`, words);
  }
}
