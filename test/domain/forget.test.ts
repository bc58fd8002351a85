import { describe, expect, it } from 'vitest';
import { auditDeal } from '../../domain/audit.ts';
import type { DealCase } from '../../domain/case.ts';
import { exportPerson, forget } from '../../domain/decisions/forget.ts';
import { noteReceiptAnswer } from '../../domain/decisions/receipts.ts';
import { loseDeal } from '../../domain/decisions/work-deal.ts';
import { isForgotten, withoutPerson } from '../../domain/forgotten.ts';
import { personalDataJson } from '../../domain/personal-data.ts';
import { receiptRow } from '../support/rows.ts';
import {
  aDeal,
  anInvoice,
  anOpenPayment,
  apply,
  charged,
  context,
  disputed,
  hear,
  NOON,
  refunded,
  staff,
} from '../support/world.ts';

const owner = staff();
const said = (code: string) => ({ ok: false, code }) as const;
const forgetOne = (facts: DealCase, by = owner) => forget(facts.contact, [facts], by, context());
const changesOf = (facts: DealCase) => {
  const gone = forgetOne(facts);
  if (!gone.ok) throw new Error(gone.code);
  return gone.value;
};
const paid = () => hear(anOpenPayment(), [charged()]).facts;

describe('forgetting a person', () => {
  it('is for owners', () => {
    for (const role of ['manager', 'viewer'] as const)
      expect(forgetOne(paid(), staff({ role }))).toMatchObject(said('not_allowed'));
  });

  it('waits for money that is open, on its way or disputed, and says which', () => {
    const waits = (facts: DealCase) => {
      const gone = forgetOne(facts);
      return gone.ok ? null : [gone.code, gone.args?.what];
    };
    expect(waits(anInvoice())).toEqual(['forget_too_early', 'invoice']);
    expect(waits(anOpenPayment())).toEqual(['forget_too_early', 'payment']);
    const back = hear(paid(), [refunded({ state: 'pending' })]).facts;
    const onItsWay = {
      ...back,
      refunds: back.refunds.map((each) => ({ ...each, state: 'pending' as const })),
    };
    if (onItsWay.refunds.length > 0) expect(waits(onItsWay)).toEqual(['forget_too_early', 'refund']);
    expect(waits(hear(paid(), [disputed()]).facts)).toEqual(['forget_too_early', 'dispute']);
    expect(waits(paid())).toBeNull();
  });

  it('takes the name, the words and the addresses, and leaves every sum as it was', () => {
    const refundedDeal = hear(paid(), [refunded()]).facts;
    const loaded: DealCase = {
      ...refundedDeal,
      deal: { ...refundedDeal.deal, title: 'Торт для Марии' },
      invoices: refundedDeal.invoices.map((each) => ({ ...each, receiptTo: 'maria@example.com' })),
      refunds: refundedDeal.refunds.map((each) => ({ ...each, reason: 'Мария передумала' })),
    };
    const changes = changesOf(loaded);
    const after = apply(loaded, changes);
    expect(
      JSON.stringify([changes, after.contact], (_, each) => (typeof each === 'bigint' ? `${each}` : each)),
    ).not.toMatch(/Мари|maria@|\+7900|2001/);
    expect(changes.forgotten).toEqual([{ contactId: 'maria', dealIds: [loaded.deal.id] }]);
    expect(changes.contacts).toHaveLength(1);
    expect(isForgotten(after.contact)).toBe(true);
    expect(after.postings).toEqual(loaded.postings);
    expect(after.payments).toEqual(loaded.payments);
    expect(after.invoices.map(({ items, total, paid: sum }) => [items, total, sum])).toEqual(
      loaded.invoices.map(({ items, total, paid: sum }) => [items, total, sum]),
    );
    expect([after.deal.stage, auditDeal(after)]).toEqual([loaded.deal.stage, []]);
    expect(changes.history?.map(({ type }) => type)).toEqual(['customer_forgotten']);
  });

  it('closes a question that nobody will answer, and is done once', () => {
    const after = apply(aDeal(), changesOf(aDeal()));
    expect(after.deal.stage).toBe('lost');
    expect(forgetOne(after)).toMatchObject(said('nothing_to_do'));
    expect(forget(null, [after], owner, context())).toMatchObject(said('nothing_to_do'));
  });

  it('writes to the customer no more, and draws the card of staff without them', () => {
    const { messages = [] } = changesOf(paid());
    expect(messages.map(({ kind, address }) => `${kind} ${address}`)).toEqual(['deal_card 1001']);
    expect(messages[0]?.data).toMatchObject({ customer: null, phone: null });
  });
});

