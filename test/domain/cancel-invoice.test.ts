import { describe, expect, it } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import { cancelInvoice } from '../../domain/decisions/cancel-invoice.ts';
import { anInvoice, anOpenPayment, apply, charged, context, hear, kinds, NOON } from '../support/world.ts';

function cancelled(facts: DealCase, at = context()) {
  const result = cancelInvoice(facts, '1', at);
  if (!result.ok) throw new Error(result.code);
  return { facts: apply(facts, result.value), said: result.value.messages ?? [] };
}

describe('cancelling an invoice', () => {
  it('closes it, ends its reminders, moves the deal and tells the customer', () => {
    const { facts, said } = cancelled(anInvoice());
    expect(facts.invoices[0]).toMatchObject({ state: 'cancelled', cancelledAt: NOON, nextReminderAt: null });
    expect(facts.deal.stage).toBe('cancelled');
    expect(kinds(said)).toEqual(['invoice_cancelled → 2001', 'deal_card → 1001']);
  });

  it('has what is still open at the provider looked at now: it might be paid this moment', () => {
    const later = context({ now: NOON + 5 });
    const { facts } = cancelled(anOpenPayment(), later);
    expect(facts.payments).toMatchObject([{ state: 'pending', nextCheckAt: NOON + 5 }]);
  });

  it('is refused for what is not there, and the second time', () => {
    expect(cancelInvoice(anInvoice(), '2', context())).toMatchObject({
      ok: false,
      code: 'invoice_not_found',
    });
    expect(cancelInvoice(cancelled(anInvoice()).facts, '1', context())).toMatchObject({
      code: 'invoice_not_open',
      args: { state: 'cancelled' },
    });
  });

  it.each([
    ['paid', charged()],
    ['paid in part', charged({ amount: { minor: 1n, currency: 'RUB' } })],
  ])('is refused when it is %s: that is a refund', (_state, notice) => {
    const { facts } = hear(anOpenPayment(), [notice]);
    const { state } = facts.invoices[0]!;
    expect(cancelInvoice(facts, '1', context())).toMatchObject({ code: 'invoice_not_open', args: { state } });
  });

  it('leaves other invoices of the deal alone', () => {
    const one = anInvoice();
    const [invoice] = one.invoices;
    const two = { ...one, invoices: [...one.invoices, { ...invoice!, id: 'second', number: '2' }] };
    const { facts } = cancelled(two);
    expect(facts.invoices.map(({ state }) => state)).toEqual(['cancelled', 'open']);
    expect(facts.deal.stage).toBe('invoice_issued');
  });
});
