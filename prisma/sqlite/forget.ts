import type { Database } from 'better-sqlite3';
import type { Forgotten } from '../../domain/forgotten.ts';
import { FORGETTING } from '../forget.ts';

/** Prepared when somebody is forgotten for the first time: it is rare, and reads whole tables. */
export function prepareForget(db: Database): (person: Forgotten) => void {
  let steps: { run(values: object): unknown }[] | null = null;
  return ({ contactId, dealIds }) => {
    steps ??= FORGETTING.map((sql) =>
      db.prepare(sql.replaceAll('{deals}', '(SELECT value FROM json_each(@deals))')),
    );
    for (const step of steps) step.run({ contact: contactId, deals: JSON.stringify(dealIds) });
  };
}
