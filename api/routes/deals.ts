import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { z } from 'zod';
import type { DealCase } from '../../domain/case.ts';
import { heldOf } from '../../domain/hold.ts';
import { dueOf, type Invoice } from '../../domain/invoice.ts';
import { money, toDecimal } from '../../domain/money.ts';
import type { Deps } from '../context.ts';
import { apiKey } from '../middleware/api-key.ts';
import { problem } from '../middleware/problem.ts';
import type { AppEnv } from '../middleware/request-id.ts';

const params = z.object({
  id: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
});

const whichDeal = zValidator('param', params, (read, c) =>
  read.success
    ? undefined
    : problem(c, 400, 'A deal number is a whole number', 'For example: GET /api/deals/1'),
);

/** A deal and its money, for other servers (DESIGN, part 5). Sums are decimal text. */
export function dealRoutes(deps: Pick<Deps, 'store' | 'config'>): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.get('/api/deals/:id', apiKey(deps.config.apiKeys), whichDeal, async (c) => {
    const { id } = c.req.valid('param');
    const facts = await deps.store.caseByDeal(id);
    if (!facts) return problem(c, 404, `There is no deal ${id}`);
    return c.json(dealJson(facts, deps.config.publicUrl));
  });
  return app;
}

/** A deal and its money as other servers read it. */
export function dealJson(facts: DealCase, publicUrl: string) {
  const { deal, team } = facts;
  const sum = (minor: bigint): string => toDecimal(money(minor, deal.currency));
  // A cancelled or expired invoice asks for nothing, so it is not part of what was invoiced.
  const counted = facts.invoices.filter(
    (invoice) => invoice.state !== 'cancelled' && invoice.state !== 'expired',
  );
  const total = (of: (invoice: Invoice) => bigint): string =>
    sum(counted.reduce((all, invoice) => all + of(invoice), 0n));
  return {
    id: deal.id,
    stage: deal.stage,
    currency: deal.currency,
    invoiced: total((invoice) => invoice.total),
    paid: total((invoice) => invoice.paid),
    refunded: total((invoice) => invoice.refunded),
    due: total(dueOf),
    invoices: facts.invoices.map((invoice) => ({
      number: invoice.number,
      state: invoice.state,
      total: sum(invoice.total),
      paid: sum(invoice.paid),
      refunded: sum(invoice.refunded),
      due: sum(dueOf(invoice)),
      held: sum(heldOf(facts, invoice)),
      payUrl: `${publicUrl}/pay/${invoice.payToken}`,
    })),
    source: deal.source,
    responsible: team.find((member) => member.id === deal.responsibleId)?.name ?? null,
  };
}
