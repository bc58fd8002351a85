import { Hono } from 'hono';
import type { Deps } from '../context.ts';
import { importPeople } from '../import/take.ts';
import { apiKey } from '../middleware/api-key.ts';
import { readBody } from '../middleware/body.ts';
import { problem } from '../middleware/problem.ts';
import type { AppEnv } from '../middleware/request-id.ts';
import { LARGEST } from '../statements/text.ts';

/**
 * `POST /api/import`: people and deals out of a CSV as the raw body; with `?dry=1` only what would come of it. The
 * same file again changes nothing.
 */
export function importRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.post('/api/import', apiKey(deps.config.apiKeys), async (c) => {
    const bytes = await readBody(c.req.raw, LARGEST);
    if (!bytes) return problem(c, 413, 'The file is over 10 MiB');
    const dry = /^(1|true|yes)$/.test(c.req.query('dry') ?? '');
    const requestId = c.get('requestId');
    const imported = await importPeople(deps, bytes, { dry, requestId });
    if (!imported.ok) return problem(c, 422, 'The file was not taken', imported.why);
    const { rows, contacts, deals, refused } = imported.report;
    deps.log.info({ requestId, dry, rows, contacts, deals, refused }, 'file of people read');
    return c.json(imported.report);
  });
  return app;
}
