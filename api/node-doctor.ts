import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { buildDoctor } from './deps.ts';
import { checkupText } from './doctor/text.ts';
import { openVisit } from './node-open.ts';

/**
 * `npm run doctor [-- --pay]`: looks whether everything is set up, in the language of LOCALE. Ends with 1 when
 * something must be mended before going live, else with 0; 2 for a wrong call or environment.
 */
const USAGE = `Checks keys, addresses, clocks, receipts and everything else that a till needs.

  npm run doctor           changes nothing
  npm run doctor -- --pay  also makes a small payment with live keys, and voids it at once`;

const pay = readArguments();
const visit = await openVisit();
const { config, world, deps } = visit;
const doctor = buildDoctor(world, deps.settings, freeBytes);
const lines = await doctor.examine({ pay });
console.log(checkupText(lines, deps.texts, config));
await visit.close();
process.exit(lines.some(({ level }) => level === 'fail') ? 1 : 0);

function readArguments(): boolean {
  try {
    const { values } = parseArgs({ options: { pay: { type: 'boolean' }, help: { type: 'boolean' } } });
    if (values.help) throw new Error('');
    return values.pay ?? false;
  } catch (error) {
    console.error(
      [error instanceof Error ? error.message : String(error), USAGE].filter(Boolean).join('\n\n'),
    );
    process.exit(2);
  }
}

/** Only a file lies on this machine. */
async function freeBytes(): Promise<number | null> {
  if (!config.databaseUrl.startsWith('file:')) return null;
  const { bavail, bsize } = await statfs(dirname(config.databaseUrl.slice('file:'.length)));
  return bavail * bsize;
}
