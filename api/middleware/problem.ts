import type { Context } from 'hono';

/** Errors of the API are RFC 9457 problem details. */
export function problem(
  c: Context,
  status: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503,
  title: string,
  detail?: string,
): Response {
  const body = JSON.stringify({ type: 'about:blank', title, status, ...(detail ? { detail } : {}) });
  return c.body(body, status, { 'content-type': 'application/problem+json' });
}
