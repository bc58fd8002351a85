import type { DealCase } from './case.ts';
import { done, type Result, refuse } from './result.ts';
import type { Staff } from './staff.ts';

/** Viewers look and touch nothing; a deal that somebody took is theirs, and the owners'. */
export function mayWork(staff: Staff, facts: Pick<DealCase, 'deal' | 'team'>): Result<null> {
  if (staff.role === 'viewer') return refuse('not_allowed');
  const holder = facts.team.find((member) => member.id === facts.deal.responsibleId);
  const others = holder !== undefined && holder.id !== staff.id;
  if (others && staff.role !== 'owner')
    return refuse('deal_taken', { name: holder.name, deal: facts.deal.id });
  return done(null);
}

/** Team, ceilings and approvals are the owners'. */
export function mayRule(staff: Staff): Result<null> {
  return staff.role === 'owner' ? done(null) : refuse('not_allowed');
}
