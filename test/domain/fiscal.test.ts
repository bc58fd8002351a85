import { describe, expect, it } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import { awaitsHandover, giveReceiptContact, handOver } from '../../domain/decisions/receipts.ts';
import { returnOverpayment } from '../../domain/decisions/refund.ts';
import { applyCredit } from '../../domain/decisions/settle-payment.ts';
import type { Context } from '../../domain/settings.ts';
import { law, lines, MAIL, money, ready, rub } from '../support/receipts.ts';
import { anInvoice, anOpenPayment, apply, charged, hear, kinds, refunded, staff } from '../support/world.ts';

describe('money that comes in', () => {
  it('whole, handed over at once: one receipt of full payment, to be registered now', () => {
    const { facts } = hear(ready(), [charged()], law());
    expect(facts.receipts).toHaveLength(1);
    expect(facts.receipts[0]).toMatchObject({
      purpose: 'sale',
      state: 'creating',
      register: 'atol',
      settledBy: 'electronic',
      amount: 1_500_000n,
      content: { type: 'payment', taxSystem: 'usn_income', customer: { email: MAIL } },
    });
    expect(lines(facts.receipts[0])).toEqual([[1_500_000n, 'full_payment', 'none']]);
  });

  it('whole, handed over later: a full prepayment at the computed rate; then a closing receipt, once', () => {
    const at = law({ handedOver: 'later', vat: '22' });
    const { facts } = hear(ready(), [charged()], at);
    expect(lines(facts.receipts[0])).toEqual([[1_500_000n, 'full_prepayment', '22_of']]);
    const [invoice] = facts.invoices;
    expect(invoice && awaitsHandover(facts, invoice, at)).toBe(true);
    const given = handOver(facts, '1', at);
    const after = given.ok ? apply(facts, given.value) : facts;
    expect(after.receipts[1]).toMatchObject({ purpose: 'closing', settledBy: 'prepaid', amount: 1_500_000n });
    expect(lines(after.receipts[1])).toEqual([[1_500_000n, 'full_payment', '22']]);
    expect(handOver(after, '1', at)).toMatchObject({ ok: false, code: 'nothing_to_do' });
  });

  it('in parts: prepayments, and a closing receipt of the whole with the last of them', () => {
    const { facts } = hear(ready(), [money(500_000n), money(1_000_000n, 'ch_2')], law());
    expect(facts.receipts.map(({ purpose, amount }) => [purpose, amount])).toEqual([
      ['sale', 500_000n],
      ['sale', 1_000_000n],
      ['closing', 1_500_000n],
    ]);
    expect(lines(facts.receipts[1])).toEqual([[1_000_000n, 'prepayment', 'none']]);
    expect(lines(facts.receipts[2])).toEqual([[1_500_000n, 'full_payment', 'none']]);
  });

  it('paid twice: what is for nothing is an advance', () => {
    const { facts } = hear(ready(), [charged(), charged({ chargeId: 'ch_2' })], law());
    expect(lines(facts.receipts[1])).toEqual([[1_500_000n, 'advance', 'none']]);
    expect(facts.receipts[1]?.content.items[0]).toMatchObject({ subject: 'payment' });
  });

  it('too late, and counted after all: the advance is followed by a closing receipt', () => {
    const at = law();
    const open = ready();
    const closed = {
      ...open,
      invoices: open.invoices.map((each) => ({ ...each, cancelledAt: 1, state: 'cancelled' as const })),
    };
    const { facts } = hear(closed, [charged()], at);
    expect(lines(facts.receipts[0])).toEqual([[1_500_000n, 'advance', 'none']]);
    const counted = apply(facts, applyCredit(facts, facts.payments[0]?.id ?? '', at));
    expect(counted.receipts[1]).toMatchObject({ purpose: 'closing', settledBy: 'prepaid' });
  });

  it('is silent on a repeat', () => {
    const at = law();
    const once = hear(ready(), [charged()], at);
    expect(hear(once.facts, [charged({ eventKey: 'other' })], at).facts.receipts).toHaveLength(1);
  });

  it.each([
    ['of a seller who makes none', law({ receipts: 'none' }), {}],
    ['in another currency', law(), { amount: { minor: 1_500_000n, currency: 'USD' } }],
  ])('%s: no receipt', (_name, at, over) => {
    expect(hear(ready(), [charged(over)], at).facts.receipts).toEqual([]);
  });

  it('by a company’s transfer: no receipt (54-FZ, article 2); by its card: one', () => {
    const company = { name: 'ООО «Пример»', inn: '5544332219', kpp: null };
    const of = (kind: 'transfer' | 'card'): DealCase => {
      const facts = anOpenPayment(anInvoice(), 'pay_1', kind);
      return { ...facts, contact: facts.contact && { ...facts.contact, company, phone: '89000000001' } };
    };
    expect(hear(of('transfer'), [charged()], law()).facts.receipts).toEqual([]);
    const [receipt] = hear(of('card'), [charged()], law()).facts.receipts;
    expect(receipt?.content.customer.phone).toBe('+79000000001');
  });

  it('and nobody knows where the receipt goes: it waits, the customer is asked; the answer sets it going', () => {
    const at = law();
    const { facts, said } = hear(ready(1_500_000n, null), [charged()], at);
    expect(facts.receipts[0]).toMatchObject({ state: 'no_contact', nextCheckAt: null });
    expect(kinds(said)).toContain('receipt_contact_wanted → 2001');
    const given = giveReceiptContact(facts, facts.invoices[0]?.payToken ?? '', MAIL, at);
    const after = given.ok ? apply(facts, given.value) : facts;
    expect(after.receipts[0]).toMatchObject({ state: 'creating', content: { customer: { email: MAIL } } });
    expect(after.contact?.email).toBe(MAIL);
  });

  it('and there is no register: the money is booked all the same, and staff hear it once a day', () => {
    const at = law({}, { registers: { own: null, providers: [], contactFirst: true } });
    const { facts, said } = hear(ready(), [charged()], at);
    expect(facts.deal.stage).toBe('paid');
    expect(facts.receipts[0]).toMatchObject({ state: 'failed', failure: 'no_register' });
    expect(kinds(said)).toContain('staff_receipt_failed → 1001');
  });
});

