/** A JSON Schema as `z.toJSONSchema` makes it, as far as the page reads it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: Schema;
}

/** One line of the page about a body. */
export interface Field {
  /** `items[].price`. */
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly says: string;
}

/** All fields of a body, those inside others after them. */
export function fieldsOf(schema: Schema, before = ''): Field[] {
  const { properties, items } = inside(schema);
  if (items) return fieldsOf(items, `${before}[]`);
  return Object.entries(properties ?? {}).flatMap(([key, field]) => {
    const name = before ? `${before}.${key}` : key;
    const required = schema.required?.includes(key) ?? false;
    return [{ name, type: typeOf(field), required, says: saysOf(field) }, ...fieldsOf(field, name)];
  });
}

/** What is there when it is there. */
function inside(schema: Schema): Schema {
  return schema.anyOf?.find(({ type }) => type !== 'null') ?? schema;
}

function typeOf(schema: Schema): string {
  if (schema.anyOf) return [...new Set(schema.anyOf.map(typeOf))].join(' or ');
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  if (schema.additionalProperties) return `map of ${typeOf(schema.additionalProperties)}`;
  const types = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  const words = types.length > 0 ? types.join(' or ') : 'anything';
  return schema.format ? `${words} (${schema.format})` : words;
}

function saysOf({ description, enum: values, default: usual }: Schema): string {
  const choice = values ? `One of: ${values.join(', ')}` : '';
  const given = usual === undefined ? '' : `When not given: ${JSON.stringify(usual)}`;
  return [description ?? '', choice, given].filter(Boolean).join('. ');
}
