import type { Context } from 'hono';

/** Errors of the API are RFC 9457 problem details. */
export function problem(
  c: Context,
  status: 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503,
  title: string,
  detail?: string,
): Response {
  return c.body(bodyOf(status, title, detail), status, { 'content-type': 'application/problem+json' });
}

/** The same where there is no app yet to answer. */
export function problemJson(status: number, title: string, detail?: string): Response {
  const headers = { 'content-type': 'application/problem+json' };
  return new Response(bodyOf(status, title, detail), { status, headers });
}

function bodyOf(status: number, title: string, detail: string | undefined): string {
  return JSON.stringify({ type: 'about:blank', title, status, ...(detail ? { detail } : {}) });
}
