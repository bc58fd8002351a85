import type { Context } from 'hono';
import type { z } from 'zod';
import { readBody } from '../middleware/body.ts';
import { problem } from '../middleware/problem.ts';

/** More than any request or order of ours holds, bytes. */
const LARGEST = 256 * 1024;

export type BodyRead<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly response: Response };

/**
 * Reads a JSON body by its schema. 413 over 256 KiB; 400 for what is no JSON or not as described, with the place and
 * what was expected there.
 */
export async function jsonBody<S extends z.ZodType>(c: Context, schema: S): Promise<BodyRead<z.output<S>>> {
  const bytes = await readBody(c.req.raw, LARGEST);
  if (!bytes) return refused(problem(c, 413, 'The body is over 256 KiB'));
  const json = parsed(bytes);
  if (json === undefined) return refused(problem(c, 400, 'The body is not JSON'));
  const read = schema.safeParse(json);
  if (read.success) return { ok: true, value: read.data };
  return refused(problem(c, 400, 'The body is not as expected', issuesOf(read.error)));
}

/** `items[0].price: decimal text like 1500.00`, at most five of them; never what was there. */
function issuesOf({ issues }: z.ZodError): string {
  return issues
    .slice(0, 5)
    .map(({ path, message }) => `${placeOf(path)}: ${message}`)
    .join('; ');
}

function placeOf(path: readonly PropertyKey[]): string {
  const place = path.map((each) => (typeof each === 'number' ? `[${each}]` : `.${String(each)}`)).join('');
  return place.replace(/^\./, '') || 'body';
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function refused(response: Response): { ok: false; response: Response } {
  return { ok: false, response };
}
