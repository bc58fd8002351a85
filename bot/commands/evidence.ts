import { makeEvidence } from '../../domain/decisions/make-evidence.ts';
import { refuse } from '../../domain/result.ts';
import { mayWork } from '../../domain/rights.ts';
import { refused } from '../screens/staff.ts';
import { type Reply, type StaffTurn, say } from '../turn.ts';

/** Messages of one deal that go into a pack: more than a bank will ever read. */
const MOST_MESSAGES = 2_000;

/** "Evidence" under a dispute: all that we know, as one document. */
export async function sendEvidence(turn: StaffTurn, dealId: number, disputeId: string): Promise<Reply> {
  const { deps, staff, context } = turn;
  const facts = await deps.store.caseByDeal(dealId);
  const dispute = facts?.disputes.find(({ id }) => id === disputeId);
  if (!facts || !dispute) return say(refused(turn, refuse('deal_not_found', { deal: dealId })));
  const allowed = mayWork(staff, facts);
  if (!allowed.ok) return say(refused(turn, allowed));
  const [history, said, team] = await Promise.all([
    deps.store.history(`deal:${dealId}`),
    deps.store.messagesOf(dealId, MOST_MESSAGES),
    deps.store.staff(),
  ]);
  return {
    changes: makeEvidence(facts, dispute, { history, said, staff: team }, staff, context),
    toast: deps.texts.plain(turn.locale, 'evidence-toast'),
  };
}
