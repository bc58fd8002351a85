import { costFigure, halfLoad, needed, race, rateFigure } from './parts/race.ts';
import { FULL, median, report } from './parts/report.ts';
import { withDatabases } from './parts/scratch.ts';
import { fill } from './parts/seed.ts';
import { launch } from './parts/servers.ts';

const PER_ROUND = FULL ? 10_000 : 2_000;
const HALF_LOAD = FULL ? 20_000 : 3_000;

await withDatabases(2, async ([till = '', bare = '']) => {
  const first = needed(PER_ROUND);
  for (const database of [till, bare]) await fill(database, { open: first + HALF_LOAD, paid: 1_000 });
  const servers = {
    till: await launch('till-server', [till]),
    bare: await launch('bare-postgres-server', [bare]),
  };
  const laps = await race(servers, PER_ROUND);
  const half = await halfLoad(
    { ours: servers.till, raw: servers.bare },
    { rate: median(laps.till.rates), after: first, count: HALF_LOAD },
  );
  for (const server of Object.values(servers)) await server.stop();
  report([
    rateFigure('webhooks, 32 at a time, pool of 16, against one round trip', laps.till, laps.bare, 0.5),
    costFigure('processor time of one, without the database', laps.till, laps.bare),
    ...half,
  ]);
});
