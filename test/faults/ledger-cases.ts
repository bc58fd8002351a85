import { auditDeal, auditRollups, recountDeal } from '../../domain/audit.ts';
import type { DealCase } from '../../domain/case.ts';
import type { Changes } from '../../domain/changes.ts';
import { issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import { openDeal } from '../../domain/decisions/open-deal.ts';
import { requestRefund } from '../../domain/decisions/refund.ts';
import type { RollupDelta } from '../../domain/history.ts';
import { settle } from '../../domain/notice.ts';
import type { Settings } from '../../domain/settings.ts';
import { anOpenPayment, apply, charged, contact, context, refunded, SETTINGS } from '../support/world.ts';
import { CURRENCIES } from './money-cases.ts';
import type { Chance } from './seeded.ts';

/** The law's receipts of a shop with a register of its own; only roubles have them. */
const LAW: Partial<Settings> = {
  seller: { ...SETTINGS.seller, receipts: 'law', vat: '20' },
  registers: { own: 'atol', providers: [], contactFirst: false },
};

export interface LedgerOutcome {
  readonly wrong: readonly string[];
  readonly receipts: number;
}

/** Takes a guard out of a step: the changes as they would be without it. */
export type Spoil = (changes: Changes | null) => Changes | null;

/**
 * One deal lives: it is paid in parts and beyond, with fees, and given back in parts. After every step its ledger,
 * its rows, its receipts and the numbers must agree.
 */
export function ledgerCase(chance: Chance, spoil: Spoil = (changes) => changes): LedgerOutcome {
  const currency = chance.pick(CURRENCIES);
  const settings: Settings = { ...SETTINGS, ...LAW, currency };
  const at = context({ settings });
  const kept: RollupDelta[] = [];
  const wrong: string[] = [];
  let facts = begin(chance, at, kept);
  const total = facts.invoices[0]?.total ?? 0n;
  const save = (changes: Changes | null): void => {
    const spoilt = spoil(changes);
    kept.push(...(spoilt?.rollups ?? []));
    facts = apply(facts, spoilt);
    wrong.push(...check(facts, kept, settings));
  };
  for (let step = 0, steps = chance.between(2, 8); step < steps && wrong.length === 0; step++) {
    const chargeId = `ch_${step}`;
    if (chance.percent(65)) {
      const part = (total * BigInt(chance.pick([5, 10, 33, 50, 100, 120]))) / 100n;
      const amount = { minor: part > 0n ? part : 1n, currency };
      const fee = { minor: (amount.minor * 28n) / 1000n, currency };
      save(settle(facts, charged({ chargeId, amount, fee }), 'sandbox', at));
    } else save(giveBack(facts, chance, at));
    for (const refund of facts.refunds.filter(({ state }) => state === 'creating' || state === 'pending')) {
      const about = { refundReference: `re_${refund.id}`, refundId: refund.id, chargeId: null };
      const state = chance.percent(85) ? ('succeeded' as const) : ('failed' as const);
      const amount = { minor: refund.amount, currency };
      save(settle(facts, refunded({ ...about, state, amount }), 'sandbox', at));
    }
  }
  return { wrong, receipts: facts.receipts.length };
}

type At = ReturnType<typeof context>;

function begin(chance: Chance, at: At, kept: RollupDelta[]): DealCase {
  const maria = contact({ email: 'maria@example.com' });
  const about = { id: 1, contact: maria, title: 'Логотип', source: 'api', responsibleId: null, team: [] };
  const opened = openDeal(about, at);
  const dealt = apply(opened.facts, opened.changes);
  const items = Array.from({ length: chance.between(1, 4) }, (_, index) => ({
    title: `line ${index}`,
    quantity: BigInt(chance.between(500, 5_000)),
    price: BigInt(chance.between(1, 10 ** chance.between(1, 7))),
  }));
  const issued = issueInvoice(dealt, { items, dueAt: null, counter: 0, by: null }, at);
  // A line that rounds to nothing is refused: then the deal has one that does not.
  const plain = [{ title: 'Логотип', quantity: 1000n, price: 10_001n }];
  const made = issued.ok
    ? issued
    : issueInvoice(dealt, { items: plain, dueAt: null, counter: 0, by: null }, at);
  if (!made.ok) throw new Error(made.code);
  kept.push(...(opened.changes.rollups ?? []), ...(made.value.changes.rollups ?? []));
  return anOpenPayment(apply(dealt, made.value.changes));
}

function giveBack(facts: DealCase, chance: Chance, at: At): Changes | null {
  const invoice = facts.invoices[0];
  const whole = (invoice?.paid ?? 0n) - (invoice?.refunded ?? 0n);
  const share = (whole * BigInt(chance.between(1, 100))) / 100n;
  const amount = chance.percent(30) || share === 0n ? null : share;
  const asked = requestRefund(facts, { number: invoice?.number ?? '', amount, reason: 'late', by: null }, at);
  return asked.ok ? asked.value : null;
}

function check(facts: DealCase, kept: readonly RollupDelta[], settings: Settings): string[] {
  const found = [...auditDeal(facts), ...auditRollups(kept, recountDeal(facts, settings))];
  const { paid = 0n, refunded: back = 0n, total = 0n } = facts.invoices[0] ?? {};
  const came = facts.payments.filter(({ state }) => state === 'succeeded');
  const credit = -facts.postings
    .filter(({ account }) => account === 'credit')
    .reduce((sum, row) => sum + row.amount, 0n);
  const own = found.map(({ what, stored, computed }) => `${what}: ${stored}, not ${computed}`);
  // Told in another way than the ledger does: what came is what paid the invoice and what is kept as credit.
  if (came.reduce((sum, row) => sum + row.amount, 0n) !== paid + credit + returnedCredit(facts))
    own.push('money is lost');
  if (paid > total || back > paid) own.push('more than there was');
  const sums = [...facts.postings, ...facts.payments, ...facts.refunds].map(({ amount }) => amount);
  if (sums.some((sum) => typeof sum !== 'bigint')) own.push('a sum is no integer');
  return own;
}

function returnedCredit({ refunds }: DealCase): bigint {
  return refunds
    .filter(({ overpayment, state }) => overpayment && state === 'succeeded')
    .reduce((sum, { amount }) => sum + amount, 0n);
}
