import { describe, expect, it } from 'vitest';
import {
  checkInvoice,
  type IssueInvoice,
  issueInvoice,
  lineAmount,
} from '../../domain/decisions/issue-invoice.ts';
import { aDeal, apply, contact, context, kinds, NOON, SETTINGS, staff } from '../support/world.ts';

const item = (price: bigint, quantity = 1000n, title = 'Логотип') => ({ title, quantity, price });
const command = (over: Partial<IssueInvoice> = {}): IssueInvoice => ({
  items: [item(1_500_000n)],
  dueAt: null,
  counter: 41,
  by: staff(),
  ...over,
});

function issued(over: Partial<IssueInvoice> = {}, facts = aDeal()) {
  const result = issueInvoice(facts, command(over), context());
  if (!result.ok) throw new Error(result.code);
  return { ...result.value, facts: apply(facts, result.value.changes) };
}

describe('issuing an invoice', () => {
  it('numbers it without gaps, gives it a pay link, plans its reminder and moves the deal', () => {
    const { facts, changes, invoice } = issued();
    expect(invoice).toMatchObject({
      number: '42',
      state: 'open',
      total: 1_500_000n,
      paid: 0n,
      createdBy: 'anna',
    });
    expect(invoice.payToken).toMatch(/^token-/);
    expect(invoice.nextReminderAt).toBe(NOON + (SETTINGS.remindAfter[0] ?? 0));
    expect(changes.counters).toEqual([{ name: 'invoice', value: 41 }]);
    expect(facts.deal.stage).toBe('invoice_issued');
  });

  it('sends it to the customer and counts it in the numbers of its day', () => {
    const { changes } = issued();
    expect(kinds(changes.messages ?? [])).toEqual(['invoice_issued → 2001', 'deal_card → 1001']);
    expect(changes.rollups).toEqual([
      {
        day: '2026-11-24',
        funnel: 'main',
        currency: 'RUB',
        metric: 'invoices_issued',
        label: '',
        count: 1,
        sum: 1_500_000n,
      },
    ]);
  });

  it('makes whoever issues it responsible, unless somebody is', () => {
    expect(issued().facts.deal.responsibleId).toBe('anna');
    const boris = staff({ id: 'boris', address: '1002' });
    expect(issued({ by: boris }, issued().facts).facts.deal.responsibleId).toBe('anna');
    expect(issued({ by: null }).facts.deal.responsibleId).toBeNull();
  });

  it('says nothing to somebody who cannot be reached, and needs no customer at all', () => {
    for (const over of [{ contact: contact({ unreachable: 'blocked' }) }, { contact: null }]) {
      const { changes, facts } = issued({}, { ...aDeal(), ...over });
      expect(changes.messages?.filter(({ address }) => address === '2001')).toEqual([]);
      expect(facts.deal.stage).toBe('invoice_issued');
    }
  });

  it('adds up its lines, each rounded half up from thousandths', () => {
    const { invoice } = issued({ items: [item(999n, 500n), item(333n, 1500n), item(1n, 500n)] });
    expect(invoice.items.map(({ amount }) => amount)).toEqual([500n, 500n, 1n]);
    expect(invoice.total).toBe(1001n);
    expect(lineAmount(100n, 4n)).toBe(0n);
    expect(lineAmount(100n, 5n)).toBe(1n);
  });
});

describe('an invoice is refused', () => {
  const manager = staff({ role: 'manager', invoiceCeiling: 99n });

  it.each([
    ['without a line', { items: [] }, 'title_missing'],
    ['with a line without words', { items: [item(1n, 1000n, '  ')] }, 'title_missing'],
    ['of nothing', { items: [item(0n)] }, 'sum_not_positive'],
    ['with a line below nothing', { items: [item(500n), item(-100n)] }, 'sum_not_positive'],
    ['with a line that rounds to nothing', { items: [item(1n, 1n)] }, 'sum_not_positive'],
    ['of more than the books carry with ease', { items: [item(10n ** 12n + 1n)] }, 'sum_too_large'],
    ['above the ceiling', { items: [item(100n)], by: manager }, 'above_ceiling'],
    ['that is too late to pay already', { dueAt: NOON }, 'invoice_expired'],
  ])('%s', (_what, over, code) => {
    expect(issueInvoice(aDeal(), command(over), context())).toMatchObject({ ok: false, code });
  });

  it('with both sums when it is above the ceiling', () => {
    expect(checkInvoice({ items: [item(100n)], by: manager }, 'RUB')).toMatchObject({
      args: { sum: { minor: '100', currency: 'RUB' }, ceiling: { minor: '99', currency: 'RUB' } },
    });
  });

  it('but not at the ceiling, for an owner, or for an API', () => {
    expect(checkInvoice({ items: [item(99n)], by: manager }, 'RUB').ok).toBe(true);
    expect(checkInvoice({ items: [item(100n)], by: staff({ invoiceCeiling: 99n }) }, 'RUB').ok).toBe(true);
    expect(checkInvoice({ items: [item(10n ** 12n)], by: null }, 'RUB').ok).toBe(true);
  });
});
