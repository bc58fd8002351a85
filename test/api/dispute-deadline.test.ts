import { expect, it } from 'vitest';
import { createDeliverer } from '../../api/jobs/deliverer.ts';
import { settle } from '../../domain/notice.ts';
import { type Desk, openDesk, seed } from '../support/desk.ts';
import { anOpenPayment, charged, context, disputed, hear, NOON } from '../support/world.ts';

const DAY = 86_400_000;

/** A paid deal whose payment is disputed, with a week to answer. */
async function disputedDesk(): Promise<Desk> {
  const desk = openDesk();
  await seed(desk, hear(anOpenPayment(), [charged()]).facts);
  await hearIt(desk, disputed({ respondBefore: NOON + 7 * DAY }));
  return desk;
}

async function hearIt(desk: Desk, notice: ReturnType<typeof disputed>): Promise<void> {
  const facts = await desk.store.caseByDeal(1);
  const changes = facts && settle(facts, notice, 'sandbox', context());
  if (!changes) throw new Error('the notice changed nothing');
  expect(await desk.store.commit(changes)).toBe('committed');
}

/** Sends what is due after so many days; gives how often somebody was reminded. */
async function afterDays(desk: Desk, days: number): Promise<number> {
  desk.pass(NOON + days * DAY - desk.deps.clock.now());
  const deliverer = createDeliverer(() => desk.deps);
  await deliverer.run();
  await deliverer.stop();
  return desk.shown.filter((line) => line.includes('staff_dispute_due')).length;
}

it('reminds three days and one day before the end, each once', async () => {
  const desk = await disputedDesk();
  expect(await afterDays(desk, 0)).toBe(0);
  expect(await afterDays(desk, 3.9)).toBe(0);
  expect(await afterDays(desk, 4)).toBe(1);
  expect(await afterDays(desk, 5)).toBe(1);
  expect(await afterDays(desk, 6)).toBe(2);
  expect(await afterDays(desk, 8)).toBe(2);
});

it.each(['won', 'lost'] as const)('reminds of nothing once the dispute is %s', async (state) => {
  const desk = await disputedDesk();
  await hearIt(desk, disputed({ state }));
  expect(await afterDays(desk, 6.5)).toBe(0);
  const parked = [...desk.store.tables.outbox.rows.values()].filter(
    ({ kind }) => kind === 'staff_dispute_due',
  );
  expect(parked.map(({ lastError }) => lastError)).toEqual(['no_longer_true', 'no_longer_true']);
});

it('does not say that a day is left when a stopped till wakes after the end', async () => {
  const desk = await disputedDesk();
  expect(await afterDays(desk, 9)).toBe(0);
});
