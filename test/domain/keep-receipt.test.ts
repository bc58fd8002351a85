import { describe, expect, it } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import type { Contact } from '../../domain/contact.ts';
import { keepReceipt } from '../../domain/decisions/keep-receipt.ts';
import { anOpenPayment, apply, charged, contact, context, hear, kinds, SETTINGS } from '../support/world.ts';

const at = context({
  settings: {
    ...SETTINGS,
    seller: { ...SETTINGS.seller, receipts: 'law' },
    registers: { own: 'atol', providers: [], contactFirst: false },
  },
});

/** Somebody has paid at the counter, and nobody knows who. */
function paidAtCounter(): DealCase {
  const open = anOpenPayment();
  const unknown = { ...open, contact: null, deal: { ...open.deal, contactId: null } };
  return hear(unknown, [charged()], at).facts;
}

function kept(by: Contact) {
  const facts = paidAtCounter();
  const changes = keepReceipt(facts, facts.invoices[0]?.payToken ?? '', by, at);
  return { facts: apply(facts, changes), said: kinds(changes?.messages ?? []) };
}

describe('who keeps a receipt of the counter in the chat', () => {
  it('is asked where the fiscal receipt goes, as nobody could be at the counter', () => {
    const { facts, said } = kept(contact());
    expect(facts.receipts).toMatchObject([{ state: 'no_contact' }]);
    expect(said).toContain('invoice_paid → 2001');
    expect(said).toContain('receipt_contact_wanted → 2001');
  });

  it('gets it at once where the phone is known', () => {
    const { facts, said } = kept(contact({ phone: '+79000000001' }));
    expect(facts.receipts).toMatchObject([
      { state: 'creating', nextCheckAt: at.now, content: { customer: { phone: '+79000000001' } } },
    ]);
    expect(said).not.toContain('receipt_contact_wanted → 2001');
  });
});
