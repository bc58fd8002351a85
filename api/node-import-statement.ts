import { readFileSync, statSync } from 'node:fs';
import { fromJson, type MoneyJson, toDecimal } from '../domain/money.ts';
import { openVisit } from './node-open.ts';
import { importAndTell, problemText } from './statements/announce.ts';
import { LARGEST } from './statements/text.ts';

/**
 * `npm run import:statement -- file`: takes a bank statement into the books, beside a running till or without one; the
 * till tells people. Ends with 0 when it was taken, 1 when it was not, 2 for a wrong call.
 */
const USAGE = `Takes a bank statement: 1CClientBankExchange (kl_to_1c.txt) or CSV, up to 10 MB.

  npm run import:statement -- FILE`;

const [path = ''] = process.argv.slice(2);
const bytes = contentOf(path);
if (!bytes) {
  console.error(`${path ? `${path} can not be read, or is too large.\n\n` : ''}${USAGE}`);
  process.exit(2);
}
const visit = await openVisit();
const { deps } = visit;
const answer = await importAndTell(deps, bytes, { type: 'system', id: null }, deps.clock.newId());
await visit.close();
if (!answer.ok) {
  console.error(problemText(deps.texts, visit.config.locale, answer.problem));
  process.exit(1);
}
const { booked, returned, ...counts } = answer.report;
for (const { number, amount, whole } of booked)
  console.log(`invoice ${number}: ${sum(amount)}${whole ? '' : ', a part of it'}`);
for (const { number, amount } of returned) console.log(`invoice ${number}: refund of ${sum(amount)} sent`);
console.log(
  Object.entries({ ...counts, booked: booked.length, returned: returned.length })
    .map(([name, value]) => `${name} ${value}`)
    .join(', '),
);
process.exit(0);

function sum(amount: MoneyJson): string {
  return `${toDecimal(fromJson(amount))} ${amount.currency}`;
}

function contentOf(file: string): Uint8Array | null {
  try {
    return statSync(file).size > LARGEST ? null : new Uint8Array(readFileSync(file));
  } catch {
    return null;
  }
}
