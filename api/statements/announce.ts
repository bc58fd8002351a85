import { tellStatement } from '../../domain/decisions/tell-statement.ts';
import type { Actor } from '../../domain/history.ts';
import type { Texts } from '../../domain/ports/texts.ts';
import type { StatementAnswer, StatementProblem } from '../../domain/statement-report.ts';
import { contextOf } from '../context.ts';
import { importStatement, type StatementDeps } from './import.ts';

/** The same as `importStatement` for a statement that a program brings: owners are told what came of it. */
export async function importAndTell(
  deps: StatementDeps,
  bytes: Uint8Array,
  actor: Actor,
  requestId: string,
): Promise<StatementAnswer> {
  const answer = await importStatement(deps, bytes, actor, requestId);
  if (!answer.ok) return answer;
  const team = await deps.store.staff();
  await deps.store.commit(tellStatement(answer.report, team, contextOf(deps, actor, requestId)));
  return answer;
}

/** Columns that have a name in the texts; anything else is the bank's own word. */
const FIELDS = new Set(['day', 'amount', 'purpose', 'number', 'account', 'kind']);

/** Why a file was not taken, in plain words: the line, and what was expected there. */
export function problemText(
  texts: Pick<Texts, 'plain'>,
  locale: string,
  { code, line, field }: StatementProblem,
): string {
  const name = field !== null && FIELDS.has(field) ? texts.plain(locale, `statement-field-${field}`) : field;
  return texts.plain(locale, `statement-problem-${code}`, { line: String(line ?? 0), field: name ?? '' });
}
