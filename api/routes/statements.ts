import { Hono } from 'hono';
import type { Deps } from '../context.ts';
import { apiKey } from '../middleware/api-key.ts';
import { readBody } from '../middleware/body.ts';
import { problem } from '../middleware/problem.ts';
import type { AppEnv } from '../middleware/request-id.ts';
import { importAndTell, problemText } from '../statements/announce.ts';
import { LARGEST } from '../statements/text.ts';

type StatementDeps = Pick<Deps, 'store' | 'clock' | 'settings' | 'log' | 'config' | 'texts'>;

/**
 * `POST /api/statements`: a bank statement as the raw body, in the text form of 1C or as CSV. Answers what came of
 * it; 422 with the line and what was expected for a file that cannot be taken. The same file again changes nothing.
 */
export function statementRoutes(deps: StatementDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.post('/api/statements', apiKey(deps.config.apiKeys), async (c) => {
    const bytes = await readBody(c.req.raw, LARGEST);
    if (!bytes) return problem(c, 413, 'The statement is over 10 MiB');
    const answer = await importAndTell(deps, bytes, { type: 'api', id: null }, c.get('requestId'));
    if (answer.ok) return c.json(answer.report);
    const why = problemText(deps.texts, 'en', answer.problem);
    return problem(c, 422, 'The statement was not taken', why);
  });
  return app;
}
