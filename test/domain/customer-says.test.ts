import { describe, expect, it } from 'vitest';
import { noteDeclined, noteSaysPaid } from '../../domain/decisions/customer-says.ts';
import { anInvoice, anOpenPayment, apply, charged, context, hear, kinds, NOON } from '../support/world.ts';

describe('"I have paid", of which the provider knows nothing', () => {
  it('moves nothing: staff are told, with what the customer claims to have paid', () => {
    const facts = anOpenPayment();
    const changes = noteSaysPaid(facts, '1', context());
    const told = apply(facts, changes);
    expect(told.deal.stage).toBe('awaiting_payment');
    expect([told.invoices, told.payments, told.postings]).toEqual([facts.invoices, facts.payments, []]);
    expect(kinds(changes.messages ?? [])).toEqual(['staff_says_paid → 1001']);
    expect(changes.messages?.[0]?.data).toMatchObject({ number: '1', found: false });
  });

  it('is told once in ten minutes, however often it is said', () => {
    const key = (minutes: number) =>
      noteSaysPaid(
        anInvoice(),
        '1',
        context({ now: NOON + minutes * 60_000 }),
      ).messages?.[0]?.dedupeKey?.split(':')[2];
    expect(key(1)).toBe(key(9));
    expect(key(1)).not.toBe(key(11));
  });

  it('about an invoice that is not there changes nothing', () => {
    expect(noteSaysPaid(anInvoice(), '2', context())).toEqual({});
  });
});

describe('"I do not want it"', () => {
  it('ends the reminders and tells staff; the invoice stays until staff cancel it', () => {
    const facts = anInvoice();
    const result = noteDeclined(facts, '1', context());
    if (!result.ok) throw new Error(result.code);
    const told = apply(facts, result.value);
    expect(told.invoices[0]).toMatchObject({ state: 'open', nextReminderAt: null });
    expect(told.deal.stage).toBe('invoice_issued');
    expect(kinds(result.value.messages ?? [])).toEqual(['staff_declined → 1001']);
  });

  it('said twice is told under one key', () => {
    const facts = anInvoice();
    const keys = [1, 2].map(() => {
      const result = noteDeclined(facts, '1', context());
      return result.ok ? result.value.messages?.map(({ dedupeKey }) => dedupeKey) : null;
    });
    expect(keys[0]).toEqual([`declined:${facts.invoices[0]?.id}:anna`]);
    expect(keys[1]).toEqual(keys[0]);
  });

  it('is refused for an invoice that is not there, was paid, or is too old to be paid', () => {
    expect(noteDeclined(anInvoice(), '2', context())).toMatchObject({ code: 'invoice_not_found' });
    const paid = hear(anOpenPayment(), [charged()]).facts;
    expect(noteDeclined(paid, '1', context())).toMatchObject({
      code: 'invoice_not_open',
      args: { state: 'paid' },
    });
    const old = anInvoice(100n, { dueAt: NOON + 1 });
    expect(noteDeclined(old, '1', context({ now: NOON + 2 }))).toMatchObject({
      code: 'invoice_not_open',
      args: { state: 'expired' },
    });
  });
});
