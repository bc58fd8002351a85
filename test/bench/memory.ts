import { join } from 'node:path';
import { BANK } from '../faults/open-payments.ts';
import { closedLoop } from './parts/load.ts';
import { startProgram } from './parts/program.ts';
import { type Figure, FULL, goal, report } from './parts/report.ts';
import { withFolder } from './parts/scratch.ts';
import { fill, webhooks } from './parts/seed.ts';

const WEBHOOKS = FULL ? 100_000 : 10_000;
const PAGE = 1_000;
/** What a start leaves behind is collected by then. */
const REST_MS = 5_000;

const rest = () => new Promise((resolve) => setTimeout(resolve, REST_MS));

await withFolder(async (folder) => {
  const figures: Figure[] = [];
  const playground = await startProgram({ DATABASE_URL: `file:${join(folder, 'play.db')}` });
  await rest();
  figures.push(resident('idle, playground with all emulations', playground.memory()));
  await playground.stop();

  const database = `file:${join(folder, 'till.db')}`;
  await fill(database, { open: WEBHOOKS, paid: 1_000 });
  const till = await startProgram({ ...BANK, DATABASE_URL: database });
  await rest();
  figures.push(resident('idle, one provider', till.memory()));
  let early = 0;
  for (let sent = 0; sent < WEBHOOKS; sent += PAGE) {
    await closedLoop(till.port, await webhooks(sent, PAGE), 32, Number.POSITIVE_INFINITY);
    // A tenth is enough to compile what is hot and to size the heap.
    if (sent + PAGE === WEBHOOKS / 10) early = till.memory();
  }
  await rest();
  const late = till.memory();
  await till.stop();
  const growth = (late / early - 1) * 100;
  const many = WEBHOOKS.toLocaleString('en');
  figures.push(resident(`after ${many} webhooks`, late), {
    what: `growth from a tenth of ${many} to all`,
    ours: growth,
    unit: '%',
    ...goal(growth, '<=', 10, '%'),
  });
  report(figures);
});

function resident(what: string, ours: number): Figure {
  return { what: `resident memory ${what}`, ours, unit: 'MiB', ...goal(ours, '<=', 130, 'MiB') };
}
