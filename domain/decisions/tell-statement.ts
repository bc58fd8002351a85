import type { Changes } from '../changes.ts';
import type { Context } from '../settings.ts';
import type { Staff } from '../staff.ts';
import type { StatementReport } from '../statement-report.ts';

/** Owners hear of a statement that a program brought, when something came of it. */
export function tellStatement(report: StatementReport, team: readonly Staff[], context: Context): Changes {
  const news = report.booked.length + report.returned.length + report.doubtful + report.unknown;
  if (news === 0) return {};
  const owners = team.filter((member) => member.active && member.role === 'owner');
  return {
    messages: owners.map((owner) => ({
      kind: 'staff_statement',
      data: report,
      id: context.newId(),
      dedupeKey: `statement:${context.requestId}:${owner.id}`,
      channel: owner.channel,
      address: owner.address,
      locale: owner.locale,
      priority: 0,
      dealId: null,
      slot: null,
      notBefore: context.now,
      createdAt: context.now,
      requestId: context.requestId,
    })),
  };
}
