import { parseArgs } from 'node:util';
import { periodOf } from '../domain/reconcile.ts';
import { openVisit } from './node-open.ts';
import { reconcile } from './reconcile.ts';
import { reconcileText } from './reconcile-table.ts';
import { isClean } from './reconcile-view.ts';

/**
 * `npm run reconcile -- --from 2026-11-01 --to 2026-11-30 [--provider <id>]`: compares providers' books with the
 * ledger. Days are the shop's, both inclusive. Ends with 0 when they agree, 1 when they differ, 2 for a wrong call.
 */
const USAGE = `Compares what payment services say with the ledger.

  npm run reconcile -- --from 2026-11-01 --to 2026-11-30 [--provider NAME]

Days are in the shop's time zone (TIME_ZONE), both inclusive; --to may be left out for one day.`;

/** More payments of one run are left for the next. */
const MOST_ASKED = 5_000;

const { from, to, provider } = readArguments();
const visit = await openVisit();
const period = periodOf(from, to, visit.config.timeZone);
if (!period)
  await wrong(`--from ${from} --to ${to} are no days in order, such as 2026-11-01 and 2026-11-30.`);
if (provider && !visit.deps.providers.has(provider)) {
  const there = [...visit.deps.providers.values()].filter(({ can }) => !can.offline).map(({ id }) => id);
  await wrong(`--provider ${provider} is not set up. There are: ${there.join(', ') || 'none'}.`);
}
if (period) {
  const reports = await reconcile(visit.deps, { period, most: MOST_ASKED, ...(provider && { provider }) });
  console.log(reconcileText(reports, visit.deps.texts, visit.config.locale));
  await visit.close();
  process.exit(reports.every(isClean) ? 0 : 1);
}

function readArguments(): { from: string; to: string; provider: string | undefined } {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      options: { from: text, to: text, provider: text, help: { type: 'boolean' } },
    });
    if (values.help || !values.from) throw new Error(values.help ? '' : '--from is missing.');
    return { from: values.from, to: values.to ?? values.from, provider: values.provider };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    console.error([why, USAGE].filter(Boolean).join('\n\n'));
    process.exit(2);
  }
}

async function wrong(why: string): Promise<never> {
  console.error(`${why}\n\n${USAGE}`);
  await visit.close();
  process.exit(2);
}