describe('a receipt of somebody who is forgotten', () => {
  const customer = { phone: '+79000000001', email: 'maria@example.com' };
  const receipt = (state: 'registered' | 'pending') =>
    receiptRow({ state, content: { ...receiptRow().content, customer }, reference: 'r-1' });

  it('keeps its fiscal record without the address once it is registered', () => {
    const facts = { ...paid(), receipts: [receipt('registered')] };
    const [kept] = changesOf(facts).receipts ?? [];
    expect(kept?.content).toEqual({
      ...receipt('registered').content,
      customer: { phone: null, email: null },
    });
  });

  it('keeps the address while the law still asks for the receipt, and loses it when it is made', () => {
    const facts = { ...paid(), receipts: [receipt('pending')] };
    const changes = changesOf(facts);
    expect(changes.receipts ?? []).toEqual([]);
    const after = { ...apply(facts, changes), receipts: facts.receipts };
    const fiscal = { documentNumber: '1', storageNumber: '2', attribute: '3' };
    const answer = {
      ok: true,
      value: {
        receiptReference: 'r-1',
        state: 'succeeded',
        fiscal,
        url: null,
        registeredAt: NOON,
        reason: null,
      },
    } as never;
    const [made] = noteReceiptAnswer(after, 'receipt-1', answer, context())?.receipts ?? [];
    expect(made).toMatchObject({
      state: 'registered',
      fiscal,
      content: { customer: { phone: null, email: null } },
    });
  });
});

describe('what is for good', () => {
  it('holds no words that staff typed about somebody', () => {
    const lost = loseDeal(aDeal(), 'Мария уехала', context());
    if (!lost.ok) throw new Error(lost.code);
    expect(JSON.stringify(lost.value.history)).not.toContain('Мария');
    expect(lost.value.deals?.[0]?.lostReason).toBe('Мария уехала');
  });
});

describe('handing out a person’s data', () => {
  it('is for owners, is written down, and keeps no copy', () => {
    const facts = paid();
    expect(exportPerson(facts.contact, [facts], staff({ role: 'manager' }), context())).toMatchObject(
      said('not_allowed'),
    );
    const gone = exportPerson(facts.contact, [facts], owner, context());
    if (!gone.ok) throw new Error(gone.code);
    expect(gone.value.history).toMatchObject([
      { stream: `deal:${facts.deal.id}`, type: 'personal_data_exported' },
    ]);
    expect(gone.value.messages?.[0]?.data).toEqual({ contactId: 'maria', dealId: facts.deal.id });
    const nobody = withoutPerson(facts.contact!);
    expect(exportPerson(nobody, [facts], owner, context())).toMatchObject(said('nothing_to_do'));
  });

  it('has all that is theirs in words that others read, and no key of the till', () => {
    const facts = paid();
    const identities = [{ channel: 'telegram', address: '2001' }];
    const text = personalDataJson(
      { contact: facts.contact!, identities, deals: [{ facts, history: [], said: [] }] },
      NOON,
    );
    const read = JSON.parse(text);
    expect(read.madeAt).toBe('2026-11-24T09:00:00.000Z');
    expect(read.person).toMatchObject({ name: 'Мария', identities });
    expect(read.deals[0].invoices[0]).toMatchObject({ total: '1500000', paid: '1500000' });
    expect(read.deals[0].payments[0].succeededAt).toBe('2026-11-24T09:00:00.000Z');
    expect(text).not.toContain(facts.invoices[0]!.payToken);
    expect(text).not.toMatch(/idempotencyKey|payToken|Анна/);
  });
});
