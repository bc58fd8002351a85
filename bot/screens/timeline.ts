import type { DealCase } from '../../domain/case.ts';
import { money, toJson } from '../../domain/money.ts';
import type { Instant } from '../../domain/ports/clock.ts';
import { lines, type Reader, type Values } from './reader.ts';

/** Facts that a deal's page tells. */
const LONGEST = 6;

interface Fact {
  readonly at: Instant;
  /** `event-<what>` is its text. */
  readonly what: 'opened' | 'issued' | 'paid' | 'refunded' | 'disputed';
  readonly values: Values;
}

/** The latest that happened to a deal's money, oldest first: read from the facts, never from what somebody typed. */
export function timeline(r: Reader, facts: DealCase): string {
  const latest = [opened(facts), ...issued(facts), ...paid(r, facts), ...refunded(facts), ...disputed(facts)]
    .toSorted((a, b) => a.at - b.at)
    .slice(-LONGEST);
  return lines(
    r.say('timeline'),
    ...latest.map(({ at, what, values }) => r.say(`event-${what}`, { when: r.moment(at), ...values })),
  );
}

function opened({ deal }: DealCase): Fact {
  return { at: deal.createdAt, what: 'opened', values: {} };
}

function issued({ invoices }: DealCase): Fact[] {
  return invoices.map(({ issuedAt, number, total, currency }) => ({
    at: issuedAt,
    what: 'issued',
    values: { number, sum: toJson(money(total, currency)) },
  }));
}

function paid(r: Reader, facts: DealCase): Fact[] {
  return facts.payments
    .filter(({ state }) => state === 'succeeded')
    .map((payment) => ({
      at: payment.succeededAt ?? payment.createdAt,
      what: 'paid',
      values: { ...about(facts, payment), kind: r.label(`kind-${payment.kind}`) },
    }));
}

function refunded(facts: DealCase): Fact[] {
  return facts.refunds
    .filter(({ state }) => state === 'succeeded')
    .map((refund) => ({
      at: refund.finishedAt ?? refund.createdAt,
      what: 'refunded',
      values: about(facts, refund),
    }));
}

function disputed(facts: DealCase): Fact[] {
  return facts.disputes.map((dispute) => ({
    at: dispute.openedAt,
    what: 'disputed',
    values: about(facts, dispute),
  }));
}

function about(facts: DealCase, moved: { amount: bigint; currency: string; invoiceId: string }): Values {
  const number = facts.invoices.find(({ id }) => id === moved.invoiceId)?.number ?? '';
  return { number, sum: toJson(money(moved.amount, moved.currency)) };
}
