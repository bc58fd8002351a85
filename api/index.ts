import { Hono } from 'hono';
import type { Deps } from './context.ts';
import { hintReceipt } from './jobs/receipts.ts';
import { limits } from './limits.ts';
import { problem } from './middleware/problem.ts';
import { type AppEnv, requestId } from './middleware/request-id.ts';
import { dealRoutes } from './routes/deals.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { fiscalRoutes } from './routes/fiscal.ts';
import { healthRoutes } from './routes/health.ts';
import { importRoutes } from './routes/import.ts';
import { leadCors, leadRoutes } from './routes/leads.ts';
import { openApiRoutes } from './routes/openapi.ts';
import { orderRoutes } from './routes/orders.ts';
import { outgoingRoutes } from './routes/outgoing.ts';
import { payPages } from './routes/pay.ts';
import { receiptToRoutes } from './routes/receipt-to.ts';
import { statementRoutes } from './routes/statements.ts';
import { transferRoutes } from './routes/transfer.ts';
import { unmatchedRoutes } from './routes/unmatched.ts';
import { webhookRoutes } from './webhooks.ts';
import { widgetRoutes } from './widget/routes.ts';

const receiptRoutes = (deps: Deps): Hono<AppEnv> =>
  fiscalRoutes({
    registers: deps.registers,
    log: deps.log,
    hint: (register, hint) => hintReceipt(deps, register, hint),
  });

/** The whole application: `app.fetch` is what every runtime serves. `more` are routes of one runtime or mode. */
export function createApp(deps: Deps, more: readonly ((app: Hono<AppEnv>) => void)[] = []): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use(requestId(deps.clock));
  app.onError((error, c) => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    deps.log.error({ requestId: c.get('requestId'), path: c.req.routePath, error: stack }, 'request failed');
    return problem(c, 503, 'Something failed here', 'Nothing was half done. Please try again in a moment.');
  });
  app.notFound((c) => problem(c, 404, 'There is nothing at this address'));
  // Before the bounds: a page must be able to read that it asks too often.
  app.use('/api/leads', leadCors(deps));
  limits(deps)(app);
  app.route('/', healthRoutes(deps));
  app.route('/', webhookRoutes(deps));
  app.route('/', receiptRoutes(deps));
  app.route('/', dealRoutes(deps));
  app.route('/', leadRoutes(deps));
  app.route('/', orderRoutes(deps));
  app.route('/', outgoingRoutes(deps));
  app.route('/', openApiRoutes(deps));
  app.route('/', importRoutes(deps));
  app.route('/', widgetRoutes(deps));
  app.route('/', unmatchedRoutes(deps));
  app.route('/', receiptToRoutes(deps));
  app.route('/', evidenceRoutes(deps));
  app.route('/', payPages(deps));
  app.route('/', transferRoutes(deps));
  app.route('/', statementRoutes(deps));
  for (const add of more) add(app);
  return app;
}
