import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Deps } from '../context.ts';
import { jsonBody } from '../intake/body.ts';
import { type Door, type Lead, leadSchema, takeLead } from '../intake/lead.ts';
import { chatLinks } from '../intake/links.ts';
import { idempotencyKey } from '../intake/memory.ts';
import { isPerson } from '../intake/turnstile.ts';
import { apiKey } from '../middleware/api-key.ts';
import { peerOf } from '../middleware/peer.ts';
import { problem } from '../middleware/problem.ts';
import type { AppEnv } from '../middleware/request-id.ts';

/** Pages of these origins, and our own, may read what `/api/leads` answers; before anything that may refuse. */
export function leadCors({ config }: Pick<Deps, 'config'>) {
  return cors({
    origin: (origin) => (isAllowed(config, origin) ? origin : null),
    allowMethods: ['POST'],
    allowHeaders: ['Content-Type', 'Idempotency-Key'],
    exposeHeaders: ['Retry-After', 'X-Request-Id'],
    maxAge: 86_400,
  });
}

/**
 * `POST /api/leads`: a request of somebody, from a page of a listed origin or from a server with a key. 201 with the
 * links into the chats; a key of idempotency that was used for something else is 422.
 */
export function leadRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const keyed = apiKey(deps.config.apiKeys);
  app.post(
    '/api/leads',
    (c, next) => (c.req.header('authorization') === undefined ? next() : keyed(c, next)),
    async (c) => {
      const door: Door = c.req.header('authorization') === undefined ? 'page' : 'server';
      if (door === 'page' && !isAllowed(deps.config, c.req.header('origin') ?? ''))
        return problem(
          c,
          c.req.header('origin') ? 403 : 401,
          'Requests from here are not taken',
          'A page sends from an origin in LEAD_ORIGINS; a server sends Authorization: Bearer <one of API_KEYS>.',
        );
      const read = await jsonBody(c, leadSchema);
      if (!read.ok) return read.response;
      const lead = read.value;
      const refused = door === 'page' ? await suspicious(deps, c, lead) : null;
      return refused ?? take(deps, c, lead, door);
    },
  );
  return app;
}

async function take(deps: Deps, c: Context<AppEnv>, lead: Lead, door: Door): Promise<Response> {
  const key = idempotencyKey(c.req.header('idempotency-key'));
  if (key === undefined) return problem(c, 400, 'Idempotency-Key is 1 to 255 printable ASCII characters');
  const requestId = c.get('requestId');
  const { turnstile: _once, website: _bait, ...said } = lead;
  const taken = await takeLead(deps, said, { door, key, requestId });
  if (taken.was === 'other')
    return problem(c, 422, 'This Idempotency-Key was used for another request', 'Nothing was done.');
  deps.log.info({ requestId, door, repeat: taken.was === 'same' }, 'lead taken');
  return c.json(taken.answer, 201);
}

/** A program: told that all is well, so that it does not try anything cleverer. Or a check that was not passed. */
async function suspicious(deps: Deps, c: Context<AppEnv>, lead: Lead): Promise<Response | null> {
  const requestId = c.get('requestId');
  if (lead.website) {
    deps.log.info({ requestId }, 'lead of a program passed over');
    return c.json({ continue: await chatLinks(deps, null) }, 201);
  }
  const { turnstile, trustedProxies } = deps.config;
  if (!turnstile) return null;
  const asked = { token: lead.turnstile ?? '', peer: peerOf(c, trustedProxies) ?? 'unknown' };
  const person = asked.token ? await isPerson(turnstile, asked, deps.fetch) : false;
  if (person === false)
    return problem(c, 403, 'The check for people was not passed', 'Please try once more.');
  // Cloudflare is away: a customer's request is worth more than a program's is a burden.
  if (person === null) deps.log.warn({ requestId }, 'Turnstile does not answer; a lead was taken without it');
  return null;
}

function isAllowed({ leadOrigins, publicUrl }: Deps['config'], origin: string): boolean {
  if (!origin || !URL.canParse(origin)) return false;
  return leadOrigins.includes(origin) || new URL(publicUrl).origin === origin;
}
