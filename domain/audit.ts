import type { DealCase } from './case.ts';
import { EVENED } from './decisions/even-out.ts';
import { UNKNOWN_MONEY } from './decisions/return-charge.ts';
import type { RollupDelta } from './history.ts';
import { invoiceState } from './invoice-state.ts';
import { invoiceSums, isBalanced, type Posting, paymentSums } from './ledger.ts';
import { attemptIdOf } from './payment.ts';
import { issuedDelta, localDay, paidDeltas } from './rollup.ts';
import type { Settings } from './settings.ts';
import { stageOf } from './stage.ts';

/** Something that is not as the ledger says. */
export interface Difference {
  readonly dealId: number;
  readonly what: string;
  readonly stored: string;
  readonly computed: string;
}

/** Notes what is stored when it is not what was computed. */
type Differ = (what: string, stored: unknown, computed: unknown) => void;

/**
 * Recomputes one deal from its ledger: balance, sums, states, stage; that nothing is paid or returned twice
 * or beyond what came; that every movement has its postings, every posting its movement, and every receipt
 * the sum that it is about.
 */
export function auditDeal(facts: DealCase): Difference[] {
  const dealId = facts.deal.id;
  const found: Difference[] = [];
  const differ: Differ = (what, stored, computed) => {
    if (String(stored) !== String(computed))
      found.push({ dealId, what, stored: String(stored), computed: String(computed) });
  };
  differ('ledger balances', isBalanced(facts.postings), true);
  auditInvoices(facts, differ);
  auditPayments(facts, differ);
  auditWayBack(facts, differ);
  auditReceipts(facts, differ);
  differ('postings of nothing', strays(facts).join(' ') || 'none', 'none');
  differ('stage', facts.deal.stage, stageOf(facts));
  return found;
}

function auditInvoices(facts: DealCase, differ: Differ): void {
  for (const invoice of facts.invoices) {
    const fresh = invoiceState(invoice, facts);
    const sums = invoiceSums(facts.postings, invoice.id, invoice.currency);
    differ(`invoice ${invoice.number} state`, invoice.state, fresh.state);
    differ(`invoice ${invoice.number} paid`, invoice.paid, sums.paid);
    differ(`invoice ${invoice.number} refunded`, invoice.refunded, sums.refunded);
    differ(`invoice ${invoice.number} paid beyond its total`, sums.paid > invoice.total, false);
    differ(
      `invoice ${invoice.number} total`,
      invoice.total,
      invoice.items.reduce((sum, item) => sum + item.amount, 0n),
    );
  }
}

function auditPayments(facts: DealCase, differ: Differ): void {
  for (const payment of facts.payments) {
    const booked = amountAt(facts.postings, 'payment:', (posting) => posting.paymentId === payment.id);
    differ(`payment ${payment.id} booked`, payment.state === 'succeeded' ? payment.amount : 0n, booked);
    const { credit } = paymentSums(facts.postings, payment.id);
    differ(`payment ${payment.id} credit below zero`, credit < 0n ? credit : 'no', 'no');
  }
}

function auditWayBack(facts: DealCase, differ: Differ): void {
  for (const refund of facts.refunds) {
    const booked = amountAt(facts.postings, 'refund:', (posting) => posting.refundId === refund.id);
    differ(`refund ${refund.id} booked`, refund.state === 'succeeded' ? -refund.amount : 0n, booked);
  }
  auditReturned(facts, differ);
  for (const { provider, reference, state, amount } of facts.disputes) {
    const kind = `dispute:${provider}:${reference}:`;
    const booked = amountAt(facts.postings, kind, () => true);
    differ(`dispute ${reference} booked`, state === 'won' ? 0n : -amount, booked);
  }
}

/**
 * No more goes back than came. By attempt and not by charge: a refund that is told long before the charge that
 * it names is booked at the attempt's first. One that is told before any money has nothing to be compared with.
 */
function auditReturned({ payments, refunds }: DealCase, differ: Differ): void {
  const sumOf = (rows: readonly { amount: bigint }[]): bigint =>
    rows.reduce((sum, { amount }) => sum + amount, 0n);
  const came = payments.filter(({ state }) => state === 'succeeded');
  for (const attempt of new Set(came.map(attemptIdOf))) {
    const charges = came.filter((each) => attemptIdOf(each) === attempt);
    const ids = new Set(charges.map(({ id }) => id));
    for (const currency of new Set(charges.map((each) => each.currency))) {
      const of = <T extends { currency: string }>(rows: readonly T[]) =>
        rows.filter((each) => each.currency === currency);
      const back = refunds.filter(({ state, paymentId }) => state === 'succeeded' && ids.has(paymentId));
      const beyond = sumOf(of(back)) - sumOf(of(charges));
      differ(`payment ${attempt} returned beyond it`, beyond > 0n ? beyond : 0n, 0n);
    }
  }
}

