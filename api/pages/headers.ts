import { createMiddleware } from 'hono/factory';

export interface PageHeaders {
  /** Who may show the page in a frame: nobody, or (for the playground's phones) our own pages. */
  readonly frameAncestors?: "'none'" | "'self'";
  /** Where forms may lead beside ourselves, as CSP sources. */
  readonly formAction?: readonly string[];
  /** What frames the page may hold. */
  readonly frames?: "'self'";
}

/**
 * Headers of every page: only our own files run, nothing is cached, indexed or told to the next site.
 * Source: CSP Level 3 (W3C); `X-Frame-Options` repeats `frame-ancestors` for old browsers.
 */
export function pageHeaders(options: PageHeaders = {}) {
  const { frameAncestors = "'none'", formAction = [], frames } = options;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "media-src 'self' data: blob:",
    "connect-src 'self'",
    ...(frames ? [`frame-src ${frames}`] : []),
    `form-action ${["'self'", ...formAction].join(' ')}`,
    "base-uri 'none'",
    `frame-ancestors ${frameAncestors}`,
  ].join('; ');
  return createMiddleware(async (c, next) => {
    await next();
    c.header('content-security-policy', policy);
    c.header('x-frame-options', frameAncestors === "'self'" ? 'SAMEORIGIN' : 'DENY');
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'no-referrer');
    c.header('x-robots-tag', 'noindex, nofollow');
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
  });
}
