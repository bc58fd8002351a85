import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { costFigure, halfLoad, needed, race, rateFigure } from './parts/race.ts';
import { FULL, median, report } from './parts/report.ts';
import { withFolder } from './parts/scratch.ts';
import { fill } from './parts/seed.ts';
import { launch } from './parts/servers.ts';

const PER_ROUND = FULL ? 10_000 : 2_000;
const HALF_LOAD = FULL ? 20_000 : 3_000;

await withFolder(async (folder) => {
  const [till, each, group] = ['till', 'each', 'group'].map((name) => `file:${join(folder, `${name}.db`)}`);
  const first = needed(PER_ROUND);
  await fill(till as string, { open: first + HALF_LOAD, paid: 1_000 });
  for (const copy of ['each', 'group']) copyFileSync(join(folder, 'till.db'), join(folder, `${copy}.db`));
  const servers = {
    till: await launch('till-server', [till as string]),
    each: await launch('bare-sqlite-server', [each as string, 'each']),
    group: await launch('bare-sqlite-server', [group as string, 'group']),
  };
  const laps = await race(servers, PER_ROUND);
  const half = await halfLoad(
    { ours: servers.till, raw: servers.group },
    { rate: median(laps.till.rates), after: first, count: HALF_LOAD },
  );
  for (const server of Object.values(servers)) await server.stop();
  report([
    rateFigure('webhooks, 32 at a time, against one commit each', laps.till, laps.each, 1),
    rateFigure('webhooks, 32 at a time, against bare group commit', laps.till, laps.group, null),
    costFigure('processor time of one, against bare group commit', laps.till, laps.group),
    ...half,
  ]);
});
