import { zValidator } from '@hono/zod-validator';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { fromJson, type MoneyJson, toDecimal } from '../../domain/money.ts';
import type { Candidate, Decider, Held, InboxDesk, Settled, Waiting } from '../../domain/ports/inbox-desk.ts';
import type { Refusal, RefusalCode, Result } from '../../domain/result.ts';
import { codeOf } from '../../domain/unmatched.ts';
import type { Deps } from '../context.ts';
import { apiKey } from '../middleware/api-key.ts';
import { problem } from '../middleware/problem.ts';
import type { AppEnv } from '../middleware/request-id.ts';
import { createInboxDesk } from '../unmatched/desk.ts';

const paging = z.object({
  limit: z.coerce.number().int().min(1).max(50).default(20),
  offset: z.coerce.number().int().min(0).default(0),
});
const invoice = z.strictObject({ invoice: z.string().regex(/^[\w-]{1,20}$/) });
const hand = z.strictObject({ byHand: z.boolean().default(false) });

const ROW = '/api/unmatched/:source/:key';

/**
 * Money without a name, for other servers: what waits and whose it may be, and what staff can do with it in
 * the chat. `:key` is percent-encoded. A second decision about one row is 409 and names who was first.
 */
export function unmatchedRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const desk = createInboxDesk(deps);
  const keyed = apiKey(deps.config.apiKeys);
  const decide = <T>(
    what: (code: string, by: Decider, body: T) => Promise<Result<Settled | null>>,
    body: z.ZodType<T>,
    example: string,
  ) =>
    [
      keyed,
      zValidator('json', body, (read, c) =>
        read.success ? undefined : problem(c, 400, 'The body is not as expected', `For example: ${example}`),
      ),
      async (c: Context<AppEnv, typeof ROW, { in: { json: T }; out: { json: T } }>) => {
        const row = await deps.store.inboxEntry(c.req.param('source'), c.req.param('key'));
        if (!row) return problem(c, 404, 'There is no such row');
        const by = { staff: null, requestId: c.get('requestId') };
        const settled = await what(await codeOf(row), by, c.req.valid('json'));
        return settled.ok
          ? c.json({ deal: settled.value?.dealId ?? null, invoice: settled.value?.number ?? null })
          : refused(c, settled);
      },
    ] as const;
  app.get('/api/unmatched', keyed, zValidator('query', paging, badPaging), async (c) => {
    const { limit, offset } = c.req.valid('query');
    const { rows, more } = await desk.waiting(limit, offset);
    return c.json({ unmatched: await Promise.all(rows.map((row) => rowJson(desk, row))), more });
  });
  app.get('/api/credit', keyed, zValidator('query', paging, badPaging), async (c) => {
    const { limit, offset } = c.req.valid('query');
    const { rows, more } = await desk.held(limit, offset);
    return c.json({ credit: rows.map(heldJson), more });
  });
  const bill = '{"invoice":"12"}';
  app.post(
    `${ROW}/attach`,
    ...decide(
      (code, by, { invoice: number }) => desk.attach(code, { number, asCredit: false }, by),
      invoice,
      bill,
    ),
  );
  app.post(
    `${ROW}/credit`,
    ...decide(
      (code, by, { invoice: number }) => desk.attach(code, { number, asCredit: true }, by),
      invoice,
      bill,
    ),
  );
  app.post(
    `${ROW}/return`,
    ...decide((code, by, { byHand }) => desk.giveBack(code, byHand, by), hand, '{"byHand":false}'),
  );
  app.post(`${ROW}/seen`, ...decide((code, by) => desk.see(code, by), z.strictObject({}), '{}'));
  return app;
}

function badPaging(read: { success: boolean }, c: Context): Response | undefined {
  return read.success ? undefined : problem(c, 400, 'limit is 1 to 50, offset is 0 or more');
}

async function rowJson(desk: InboxDesk, { code, view, returnable }: Waiting) {
  const candidates = view.type === 'payment' ? await desk.candidates(code, 0) : null;
  return {
    source: view.source,
    key: view.key,
    type: view.type,
    ...sumJson(view.amount),
    reference: view.reference,
    payer: view.payer,
    purpose: view.purpose,
    receivedAt: new Date(view.receivedAt).toISOString(),
    returnable,
    candidates: candidates?.ok ? candidates.value.rows.map(candidateJson) : [],
  };
}

function heldJson({ paymentId, dealId, number, customer, amount, mayCount }: Held) {
  return { payment: paymentId, deal: dealId, invoice: number, customer, ...sumJson(amount), mayCount };
}

function candidateJson({ number, dealId, customer, state, due, total, why }: Candidate) {
  const { currency } = total;
  return {
    invoice: number,
    deal: dealId,
    customer,
    state,
    total: toDecimal(fromJson(total)),
    due: toDecimal(fromJson(due)),
    currency,
    why,
  };
}

function sumJson(sum: MoneyJson) {
  return { amount: toDecimal(fromJson(sum)), currency: sum.currency };
}

const STATUS: Partial<Record<RefusalCode, 404 | 409>> = {
  money_not_found: 404,
  invoice_not_found: 404,
  money_settled: 409,
  already_decided: 409,
};

const WHY: Partial<Record<RefusalCode, string>> = {
  money_not_found: 'There is no such row',
  invoice_not_found: 'There is no such invoice',
  money_settled: 'Somebody has decided about this money already',
  already_decided: 'Somebody has decided about this already',
  money_not_returnable: 'The provider cannot send money back',
  nothing_to_do: 'This cannot be done with this row',
};

function refused(c: Context, { code, args = {} }: Refusal): Response {
  const detail =
    code === 'money_settled'
      ? `${args.name}: deal ${args.deal}, invoice ${args.number}`
      : code === 'money_not_returnable'
        ? 'Send it back at the provider or bank, then repeat with {"byHand":true}: it is only booked then.'
        : undefined;
  return problem(c, STATUS[code] ?? 422, WHY[code] ?? code, detail);
}
