import { remindDue } from '../../../api/jobs/remind.ts';
import { type Figure, FULL, goal, median, ROUNDS, ratioOf, report } from './report.ts';
import { fill } from './seed.ts';
import { openSql } from './sql.ts';
import { openTill } from './till.ts';

const MANY = FULL ? 1_000_000 : 100_000;
const DUE = 500;
const LATER = 4_000_000_000_000;

/**
 * Reminders have no lease: finding them is one statement, and what claims one is the commit of its message,
 * which the deal's version lets only one process make. So the whole sweep is measured beside a bare claim.
 */
export async function dueReminders(databaseUrl: string): Promise<void> {
  await fill(databaseUrl, { open: MANY, paid: 0, also: { invoices: { next_reminder_at: `${LATER}` } } });
  const { deps, store } = await openTill(databaseUrl);
  const sql = await openSql(databaseUrl);
  const found = { ours: [] as number[], raw: [] as number[] };
  const sweep = { ours: [] as number[], raw: [] as number[] };
  try {
    for (let round = -1; round < ROUNDS; round++) {
      const now = Date.now();
      const ids = (at: number) =>
        `SELECT id FROM invoices WHERE number LIKE 'B-%' ORDER BY number LIMIT ${DUE} OFFSET ${at}`;
      await sql.run(
        `UPDATE invoices SET next_reminder_at = ${now - 1_000} WHERE id IN (${ids((round + 1) * DUE)})`,
      );
      const bare = `FROM invoices WHERE next_reminder_at <= ${now} ORDER BY next_reminder_at LIMIT ${DUE}`;
      const raw = await timed(() => sql.rows(`SELECT deal_id, id ${bare}`));
      const ours = await timed(() => store.dueReminders(now, DUE));
      // The bare claim is undone, so that the till finds the same.
      await sql.run('BEGIN');
      const claim = await timed(() =>
        sql.rows(
          `UPDATE invoices SET next_reminder_at = ${LATER} WHERE id IN (SELECT id ${bare}) RETURNING deal_id, id`,
        ),
      );
      await sql.run('ROLLBACK');
      const reminded = await timed(() => remindDue(deps));
      if (ours.value.length !== DUE || claim.value.length !== DUE || reminded.value !== DUE)
        throw new Error(
          `${ours.value.length}, ${claim.value.length} and ${reminded.value} were due, not ${DUE}`,
        );
      if (round < 0) continue;
      found.ours.push(ours.ms);
      found.raw.push(raw.ms);
      sweep.ours.push(reminded.ms);
      sweep.raw.push(claim.ms);
    }
  } finally {
    await sql.close();
    await store.close();
  }
  report(figuresOf(found, sweep));
}

interface Times {
  readonly ours: readonly number[];
  readonly raw: readonly number[];
}

function figuresOf(found: Times, sweep: Times): Figure[] {
  const among = `${DUE} due among ${MANY.toLocaleString('en')} open invoices`;
  const of = (what: string, { ours, raw }: Times): Figure & { ratio: number } => ({
    what,
    ours: median(ours),
    raw: median(raw),
    unit: 'ms',
    ratio: ratioOf(ours, raw),
  });
  const finding = of(`finding ${among}`, found);
  return [
    { ...finding, ...goal(finding.ratio, '<=', 2) },
    of(`all ${DUE} decided and committed, against a bare claim`, sweep),
  ];
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly ms: number; readonly value: T }> {
  const from = performance.now();
  const value = await work();
  return { ms: performance.now() - from, value };
}
