import { describe, expect, it } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import { issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import {
  handOver,
  noteReceiptAnswer,
  noteReceiptAsked,
  retryReceipt,
} from '../../domain/decisions/receipts.ts';
import { requestRefund } from '../../domain/decisions/refund.ts';
import { noteRefundAnswer } from '../../domain/decisions/settle-refund.ts';
import { notePaymentStarted, startPayment } from '../../domain/decisions/start-payment.ts';
import { registerFor } from '../../domain/fiscal.ts';
import { law, MAIL, ready } from '../support/receipts.ts';
import { aDeal, anInvoice, apply, charged, hear, kinds, refunded, staff } from '../support/world.ts';

describe('a receipt that goes along with the payment', () => {
  const at = law({}, { registers: { own: null, providers: ['sandbox'], contactFirst: true } });
  const start = (facts: DealCase) =>
    startPayment(facts, facts.invoices[0]?.payToken ?? '', { provider: 'sandbox', kind: 'card' }, at);
  const plain = anInvoice();
  const invoice = (to: string | null = MAIL) => {
    const facts = plain;
    return { ...facts, invoices: facts.invoices.map((each) => ({ ...each, receiptTo: to })) };
  };

  it('is wanted before the customer is let through, and asked for', () => {
    expect(start(invoice(null))).toMatchObject({ ok: false, code: 'receipt_contact_wanted' });
  });

  it('is the provider’s to register; ours is to look for it', () => {
    const started = start(invoice());
    if (!started.ok || started.value.type !== 'ask') throw new Error('nothing was asked');
    expect(started.value.payment.withReceipt).toBe(true);
    const asked = apply(invoice(), started.value.changes);
    const { facts } = hear(asked, [charged({ paymentId: started.value.payment.id })], at);
    expect(facts.receipts[0]).toMatchObject({ along: true, state: 'pending', register: 'sandbox' });
    const refund = requestRefund(facts, { number: '1', amount: null, reason: 'x', by: staff() }, at);
    const going = refund.ok ? apply(facts, refund.value) : facts;
    const refused = {
      ok: false,
      category: 'invalid',
      retryable: false,
      code: 'receipt',
      message: 'no',
    } as const;
    const again = apply(going, noteRefundAnswer(going, going.refunds[0]?.id ?? '', refused, at));
    expect(again.refunds[0]).toMatchObject({
      state: 'creating',
      idempotencyKey: expect.stringMatching(/:plain$/),
    });
    const failed = apply(again, noteRefundAnswer(again, again.refunds[0]?.id ?? '', refused, at));
    expect(failed.refunds[0]?.state).toBe('failed');
  });

  it('that makes the provider refuse the payment: the next try goes without it', () => {
    const started = start(invoice());
    if (!started.ok || started.value.type !== 'ask') throw new Error('nothing was asked');
    const asked = apply(invoice(), started.value.changes);
    const refused = {
      ok: false,
      category: 'invalid',
      retryable: false,
      code: 'receipt',
      message: 'no',
    } as const;
    const after = apply(asked, notePaymentStarted(asked, started.value.payment.id, refused, at));
    const again = start(after);
    expect(again).toMatchObject({ ok: true, value: { payment: { withReceipt: false } } });
  });

  it('two never print one receipt: a register of one’s own goes before the provider’s', () => {
    expect(registerFor('sandbox', at.settings)).toBe('sandbox');
    expect(registerFor('other', at.settings)).toBeNull();
    expect(
      registerFor(
        'sandbox',
        law({}, { registers: { own: 'atol', providers: ['sandbox'], contactFirst: true } }).settings,
      ),
    ).toBe('atol');
  });
});

describe('what the register says', () => {
  const at = law();
  const paid = () => hear(ready(), [charged()], at).facts;
  const answer = (facts: DealCase, said: Parameters<typeof noteReceiptAnswer>[2], when = at) => {
    const changes = noteReceiptAnswer(facts, facts.receipts[0]?.id ?? '', said, when);
    return { facts: apply(facts, changes), said: changes?.messages ?? [] };
  };
  const state = (over: object) => ({
    ok: true as const,
    value: { receiptReference: 'r-1', state: 'pending' as const, fiscal: null, ...over },
  });

  it('is kept before it is asked, so that a crash leaves it open and not forgotten', () => {
    const asked = apply(paid(), noteReceiptAsked(paid(), '', at));
    expect(asked.receipts[0]?.state).toBe('creating');
    const facts = paid();
    const noted = apply(facts, noteReceiptAsked(facts, facts.receipts[0]?.id ?? '', at));
    expect(noted.receipts[0]).toMatchObject({ state: 'unknown', nextCheckAt: expect.any(Number) });
  });

  it('registered: the customer has it in the chat, once', () => {
    const url = 'https://ofd.example.com/1';
    const { facts, said } = answer(paid(), state({ state: 'succeeded', url }));
    expect(facts.receipts[0]).toMatchObject({
      state: 'registered',
      reference: 'r-1',
      url,
      nextCheckAt: null,
    });
    expect(kinds(said)).toEqual(['receipt_ready → 2001']);
    expect(answer(facts, state({ state: 'succeeded', url })).said).toEqual([]);
  });

  it('not yet, or nothing: asked again, later and later; after ten minutes staff hear of it', () => {
    let facts = answer(paid(), state({})).facts;
    expect(facts.receipts[0]).toMatchObject({ state: 'pending', reference: 'r-1', checks: 1 });
    const lost = { ok: false, category: 'unknown', retryable: true, code: 'timeout', message: '' } as const;
    const told: string[] = [];
    for (let tries = 0; tries < 8; tries += 1) {
      const next = answer(facts, lost);
      facts = next.facts;
      told.push(...kinds(next.said));
    }
    expect(told).toEqual(['staff_receipt_failed → 1001']);
    expect(facts.receipts[0]).toMatchObject({ state: 'pending', failure: 'timeout' });
  });

  it('refused: staff hear why; once more under another key, with what is known now', () => {
    const bad = { ok: false, category: 'invalid', retryable: false, code: '32', message: '' } as const;
    const { facts, said } = answer(paid(), bad);
    expect(facts.receipts[0]).toMatchObject({ state: 'failed', failure: '32', nextCheckAt: null });
    expect(kinds(said)).toEqual(['staff_receipt_failed → 1001']);
    expect(facts.deal.stage).toBe('paid');
    const again = retryReceipt(facts, facts.receipts[0]?.id ?? '', at);
    const after = again.ok ? apply(facts, again.value) : facts;
    expect(after.receipts[0]).toMatchObject({ state: 'creating', reference: null, failure: null });
    expect(after.receipts[0]?.idempotencyKey).not.toBe(facts.receipts[0]?.idempotencyKey);
    expect(retryReceipt(after, after.receipts[0]?.id ?? '', at)).toMatchObject({ code: 'nothing_to_do' });
    expect(answer(facts, state({})).facts.receipts[0]?.state).toBe('failed');
    expect(answer(facts, state({ state: 'succeeded' })).facts.receipts[0]?.state).toBe('registered');
  });
});

describe('what is paid ahead', () => {
  it('a plan: every part is a prepayment, and closing receipts follow the last of them', () => {
    const at = law();
    const plan = [600n, 400n].map((amount) => ({ amount, startsAt: null }));
    const deal = aDeal();
    const items = [{ title: 'Сайт', quantity: 1000n, price: 1000n }];
    const issued = issueInvoice(deal, { items, dueAt: null, counter: 0, plan, by: staff() }, at);
    if (!issued.ok) throw new Error(issued.code);
    let facts = apply(deal, issued.value.changes);
    facts = { ...facts, invoices: facts.invoices.map((each) => ({ ...each, receiptTo: MAIL })) };
    const pay = (part: number, minor: bigint) => {
      const token = facts.invoices[part]?.payToken ?? '';
      const started = startPayment(facts, token, { provider: 'sandbox', kind: 'card' }, at);
      if (!started.ok || started.value.type !== 'ask') throw new Error('nothing was asked');
      facts = apply(facts, started.value.changes);
      const notice = {
        paymentId: started.value.payment.id,
        reference: `pay_${part}`,
        chargeId: `ch_${part}`,
      };
      facts = hear(facts, [charged({ ...notice, amount: { minor, currency: 'RUB' } })], at).facts;
    };
    pay(0, 600n);
    expect(facts.receipts.map(({ content }) => content.items[0]?.mode)).toEqual(['prepayment']);
    pay(1, 400n);
    expect(facts.receipts.map(({ purpose, amount }) => [purpose, amount])).toEqual([
      ['sale', 600n],
      ['sale', 400n],
      ['closing', 600n],
      ['closing', 400n],
    ]);
  });

  it('some of it given back before it is handed over: the closing receipt is of what stayed', () => {
    const at = law({ handedOver: 'later' });
    const notices = [charged(), refunded({ amount: { minor: 500_000n, currency: 'RUB' } })];
    const { facts } = hear(ready(), notices, at);
    const given = handOver(facts, '1', at);
    expect(given.ok && apply(facts, given.value).receipts.at(-1)).toMatchObject({
      purpose: 'closing',
      amount: 1_000_000n,
    });
  });
});
