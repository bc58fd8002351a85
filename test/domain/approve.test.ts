import { describe, expect, it } from 'vitest';
import { askApproval, decideApproval } from '../../domain/decisions/approve.ts';
import type { Approval } from '../../domain/staff.ts';
import { aDeal, context, kinds, NOON, staff } from '../support/world.ts';

const boris = staff({ id: 'boris', name: 'Борис', address: '1002', role: 'manager', invoiceCeiling: 99n });
const olga = staff({ id: 'olga', name: 'Ольга', address: '1004' });
const facts = aDeal([staff(), boris, olga]);
const amount = { minor: '100', currency: 'RUB' };

function ask() {
  const command = { kind: 'invoice', data: { items: [] }, by: boris, amount, about: 'Логотип' } as const;
  return askApproval(facts, command, context());
}

function approval(over: Partial<Approval> = {}): Approval {
  const [made] = ask().approvals ?? [];
  if (!made) throw new Error('nothing was asked');
  return { ...made, version: 1, ...over };
}

describe('a sum above somebody’s ceiling', () => {
  it('waits as a command with its sum; nothing else exists', () => {
    const changes = ask();
    expect(changes.approvals).toMatchObject([
      {
        kind: 'invoice',
        dealId: 1,
        data: { items: [], sum: amount },
        requestedBy: 'boris',
        state: 'waiting',
        decidedBy: null,
        createdAt: NOON,
        version: 0,
      },
    ]);
    expect([changes.invoices, changes.payments, changes.refunds, changes.postings]).toEqual([[], [], [], []]);
    expect(changes.deals?.[0]?.stage).toBe(facts.deal.stage);
  });

  it('is shown to every owner and to nobody else', () => {
    const { messages, approvals } = ask();
    expect(kinds(messages ?? [])).toEqual(['approval_wanted → 1001', 'approval_wanted → 1004']);
    expect(messages?.[0]?.data).toEqual({
      approvalId: approvals?.[0]?.id,
      kind: 'invoice',
      dealId: 1,
      by: 'Борис',
      amount,
      about: 'Логотип',
    });
  });
});

describe('an owner’s word', () => {
  it.each([
    [true, 'approved', 'approval_given'],
    [false, 'declined', 'approval_declined'],
  ])('%s is kept with whose it was, and told to whoever asked', (yes, state, event) => {
    const waiting = approval();
    const changes = decideApproval(waiting, facts, yes, olga, context());
    expect(changes.approvals).toEqual([{ ...waiting, state, decidedBy: 'olga' }]);
    expect(changes.history).toMatchObject([{ type: event, data: { kind: 'invoice', amount } }]);
    expect(kinds(changes.messages ?? [])).toEqual(['approval_decided → 1002']);
    expect(changes.messages?.[0]?.data).toMatchObject({ approved: yes, by: 'Ольга', amount });
  });

  it('is guarded by the approval’s version, so that two owners decide once', () => {
    expect(
      decideApproval(approval({ version: 4 }), facts, true, olga, context()).approvals?.[0]?.version,
    ).toBe(4);
  });

  it('is not told to somebody who left, nor to oneself', () => {
    const left = { ...facts, team: [staff(), olga] };
    expect(decideApproval(approval(), left, true, olga, context()).messages).toEqual([]);
    const own = approval({ requestedBy: 'olga' });
    expect(decideApproval(own, facts, true, olga, context()).messages).toEqual([]);
  });
});
