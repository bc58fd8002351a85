import type { Context, Hono } from 'hono';
import type { Deps } from './context.ts';
import { peerOf } from './middleware/peer.ts';
import { rateLimit } from './middleware/rate-limit.ts';
import type { AppEnv } from './middleware/request-id.ts';
import { pageLocale } from './pages/locale.ts';

/** Ourselves: the playground, a proxy that was not announced. A bound by address would bind everybody. */
const LOOPBACK = /^(::1|127\.|::ffff:127\.)/;

/**
 * Bounds against floods, by address and by invoice. Vendors' webhooks come from few addresses in large numbers:
 * only refused ones count. Behind one address of a mobile network sit many people: the bounds are wide.
 */
export function limits(deps: Deps) {
  return (app: Hono<AppEnv>): void => {
    const { clock, config } = deps;
    const peer = (c: Context): string | null => {
      const address = peerOf(c, config.trustedProxies);
      return address === null || LOOPBACK.test(address) ? null : address;
    };
    const refused = (status: number) => status === 400 || status === 401 || status === 403;
    const page = (c: Context) => {
      const locale = pageLocale(c, deps.texts, config.locale);
      return c.text(deps.texts.plain(locale, 'page-too-many'), 429);
    };
    app.use('/webhooks/*', rateLimit({ clock, of: peer, burst: 200, perMinute: 100, counts: refused }));
    app.use('/api/*', rateLimit({ clock, of: peer, burst: 30, perMinute: 10, counts: refused }));
    app.use('/api/*', rateLimit({ clock, of: peer, burst: 600, perMinute: 1_200 }));
    // Each is a deal on somebody's phone; servers show their key, and a wrong one is bounded above.
    const visitor = (c: Context) =>
      c.req.method === 'POST' && !c.req.header('authorization') ? peer(c) : null;
    app.use('/api/leads', rateLimit({ clock, of: visitor, burst: 20, perMinute: 6 }));
    app.use('/pay/*', rateLimit({ clock, of: peer, burst: 300, perMinute: 300, page }));
    // Each may make a payment at a provider.
    const token = (c: Context) => c.req.param('token') ?? null;
    app.on(
      ['GET', 'POST'],
      '/pay/:token/:kind{[a-z_]+}',
      rateLimit({ clock, of: token, burst: 120, perMinute: 120, page }),
    );
  };
}
