import { describe, expect, it } from 'vitest';
import { amend } from '../../domain/draft.ts';
import { invoiceView } from '../../domain/views.ts';
import {
  aDeal,
  anOpenPayment,
  apply,
  charged,
  contact,
  context,
  hear,
  kinds,
  NOON,
  SETTINGS,
  staff,
} from '../support/world.ts';

const paid = hear(anOpenPayment(), [charged()]).facts;
const about = { payment: paid.payments[0]!, currency: 'RUB' };

describe('an entry of the ledger', () => {
  it('that does not balance throws, and nothing is written', () => {
    const draft = amend(paid, context());
    const lines = [
      { account: 'provider' as const, amount: 10n },
      { account: 'sales' as const, amount: -9n },
    ];
    expect(() => draft.post('payment:sandbox:ch_9', about, lines)).toThrow(
      'Entry payment:sandbox:ch_9 does not balance',
    );
    expect(draft.seal().postings).toEqual([]);
  });

  it('has no empty lines, and numbers the others', () => {
    const draft = amend(paid, context());
    draft.post('write-off', { ...about, refundId: 'refund' }, [
      { account: 'fees', amount: 0n },
      { account: 'write_offs', amount: 5n },
      { account: 'provider', amount: -5n },
    ]);
    expect(draft.seal().postings).toMatchObject([
      { entryKey: 'write-off', line: 0, account: 'write_offs', amount: 5n, refundId: 'refund', at: NOON },
      { entryKey: 'write-off', line: 1, account: 'provider', amount: -5n, paymentId: about.payment.id },
    ]);
  });
});

describe('sealing a draft', () => {
  it('throws for a move that the table does not list: a bug, nothing is written', () => {
    const emptied = { ...paid, invoices: [], postings: [] };
    expect(() => amend(emptied, context()).seal()).toThrow('A deal may not move from paid to in_work');
  });

  it('writes the deal, its guard, and of the rest only what was touched', () => {
    const changes = amend(paid, context({ now: NOON + 1 })).seal();
    expect(changes.deals).toEqual([{ ...paid.deal, updatedAt: NOON + 1 }]);
    const { invoices, payments, refunds, disputes, postings, messages, history, rollups } = changes;
    expect([invoices, payments, refunds, disputes, postings, messages, history, rollups].flat()).toEqual([]);
    expect(changes.contacts).toBeUndefined();
  });

  it('brings copies up to date that somebody changed by hand', () => {
    const wrong = { ...paid, invoices: [{ ...paid.invoices[0]!, paid: 1n, state: 'open' as const }] };
    expect(amend(wrong, context()).seal().invoices).toMatchObject([{ paid: 1_500_000n, state: 'paid' }]);
  });

  it('writes a row that was touched twice once, as it was last', () => {
    const draft = amend(paid, context());
    draft.payment({ ...about.payment, checks: 1 });
    draft.payment({ ...about.payment, checks: 2 });
    expect(draft.seal().payments).toEqual([{ ...about.payment, checks: 2 }]);
  });

  it('says what is true at the end, not when it was asked to be said', () => {
    const facts = anOpenPayment();
    const draft = amend(facts, context());
    const invoice = facts.invoices[0]!;
    draft.toCustomer('words', (now) => ({
      kind: 'invoice_cancelled',
      data: invoiceView(now, invoice.id, SETTINGS),
    }));
    draft.invoice({ ...invoice, cancelledAt: NOON });
    expect(draft.seal().messages?.[0]?.data).toMatchObject({ due: { minor: '0' } });
  });
});

describe('who is told', () => {
  const boris = staff({ id: 'boris', address: '1002', role: 'manager' });
  const vera = staff({ id: 'vera', address: '1003', role: 'viewer' });
  const facts = aDeal([staff(), boris, vera]);
  const words = () => ({ kind: 'from_staff', data: { text: 'Здравствуйте', media: null } }) as const;

  function told(given: typeof facts, only?: Parameters<ReturnType<typeof amend>['toStaff']>[2]) {
    const draft = amend(given, context());
    draft.toCustomer('key', words);
    draft.toStaff('key', words, only);
    return draft.seal().messages ?? [];
  }

  it('is the customer, and whoever is responsible or else all who could be', () => {
    expect(kinds(told(facts)).map((line) => line.slice(-4))).toEqual(['2001', '1001', '1002']);
    const taken = { ...facts, deal: { ...facts.deal, responsibleId: 'boris' } };
    expect(
      told(taken)
        .filter(({ kind }) => kind === 'from_staff')
        .map(({ address }) => address),
    ).toEqual(['2001', '1002']);
  });

  it('is no customer who cannot be reached', () => {
    for (const person of [null, contact({ unreachable: 'blocked' })]) {
      expect(told({ ...facts, contact: person }).some(({ address }) => address === '2001')).toBe(false);
    }
  });

  it('is somebody in particular when asked for, with a key for each', () => {
    const messages = told(facts, { only: [vera], priority: 'bulk', slot: 'a slot', notBefore: NOON + 5 });
    expect(messages.map(({ dedupeKey }) => dedupeKey)).toEqual(['key:customer', 'key:vera']);
    expect(messages[0]).toMatchObject({ priority: 0, slot: null, notBefore: NOON });
    expect(messages[1]).toMatchObject({ priority: 2, slot: 'a slot', notBefore: NOON + 5 });
  });

  it('sees the card redrawn once for each version of the deal that looks different', () => {
    const draft = amend(facts, context());
    draft.deal({ title: 'Вывеска' });
    const changes = draft.seal();
    expect(changes.messages?.map(({ dedupeKey }) => dedupeKey)).toEqual([
      `card:1:${facts.deal.version + 1}:anna`,
      `card:1:${facts.deal.version + 1}:boris`,
    ]);
    expect(amend(apply(facts, changes), context()).seal().messages).toEqual([]);
  });
});
