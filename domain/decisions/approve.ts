import type { DealCase } from '../case.ts';
import type { Changes } from '../changes.ts';
import { amend } from '../draft.ts';
import type { MoneyJson } from '../money.ts';
import type { Context } from '../settings.ts';
import type { Approval, Staff } from '../staff.ts';

export interface AskApproval {
  readonly kind: Approval['kind'];
  /** The command as it will be carried out: plain JSON. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly by: Staff;
  /** MoneyJson of the sum. */
  readonly amount: unknown;
  readonly about: string;
}

/** A sum above somebody's ceiling waits for an owner; nothing else exists until one says yes. */
export function askApproval(facts: DealCase, command: AskApproval, context: Context): Changes {
  const draft = amend(facts, context);
  const amount = command.amount as MoneyJson;
  const approval: Approval = {
    id: context.newId(),
    kind: command.kind,
    dealId: facts.deal.id,
    data: { ...command.data, sum: amount },
    requestedBy: command.by.id,
    state: 'waiting',
    decidedBy: null,
    createdAt: context.now,
    version: 0,
  };
  draft.event('approval_asked', { kind: command.kind, amount });
  const owners = facts.team.filter((member) => member.role === 'owner');
  const data = {
    approvalId: approval.id,
    kind: command.kind,
    dealId: facts.deal.id,
    by: command.by.name,
    amount,
    about: command.about,
  };
  draft.toStaff(`approval:${approval.id}`, () => ({ kind: 'approval_wanted', data }), {
    priority: 'service',
    only: owners,
  });
  return { ...draft.seal(), approvals: [approval] };
}

/** The owner's word, written on the approval and told to whoever asked. */
export function decideApproval(
  approval: Approval,
  facts: DealCase,
  approved: boolean,
  by: Staff,
  context: Context,
): Changes {
  const draft = amend(facts, context);
  const amount = approval.data.sum as MoneyJson;
  const asker = facts.team.filter((member) => member.id === approval.requestedBy && member.id !== by.id);
  draft.event(approved ? 'approval_given' : 'approval_declined', { kind: approval.kind, amount });
  const data = { kind: approval.kind, dealId: facts.deal.id, approved, by: by.name, amount };
  draft.toStaff(`approval:${approval.id}:decided`, () => ({ kind: 'approval_decided', data }), {
    priority: 'service',
    only: asker,
  });
  return {
    ...draft.seal(),
    approvals: [{ ...approval, state: approved ? 'approved' : 'declined', decidedBy: by.id }],
  };
}