/** A receipt is of one payment, or of one refund: to the kopeck, line by line (54-FZ, article 4.7). */
function auditReceipts(facts: DealCase, differ: Differ): void {
  for (const receipt of facts.receipts) {
    const lines = receipt.content.items.reduce((sum, item) => sum + item.amount, 0n);
    differ(`receipt ${receipt.id} lines`, receipt.amount, lines);
    const payment = facts.payments.find((each) => each.id === receipt.paymentId);
    const refund = facts.refunds.find((each) => each.id === receipt.refundId);
    // A closing receipt is of what is handed over, which several payments may have paid in advance.
    if (receipt.purpose === 'closing') continue;
    const moved = receipt.purpose === 'refund' ? refund?.amount : payment?.amount;
    differ(`receipt ${receipt.id} sum`, receipt.amount, moved ?? 'nothing moved');
  }
}

/** Entries that belong to no payment, refund or dispute of the deal. */
function strays({ payments, refunds, disputes, postings }: DealCase): string[] {
  const known = new Set([...payments, ...refunds].map(({ id }) => id));
  const taken = disputes.map(({ provider, reference }) => `dispute:${provider}:${reference}:`);
  const isStray = ({ entryKey, paymentId, refundId }: Posting): boolean =>
    (paymentId !== null && !known.has(paymentId)) ||
    (refundId !== null && !known.has(refundId)) ||
    (entryKey.startsWith('dispute:') && !taken.some((key) => entryKey.startsWith(key)));
  return [...new Set(postings.filter(isStray).map(({ entryKey }) => entryKey))];
}

/** What entries of a kind moved into (or out of, negative) the provider's account, before fees. */
function amountAt(postings: readonly Posting[], kind: string, about: (posting: Posting) => boolean): bigint {
  const lines = postings.filter((posting) => posting.entryKey.startsWith(kind) && about(posting));
  const sum = (account: Posting['account']) =>
    lines.filter((line) => line.account === account).reduce((total, line) => total + line.amount, 0n);
  return sum('provider') + sum('fees');
}

/** The rollup rows that one deal's invoices and ledger make, to be summed over all deals. */
export function recountDeal(facts: DealCase, settings: Pick<Settings, 'timeZone'>): RollupDelta[] {
  const at = (delta: Omit<RollupDelta, 'day' | 'funnel'>, when: number): RollupDelta => ({
    ...delta,
    day: localDay(when, settings.timeZone),
    funnel: facts.deal.funnel,
  });
  // A deal that only gives unknown money back has billed nobody.
  const billed = facts.deal.source === UNKNOWN_MONEY ? [] : facts.invoices;
  const invoices = billed.flatMap(({ currency, total, issuedAt, askedAt, paidAt }) => [
    at(issuedDelta(currency, total), issuedAt),
    ...(paidAt === null
      ? []
      : paidDeltas(currency, total, askedAt ?? issuedAt, paidAt).map((delta) => at(delta, paidAt))),
  ]);
  const entries = facts.postings.filter((posting) => posting.line === 0);
  const payments = entries
    .filter((posting) => posting.entryKey.startsWith('payment:'))
    .map(({ paymentId, currency, amount, at: when }) => {
      const label = facts.payments.find((each) => each.id === paymentId)?.kind ?? '';
      return at({ currency, metric: 'payments', label, count: 1, sum: amount }, when);
    });
  const refunds = entries
    .filter((posting) => posting.entryKey.startsWith('refund:'))
    .map(({ account, currency, amount, at: when }) => {
      const label = account === 'credit' ? 'overpayment' : '';
      return at({ currency, metric: 'refunds', label, count: 1, sum: amount }, when);
    });
  return [
    ...invoices,
    ...payments,
    ...refunds,
    ...evened(facts).map(({ at: when, ...delta }) => at(delta, when)),
  ];
}

/** Returns that turned out to be of credit and not of a sale, or the other way round. */
function evened({ postings }: DealCase): (Omit<RollupDelta, 'day' | 'funnel'> & { at: number })[] {
  const moved = postings.filter((each) => each.entryKey.startsWith(EVENED) && each.account === 'refunds');
  return moved.flatMap(({ currency, amount, at }) => [
    { currency, metric: 'refunds', label: '', count: 0, sum: amount, at },
    { currency, metric: 'refunds', label: 'overpayment', count: 0, sum: -amount, at },
  ]);
}

/** Differences between the numbers that were kept and a recount, both as sums by their key. */
export function auditRollups(
  stored: readonly RollupDelta[],
  recounted: readonly RollupDelta[],
): Difference[] {
  const kept = totals(stored);
  const fresh = totals(recounted);
  return [...new Set([...kept.keys(), ...fresh.keys()])]
    .filter((key) => kept.get(key) !== fresh.get(key))
    .map((key) => ({
      dealId: 0,
      what: `numbers of ${key}`,
      stored: kept.get(key) ?? 'none',
      computed: fresh.get(key) ?? 'none',
    }));
}

function totals(deltas: readonly RollupDelta[]): Map<string, string> {
  const sums = new Map<string, { count: number; sum: bigint }>();
  for (const { day, funnel, currency, metric, label, count, sum } of deltas) {
    const key = [day, funnel, currency, metric, label].join(' ');
    const before = sums.get(key) ?? { count: 0, sum: 0n };
    sums.set(key, { count: before.count + count, sum: before.sum + sum });
  }
  return new Map([...sums].map(([key, { count, sum }]) => [key, `${count} × ${sum}`]));
}
