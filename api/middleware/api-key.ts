import { createMiddleware } from 'hono/factory';
import { problem } from './problem.ts';

/** Servers show one of the keys in `API_KEYS` as `Authorization: Bearer <key>`; 401 without. */
export function apiKey(keys: readonly string[]) {
  return createMiddleware(async (c, next) => {
    const given = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    const fits = await Promise.all(keys.map((key) => sameSecret(key, given)));
    if (!fits.some(Boolean))
      return problem(c, 401, 'An API key is needed', 'Send Authorization: Bearer <one of API_KEYS>.');
    await next();
  });
}

/** Compares by digests of one length, so that the time taken says nothing about the secret. */
async function sameSecret(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([digest(a), digest(b)]);
  let difference = 0;
  for (let index = 0; index < left.length; index++) difference |= (left[index] ?? 0) ^ (right[index] ?? 0);
  return difference === 0;
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}
