import { Hono } from 'hono';
import { evidenceKey } from '../../domain/decisions/make-evidence.ts';
import type { Message } from '../../domain/message.ts';
import type { Deps } from '../context.ts';
import { problem } from '../middleware/problem.ts';
import type { AppEnv } from '../middleware/request-id.ts';
import { isUnattended } from '../pages/preview-agents.ts';

/** 128 bits as base64url; anything else asks no database. */
const TOKEN = /^[\w-]{22}$/;
/** A dispute is over by then, and what the customer told us is not left lying about. */
const LIVES = 90 * 86_400_000;

const HEADERS = {
  'cache-control': 'no-store',
  // The page has a style sheet of its own and nothing else.
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
} as const;

type EvidenceDeps = Pick<Deps, 'store' | 'clock' | 'render'>;

/**
 * `GET /evidence/:token`: the evidence pack that was sent to a member of staff, for whoever has its
 * unguessable address. It ends after ninety days, and when that member leaves.
 */
export function evidenceRoutes(deps: EvidenceDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get('/evidence/:token', async (c) => {
    const token = c.req.param('token');
    // A preview of a messenger is nobody's reading.
    const asked = TOKEN.test(token) && !isUnattended(c.req.raw);
    const message = asked ? await deps.store.messageByKey(evidenceKey(token)) : null;
    const document = message && (await mayRead(deps, message)) ? (await deps.render(message)).document : null;
    if (!document) return problem(c, 404, 'There is nothing at this address');
    return c.body(new Uint8Array(document.bytes), 200, { ...HEADERS, 'content-type': document.type });
  });
  return app;
}

async function mayRead(deps: EvidenceDeps, message: Message): Promise<boolean> {
  if (deps.clock.now() - message.createdAt > LIVES) return false;
  const staff = await deps.store.staff();
  return staff.some(
    ({ active, channel, address }) => active && channel === message.channel && address === message.address,
  );
}
