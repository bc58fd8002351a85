import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import type { Account } from '../../domain/ledger.ts';
import { settle } from '../../domain/notice.ts';
import { RESERVING } from '../../domain/refund.ts';
import { MOVES, stageOf } from '../../domain/stage.ts';
import { type Step, Story } from '../support/story.ts';
import { anyStep } from '../support/story-steps.ts';

const RUNS = 10_000;
const LONGEST = 40;

/** Adds up an account by hand: the ledger's own sums are what is being checked. */
function booked(
  facts: DealCase,
  account: Account,
  about: (row: DealCase['postings'][number]) => boolean,
): bigint {
  let sum = 0n;
  for (const row of facts.postings) if (row.account === account && about(row)) sum += row.amount;
  return sum;
}

function entriesBalance({ facts }: Story): void {
  const totals = new Map<string, bigint>();
  for (const { entryKey, line, currency, amount } of facts.postings) {
    totals.set(`${entryKey} ${currency}`, (totals.get(`${entryKey} ${currency}`) ?? 0n) + amount);
    expect(amount, `${entryKey}/${line}`).not.toBe(0n);
  }
  expect([...totals].filter(([, total]) => total !== 0n)).toEqual([]);
  expect(new Set(facts.postings.map(({ entryKey, line }) => `${entryKey}/${line}`)).size).toBe(
    facts.postings.length,
  );
}

function sumsAreTheLedgers({ facts }: Story): void {
  for (const invoice of facts.invoices) {
    const own = (row: DealCase['postings'][number]) =>
      row.invoiceId === invoice.id && row.currency === invoice.currency;
    expect(invoice.paid).toBe(-booked(facts, 'sales', own));
    expect(invoice.refunded).toBe(booked(facts, 'refunds', own));
    expect(invoice.paid <= invoice.total, `invoice ${invoice.number}: paid beyond its total`).toBe(true);
  }
  for (const payment of facts.payments) {
    if (payment.state !== 'succeeded') continue;
    const came = booked(facts, 'provider', (row) => row.entryKey === `payment:sandbox:${payment.chargeId}`);
    expect(came, 'every charge is booked whole, on the invoice or as credit').toBe(payment.amount);
  }
}

function stageIsWhatTheMoneySays({ facts }: Story, before: DealCase): void {
  expect(facts.deal.stage).toBe(stageOf(facts));
  if (facts.deal.stage === before.deal.stage) return;
  expect(MOVES[before.deal.stage].map(({ to }) => to)).toContain(facts.deal.stage);
}

/** What was asked back of a payment, and may still go, is covered by what came of it. */
function refundsAreCovered({ facts }: Story): void {
  for (const payment of facts.payments) {
    const asked = facts.refunds
      .filter((refund) => refund.paymentId === payment.id && refund.idempotencyKey === refund.id)
      .filter((refund) => RESERVING.has(refund.state))
      .reduce((sum, refund) => sum + refund.amount, 0n);
    expect(asked <= payment.amount, `asked ${asked} of ${payment.amount}`).toBe(true);
  }
}

function nothingIsSaidTwice({ said }: Story): void {
  const keys = said.map(({ dedupeKey }) => dedupeKey);
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
}

/** Told once more, also under other event keys: nothing is left to be changed. */
function repeatsChangeNothing(story: Story): void {
  const before = { facts: story.facts, said: story.said.length };
  for (const notice of [...story.heard]) {
    story.tell(notice);
    expect(settle(story.facts, notice, 'sandbox', story.context()), notice.eventKey).toBeNull();
  }
  expect(story.facts).toBe(before.facts);
  expect(story.said).toHaveLength(before.said);
}

function check(story: Story, steps: readonly Step[], reached: Set<string>): void {
  for (const step of steps) {
    const before = story.facts;
    const asked = story.play(step);
    if (story.facts === before) continue;
    stageIsWhatTheMoneySays(story, before);
    sumsAreTheLedgers(story);
    if (asked) refundsAreCovered(story);
    reached.add(story.facts.deal.stage);
  }
  entriesBalance(story);
  nothingIsSaidTwice(story);
  repeatsChangeNothing(story);
}

describe('whatever happens to a deal, in whatever order', () => {
  it('books balance, the stage is what the money says, nothing is returned or said twice', () => {
    const reached = new Set<string>(['lead']);
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: LONGEST, size: 'max' }), (steps) => {
        const story = new Story();
        try {
          check(story, steps, reached);
        } catch (cause) {
          throw new Error(`after ${story.told().join(', ')}`, { cause });
        }
      }),
      { numRuns: RUNS, seed: 14 },
    );
    expect([...reached].sort(), 'the runs must reach every stage, or they prove little').toEqual(
      Object.keys(MOVES).sort(),
    );
  }, 120_000);
});
