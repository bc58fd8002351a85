import { costFigure, needed, race } from './race.ts';
import { FULL, goal, median, ratioOf, report } from './report.ts';
import { fill } from './seed.ts';
import { launch } from './servers.ts';

const MANY = FULL ? 1_000_000 : 100_000;
const FEW = 1_000;
const PER_ROUND = FULL ? 10_000 : 1_500;

/** The rate with many invoices stored against that with few, one round after the other. */
export async function compareStored(few: string, many: string): Promise<void> {
  const open = needed(PER_ROUND);
  await fill(few, { open, paid: FEW });
  await fill(many, { open, paid: MANY });
  const servers = { few: await launch('till-server', [few]), many: await launch('till-server', [many]) };
  const laps = await race(servers, PER_ROUND);
  for (const server of Object.values(servers)) await server.stop();
  const ratio = ratioOf(laps.many.rates, laps.few.rates);
  const words = `${MANY.toLocaleString('en')} invoices stored against ${FEW.toLocaleString('en')}`;
  report([
    {
      what: `webhooks with ${words}`,
      ours: median(laps.many.rates),
      raw: median(laps.few.rates),
      unit: '/s',
      ratio,
      ...goal(ratio, '>=', 0.9),
    },
    costFigure('processor time of one, the same', laps.many, laps.few),
  ]);
}
