import { describe, expect, it } from 'vitest';
import type { NewMessage } from '../../domain/message.ts';
import { anOpenPayment, charged, context, disputed, hear, NOON, staff } from '../support/world.ts';

const DAY = 86_400_000;
const paid = () => hear(anOpenPayment(), [charged()]).facts;

/** Who is reminded, and how many days before the end. */
const reminders = (said: readonly NewMessage[]) =>
  said.flatMap((each) =>
    each.kind === 'staff_dispute_due' ? [[each.address, each.data.days, each.notBefore - NOON] as const] : [],
  );

describe('the time to answer a dispute', () => {
  const week = disputed({ respondBefore: NOON + 7 * DAY, reason: 'fraudulent' });

  it('is told with the reason, and kept with the dispute', () => {
    const { facts, said } = hear(paid(), [week]);
    expect(facts.disputes).toMatchObject([{ respondBefore: NOON + 7 * DAY, reason: 'fraudulent' }]);
    expect(said[0]).toMatchObject({
      kind: 'staff_disputed',
      data: { respondBefore: NOON + 7 * DAY, reason: 'fraudulent', disputeId: facts.disputes[0]?.id },
    });
  });

  it('is reminded of three days and one day before it ends', () => {
    expect(reminders(hear(paid(), [week]).said)).toEqual([
      ['1001', 3, 4 * DAY],
      ['1001', 1, 6 * DAY],
    ]);
  });

  it('is not reminded of for a moment that is past, without a deadline, or of a dispute that is over', () => {
    const short = disputed({ respondBefore: NOON + 2 * DAY });
    expect(reminders(hear(paid(), [short]).said)).toEqual([['1001', 1, DAY]]);
    expect(reminders(hear(paid(), [disputed({ respondBefore: NOON + DAY })]).said)).toEqual([]);
    expect(reminders(hear(paid(), [disputed()]).said)).toEqual([]);
    expect(reminders(hear(paid(), [disputed({ ...week, state: 'lost' })]).said)).toEqual([]);
  });

  it('is reminded of to whoever is responsible and to the owners, so that a change of hands loses nothing', () => {
    const facts = paid();
    const oleg = staff({ id: 'oleg', address: '1002', role: 'manager' });
    const ira = staff({ id: 'ira', address: '1003', role: 'manager' });
    const team = [...facts.team, oleg, ira];
    const told = (responsibleId: string | null) => {
      const { said } = hear({ ...facts, team, deal: { ...facts.deal, responsibleId } }, [week], context());
      return [...new Set(reminders(said).map(([address]) => address))];
    };
    expect(told('oleg')).toEqual(['1001', '1002']);
    expect(told(null)).toEqual(['1001', '1002', '1003']);
  });
});
