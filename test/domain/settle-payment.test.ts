import { describe, expect, it } from 'vitest';
import { cancelInvoice } from '../../domain/decisions/cancel-invoice.ts';
import { applyCredit } from '../../domain/decisions/settle-payment.ts';
import { startPayment } from '../../domain/decisions/start-payment.ts';
import { invoiceSums, isBalanced } from '../../domain/ledger.ts';
import { anInvoice, anOpenPayment, apply, charged, context, hear, kinds } from '../support/world.ts';

describe('money that comes in', () => {
  it('pays the invoice, moves the deal, and tells both sides once', () => {
    const { facts, said } = hear(anOpenPayment(), [charged()]);
    expect(facts.deal.stage).toBe('paid');
    expect(facts.invoices[0]).toMatchObject({ state: 'paid', paid: 1_500_000n, nextReminderAt: null });
    expect(kinds(said)).toEqual(['invoice_paid → 2001', 'staff_invoice_paid → 1001', 'deal_card → 1001']);
    expect(isBalanced(facts.postings)).toBe(true);
  });

  it('is silent on a repeat, also under another event', () => {
    const once = hear(anOpenPayment(), [charged()]);
    const twice = hear(once.facts, [charged(), charged({ eventKey: 'another event of the same charge' })]);
    expect(twice.facts).toEqual(once.facts);
    expect(twice.said).toEqual([]);
  });

  it('comes a second time: the rest is credit, the manager may return it', () => {
    const { facts, said } = hear(anOpenPayment(), [charged(), charged({ chargeId: 'ch_2' })]);
    expect(facts.deal.stage).toBe('paid');
    expect(invoiceSums(facts.postings, facts.invoices[0]?.id ?? '', 'RUB')).toMatchObject({
      paid: 1_500_000n,
      credit: 1_500_000n,
    });
    expect(facts.payments).toHaveLength(2);
    expect(kinds(said)).toContain('staff_overpaid → 1001');
  });

  it('is less than the invoice: partly paid, the rest stays due', () => {
    const { facts, said } = hear(anOpenPayment(), [
      charged({ amount: { minor: 500_000n, currency: 'RUB' } }),
    ]);
    expect(facts.deal.stage).toBe('partially_paid');
    expect(facts.invoices[0]).toMatchObject({ state: 'partially_paid', paid: 500_000n });
    expect(kinds(said)).toContain('invoice_part_paid → 2001');
  });

  it('is more than the invoice: the rest is credit', () => {
    const { facts } = hear(anOpenPayment(), [charged({ amount: { minor: 1_600_000n, currency: 'RUB' } })]);
    expect(facts.invoices[0]).toMatchObject({ state: 'paid', paid: 1_500_000n });
    expect(invoiceSums(facts.postings, facts.invoices[0]?.id ?? '', 'RUB').credit).toBe(100_000n);
  });

  it('is in another currency: nothing is paid, staff decide', () => {
    const { facts, said } = hear(anOpenPayment(), [
      charged({ amount: { minor: 1_500_000n, currency: 'USD' } }),
    ]);
    expect(facts.invoices[0]).toMatchObject({ state: 'open', paid: 0n });
    expect(said.find(({ kind }) => kind === 'staff_mismatch')?.data).toMatchObject({ reason: 'currency' });
    expect(isBalanced(facts.postings)).toBe(true);
  });

  it('comes after the invoice was cancelled: credit, staff decide; "it counts" pays it', () => {
    const open = anOpenPayment();
    const cancelled = cancelInvoice(open, '1', context());
    if (!cancelled.ok) throw new Error(cancelled.code);
    const late = hear(apply(open, cancelled.value), [charged()]);
    expect(late.facts.deal.stage).toBe('cancelled');
    expect(late.said.find(({ kind }) => kind === 'staff_mismatch')?.data).toMatchObject({
      reason: 'cancelled',
    });
    const paid = apply(late.facts, applyCredit(late.facts, late.facts.payments[0]?.id ?? '', context()));
    expect(paid.deal.stage).toBe('paid');
    expect(paid.invoices[0]).toMatchObject({ state: 'paid', paid: 1_500_000n });
    expect(applyCredit(paid, paid.payments[0]?.id ?? '', context())).toBeNull();
  });

  it('wins over a failure that was told before, and is never undone by one told later', () => {
    const failed = charged({ eventKey: 'f', state: 'failed', chargeId: null, reason: 'insufficient_funds' });
    const before = hear(anOpenPayment(), [failed, charged()]);
    const after = hear(anOpenPayment(), [charged(), failed]);
    expect(before.facts.deal.stage).toBe('paid');
    expect(after.facts.deal.stage).toBe('paid');
    expect(kinds(after.said)).not.toContain('payment_failed → 2001');
  });

  it('keeps what the provider took for itself as a fee', () => {
    const { facts } = hear(anOpenPayment(), [charged({ fee: { minor: 37_500n, currency: 'RUB' } })]);
    const fees = facts.postings.filter(({ account }) => account === 'fees');
    expect(fees).toMatchObject([{ amount: 37_500n }]);
    expect(isBalanced(facts.postings)).toBe(true);
  });

  it('counts in the numbers of its day', () => {
    const { facts } = { facts: anOpenPayment() };
    const changes = hear(facts, [charged()]);
    expect(changes.facts.invoices[0]?.paidAt).not.toBeNull();
  });
});

describe('pressing pay', () => {
  it('twice shows the same open payment', () => {
    const facts = anOpenPayment();
    const again = startPayment(
      facts,
      facts.invoices[0]?.payToken ?? '',
      { provider: 'sandbox', kind: 'sbp' },
      context(),
    );
    expect(again).toEqual({ ok: true, value: { type: 'reuse', url: 'https://bank.example/pay_1' } });
  });

  it('asks again with the same key while nobody knows what became of the first try', () => {
    const facts = anInvoice();
    const token = facts.invoices[0]?.payToken ?? '';
    const first = startPayment(facts, token, { provider: 'sandbox', kind: 'sbp' }, context());
    if (!first.ok || first.value.type !== 'ask') throw new Error('nothing was asked');
    const asked = apply(facts, first.value.changes);
    const second = startPayment(asked, token, { provider: 'sandbox', kind: 'sbp' }, context());
    expect(second).toMatchObject({
      ok: true,
      value: { type: 'ask', changes: null, payment: { idempotencyKey: first.value.payment.idempotencyKey } },
    });
  });

  it.each(['paid', 'cancelled', 'expired'])('is refused for an invoice that is %s', (state) => {
    const facts = anInvoice();
    const closed = {
      ...facts,
      invoices: facts.invoices.map((each) => ({ ...each, state: state as 'paid' })),
    };
    const token = facts.invoices[0]?.payToken ?? '';
    expect(startPayment(closed, token, { provider: 'sandbox', kind: 'sbp' }, context()).ok).toBe(false);
  });

  it('is refused after the last moment to pay', () => {
    const facts = anInvoice(100n, { dueAt: context().now + 1000 });
    const late = context({ now: context().now + 2000 });
    const pressed = startPayment(
      facts,
      facts.invoices[0]?.payToken ?? '',
      { provider: 'sandbox', kind: 'card' },
      late,
    );
    expect(pressed).toMatchObject({ ok: false, code: 'invoice_expired' });
  });
});
