import { describe, expect, it } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import type { Changes } from '../../domain/changes.ts';
import { noteUnreachable } from '../../domain/decisions/note-unreachable.ts';
import { deliverToCustomer, deliverToStaff } from '../../domain/decisions/pass-on.ts';
import { describeDeal, loseDeal, takeDeal } from '../../domain/decisions/work-deal.ts';
import type { Result } from '../../domain/result.ts';
import { mayRule, mayWork } from '../../domain/rights.ts';
import {
  aDeal,
  anInvoice,
  anOpenPayment,
  apply,
  charged,
  context,
  hear,
  kinds,
  refunded,
  staff,
} from '../support/world.ts';

const boris = staff({ id: 'boris', name: 'Борис', address: '1002', role: 'manager' });
const vera = staff({ id: 'vera', name: 'Вера', address: '1003', role: 'viewer' });
const team = [staff(), boris, vera];

function changesOf(result: Result<Changes>): Changes {
  if (!result.ok) throw new Error(result.code);
  return result.value;
}

const taken = (facts: DealCase) => apply(facts, changesOf(takeDeal(facts, boris, context())));

describe('taking a deal', () => {
  it('makes one person responsible, and everybody who saw the card sees that', () => {
    const changes = changesOf(takeDeal(aDeal(team), boris, context()));
    expect(changes.deals).toMatchObject([{ responsibleId: 'boris', stage: 'in_work' }]);
    expect(kinds(changes.messages ?? [])).toEqual(['deal_card → 1001', 'deal_card → 1002']);
    expect(changes.messages?.[0]?.data).toMatchObject({ responsible: 'Борис', isNew: false });
  });

  it('has one winner; the other one is told who it was', () => {
    expect(takeDeal(taken(aDeal(team)), staff(), context())).toMatchObject({
      ok: false,
      code: 'deal_taken',
      args: { name: 'Борис', deal: 1 },
    });
  });

  it('twice by the same person is nothing to do', () => {
    expect(takeDeal(taken(aDeal(team)), boris, context())).toMatchObject({ code: 'nothing_to_do' });
  });

  it('is open again when whoever had it works here no more', () => {
    const left = { ...taken(aDeal(team)), team: [staff()] };
    expect(takeDeal(left, staff(), context()).ok).toBe(true);
  });
});

describe('giving a deal up', () => {
  it('keeps the reason, cancels what is open, and tells the customer of that', () => {
    const changes = changesOf(loseDeal(anInvoice(), 'дорого', context()));
    expect(changes.deals).toMatchObject([{ stage: 'lost', lostReason: 'дорого' }]);
    expect(changes.invoices).toMatchObject([{ state: 'cancelled' }]);
    expect(kinds(changes.messages ?? [])).toContain('invoice_cancelled → 2001');
  });

  it('twice is nothing to do', () => {
    const facts = apply(aDeal(), changesOf(loseDeal(aDeal(), 'дорого', context())));
    expect(loseDeal(facts, 'дорого', context())).toMatchObject({ ok: false, code: 'nothing_to_do' });
  });

  it('is refused while there is money in it, and nothing is cancelled', () => {
    const { facts } = hear(anOpenPayment(), [charged({ amount: { minor: 1n, currency: 'RUB' } })]);
    expect(loseDeal(facts, 'дорого', context())).toMatchObject({
      code: 'deal_closed',
      args: { stage: 'partially_paid' },
    });
  });

  it('does not hide that money came and went back', () => {
    const { facts } = hear(anOpenPayment(), [charged(), refunded()]);
    const lost = apply(facts, changesOf(loseDeal(facts, 'передумал', context())));
    expect(lost.deal.stage).toBe('refunded');
    expect(loseDeal(lost, 'передумал', context())).toMatchObject({ code: 'nothing_to_do' });
  });
});

describe('describing a deal', () => {
  it('redraws its card; the same words again say nothing', () => {
    const facts = aDeal();
    const changes = describeDeal(facts, 'Логотип и вывеска', context());
    expect(kinds(changes.messages ?? [])).toEqual(['deal_card → 1001']);
    const told = apply(facts, changes);
    expect(told.deal.title).toBe('Логотип и вывеска');
    expect(describeDeal(told, 'Логотип и вывеска', context()).messages).toEqual([]);
  });
});

describe('words that are passed on', () => {
  const words = { text: 'Когда будет готово?', media: null };

  it('of the customer go to whoever is responsible, else to everyone who may take the deal', () => {
    const said = (facts: DealCase) =>
      kinds(deliverToStaff(facts, { ...words, edited: false }, 'telegram:5', context()).messages ?? []);
    expect(said(aDeal(team))).toEqual(['from_customer → 1001', 'from_customer → 1002']);
    expect(said(taken(aDeal(team)))).toEqual(['from_customer → 1002']);
  });

  it('of staff go to the customer, who does not see whose they are', () => {
    const { messages } = deliverToCustomer(taken(aDeal(team)), words, 'telegram:6', context());
    expect(messages).toMatchObject([{ kind: 'from_staff', address: '2001', data: words }]);
    expect(
      JSON.stringify(messages, (_key, value) => (typeof value === 'bigint' ? `${value}` : value)),
    ).not.toContain('Борис');
  });

  it('are said once per update', () => {
    const key = (cause: string) =>
      deliverToCustomer(aDeal(), words, cause, context()).messages?.[0]?.dedupeKey;
    expect(key('telegram:6')).toBe(key('telegram:6'));
    expect(key('telegram:6')).not.toBe(key('telegram:7'));
  });
});

describe('a customer who blocked us', () => {
  it('is marked, staff hear it once, and nothing more is said to them', () => {
    const facts = aDeal();
    const changes = noteUnreachable(facts, 'blocked', context());
    expect(kinds(changes?.messages ?? [])).toEqual(['staff_unreachable → 1001', 'deal_card → 1001']);
    const blocked = apply(facts, changes);
    expect(blocked.contact?.unreachable).toBe('blocked');
    expect(noteUnreachable(blocked, 'blocked', context())).toBeNull();
    expect(deliverToCustomer(blocked, { text: 'Ау', media: null }, 'telegram:8', context()).messages).toEqual(
      [],
    );
  });

  it('may be nobody: a counter sale has no customer', () => {
    expect(noteUnreachable({ ...aDeal(), contact: null }, 'blocked', context())).toBeNull();
  });
});

describe('who may do what', () => {
  it('a viewer touches nothing; a free deal is anybody’s; a taken one is its owner’s and the owners’', () => {
    const free = aDeal(team);
    const mine = taken(free);
    const ivan = staff({ id: 'ivan', role: 'manager' });
    expect(mayWork(vera, free)).toMatchObject({ code: 'not_allowed' });
    expect(mayWork(ivan, free).ok).toBe(true);
    expect(mayWork(boris, mine).ok).toBe(true);
    expect(mayWork(ivan, mine)).toMatchObject({ code: 'deal_taken', args: { name: 'Борис', deal: 1 } });
    expect(mayWork(staff(), mine).ok).toBe(true);
    expect(mayWork(ivan, { ...mine, team: [ivan] }).ok).toBe(true);
  });

  it('only owners rule the team', () => {
    expect(mayRule(staff()).ok).toBe(true);
    for (const other of [boris, vera]) expect(mayRule(other)).toMatchObject({ code: 'not_allowed' });
  });
});
