import { openVisit } from './node-open.ts';
import { replay } from './outgoing/replay.ts';

/**
 * `npm run webhooks:replay`: tells other systems once more what they did not take, beside a running till, which sends
 * it. Ends with 0, or with 2 for a wrong call.
 */
const USAGE = `Tells other systems (OUTGOING_WEBHOOKS) once more what they did not take.

  npm run webhooks:replay                     what was given up, of all deals
  npm run webhooks:replay -- --deal 17        of one deal
  npm run webhooks:replay -- --deal 17 --all  also what was taken already`;

/** Deals looked through at once. */
const PAGE = 500;

const words = process.argv.slice(2);
const at = words.indexOf('--deal');
const deal = at < 0 ? null : Number(words[at + 1]);
const known = words.filter((word, index) => word === '--all' || word === '--deal' || index === at + 1);
if (known.length < words.length || (deal !== null && !Number.isSafeInteger(deal))) {
  console.error(USAGE);
  process.exit(2);
}
const which = words.includes('--all') ? 'all' : 'parked';
const visit = await openVisit();
const { deps } = visit;
if ((deps.settings.tell ?? []).length === 0) {
  console.error('OUTGOING_WEBHOOKS names nobody to be told.');
  await visit.close();
  process.exit(2);
}
const requestId = deps.clock.newId();
let count = 0;
if (deal !== null) count = await replay(deps, deal, which, requestId);
for (let after = 0; deal === null; ) {
  const ids = await deps.store.dealIds(after, PAGE);
  for (const id of ids) count += await replay(deps, id, which, requestId);
  const last = ids.at(-1);
  if (last === undefined) break;
  after = last;
}
await visit.close();
console.log(`${count} to be told again; the running till sends them.`);
process.exit(0);