describe('money that goes back', () => {
  const paid = (at: Context) => hear(ready(), [charged()], at).facts;

  it('of one of two payments: the other one’s advance becomes the sale, with a closing receipt', () => {
    const at = law();
    const { facts } = hear(
      ready(),
      [charged(), charged({ chargeId: 'ch_2' }), refunded({ chargeId: 'ch_1' })],
      at,
    );
    expect(facts.receipts.map(({ purpose, content }) => [purpose, content.items[0]?.mode])).toEqual([
      ['sale', 'full_payment'],
      ['sale', 'advance'],
      ['refund', 'full_payment'],
      ['closing', 'full_payment'],
    ]);
  });

  it('in part, then the rest: receipts of return that make the sale together', () => {
    const at = law({ vat: '22' });
    const one = refunded({ amount: rub(400_000n), refundReference: 're_1' });
    const two = refunded({ amount: rub(1_100_000n), refundReference: 're_2' });
    const { facts } = hear(paid(at), [one, two], at);
    const back = facts.receipts.filter(({ purpose }) => purpose === 'refund');
    expect(back.map(lines)).toEqual([
      [[400_000n, 'full_payment', '22']],
      [[1_100_000n, 'full_payment', '22']],
    ]);
    expect(back.every(({ content, refundId }) => content.type === 'refund' && refundId !== null)).toBe(true);
  });

  it('of an advance that became the sale: a return of what the closing receipt says', () => {
    const at = law();
    const notices = [charged(), charged({ chargeId: 'ch_2' }), refunded({ chargeId: 'ch_1' })];
    const last = refunded({ chargeId: 'ch_2', refundReference: 're_2', amount: rub(500_000n) });
    const { facts } = hear(ready(), [...notices, last], at);
    expect(lines(facts.receipts.at(-1))).toEqual([[500_000n, 'full_payment', 'none']]);
  });

  it('after the handing over of what was prepaid: as a return of full payment', () => {
    const at = law({ handedOver: 'later', vat: '22' });
    const before = paid(at);
    const closed = handOver(before, '1', at);
    const facts = closed.ok ? apply(before, closed.value) : before;
    const { facts: after } = hear(facts, [refunded()], at);
    expect(lines(after.receipts.at(-1))).toEqual([[1_500_000n, 'full_payment', '22']]);
  });

  it('of what was paid twice: a return of the advance, the sale’s receipt stays', () => {
    const at = law();
    const twice = hear(ready(), [charged(), charged({ chargeId: 'ch_2' })], at).facts;
    const asked = returnOverpayment(twice, twice.payments[1]?.id ?? '', staff(), at);
    const facts = asked.ok ? apply(twice, asked.value) : twice;
    const { id } = facts.refunds[0]!;
    const { facts: after } = hear(facts, [refunded({ refundId: id, chargeId: 'ch_2' })], at);
    expect(lines(after.receipts.at(-1))).toEqual([[1_500_000n, 'advance', 'none']]);
  });

  it('of money that had no receipt: none', () => {
    const before = hear(ready(), [charged()]).facts;
    expect(hear(before, [refunded()], law()).facts.receipts).toEqual([]);
  });
});
