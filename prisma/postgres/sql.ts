import { fieldsOf, snake, type Table } from '../mapping.ts';

/** Column names of a table in their fixed order, quoted. */
export function columnsOf<T>(of: Table<T>, only: (field: string) => boolean = () => true): string[] {
  return fieldsOf(of)
    .filter(only)
    .map((field) => `"${snake(field)}"`);
}

/** Builds a row as JSON. Sums go as text: JSON numbers are exact only up to 2^53. */
function rowJson<T>(of: Table<T>, alias: string): string {
  const pairs = fieldsOf(of).map((field) => {
    const column = snake(field);
    const cast = of.columns[field] === 'sum' ? '::text' : '';
    return `'${column}', ${alias}."${column}"${cast}`;
  });
  return `json_build_object(${pairs.join(', ')})`;
}

/** One row as JSON, or null. `where` sees the table as `t`. */
export function oneJson<T>(of: Table<T>, where: string): string {
  return `(SELECT ${rowJson(of, 't')} FROM ${of.name} t WHERE ${where})`;
}

/** Rows as a JSON array, empty when there are none. `where` and `order` see the table as `t`. */
export function manyJson<T>(of: Table<T>, where: string, order: string): string {
  return `(SELECT coalesce(json_agg(${rowJson(of, 't')} ORDER BY ${order}), '[]') FROM ${of.name} t WHERE ${where})`;
}
