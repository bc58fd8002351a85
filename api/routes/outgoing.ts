import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { z } from 'zod';
import { OUTGOING_CHANNEL } from '../../domain/outgoing-event.ts';
import type { Deps } from '../context.ts';
import { apiKey } from '../middleware/api-key.ts';
import { problem } from '../middleware/problem.ts';
import type { AppEnv } from '../middleware/request-id.ts';
import { replay, type Told, toldOf } from '../outgoing/replay.ts';

export const replaySchema = z.object({
  all: z
    .boolean()
    .default(false)
    .describe('Also what was taken already; without it only what was given up after three days'),
});

/**
 * What other systems were told of a deal: `GET /api/deals/:id/webhooks` is the log, `POST …/webhooks/replay` tells it
 * once more under the same ids.
 */
export function outgoingRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const keyed = apiKey(deps.config.apiKeys);
  const WHERE = '/api/deals/:id{[0-9]{1,9}}/webhooks';
  app.get(WHERE, keyed, async (c) => {
    const id = Number(c.req.param('id'));
    if (!(await deps.store.caseByDeal(id))) return problem(c, 404, `There is no deal ${id}`);
    return c.json({ webhooks: (await toldOf(deps, id)).map(toldJson) });
  });
  app.post(
    `${WHERE}/replay`,
    keyed,
    zValidator('json', replaySchema, (read, c) =>
      read.success ? undefined : problem(c, 400, 'The body is not as expected', 'For example: {"all":false}'),
    ),
    async (c) => {
      const id = Number(c.req.param('id'));
      if (!(await deps.store.caseByDeal(id))) return problem(c, 404, `There is no deal ${id}`);
      const which = c.req.valid('json').all ? 'all' : 'parked';
      return c.json({ replayed: await replay(deps, id, which, c.get('requestId')) });
    },
  );
  return app;
}

function toldJson({ message, sentAt }: Told) {
  const { data, channel, address, state, attempts, lastError, createdAt, notBefore } = message;
  return {
    id: data.id,
    type: data.type,
    system: channel,
    url: channel === OUTGOING_CHANNEL ? (address.split('#')[0] ?? '') : null,
    state: state === 'leased' ? ('pending' as const) : state,
    attempts,
    error: lastError,
    createdAt: new Date(createdAt).toISOString(),
    sentAt: sentAt === null ? null : new Date(sentAt).toISOString(),
    nextAt: state === 'pending' ? new Date(notBefore).toISOString() : null,
  };
}
