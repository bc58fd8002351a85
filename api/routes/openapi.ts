import { Hono } from 'hono';
import type { Deps } from '../context.ts';
import type { AppEnv } from '../middleware/request-id.ts';
import { openApiDocument } from '../openapi/document.ts';
import { apiAssets, apiPage } from '../openapi/page.tsx';
import { pageHeaders } from '../pages/headers.ts';

/** What the API is: `GET /openapi.json` for programs, `GET /api` to read. Neither tells anything of the deals. */
export function openApiRoutes({ config }: Pick<Deps, 'config'>): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.route('/', apiAssets.routes);
  app.get('/openapi.json', (c) =>
    c.json(openApiDocument(config.publicUrl), 200, {
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
    }),
  );
  app.get('/api', pageHeaders(), (c) => c.html(apiPage(openApiDocument(config.publicUrl))));
  return app;
}
