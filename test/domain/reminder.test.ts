import { describe, expect, it } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import { cancelInvoice } from '../../domain/decisions/cancel-invoice.ts';
import { expireInvoice, remind, remindNow, remindTomorrow, tomorrow } from '../../domain/reminder.ts';
import { afterQuiet, firstReminderAt } from '../../domain/reminder-times.ts';
import {
  anInvoice,
  anOpenPayment,
  apply,
  charged,
  contact,
  context,
  hear,
  kinds,
  NOON,
  SETTINGS,
} from '../support/world.ts';

const HOUR = 3_600_000;
const idOf = (facts: DealCase) => facts.invoices[0]?.id ?? '';
const at = (hours: number) => context({ now: NOON + hours * HOUR });
const sweep = (facts: DealCase, hours: number) => remind(facts, idOf(facts), at(hours));
/** Noon is 12:00 in Moscow, where quiet hours are 21:00 to 09:00. */
const nextAt = (facts: DealCase) => ((facts.invoices[0]?.nextReminderAt ?? Number.NaN) - NOON) / HOUR;

describe('a reminder', () => {
  it('is planned with the invoice: the first of the settings, or none', () => {
    expect(nextAt(anInvoice())).toBe(3);
    expect(firstReminderAt(NOON, { ...SETTINGS, remindAfter: [] })).toBeNull();
  });

  it('is not sent before its time', () => {
    expect(sweep(anInvoice(), 2.99)).toBeNull();
  });

  it('goes to the customer when its time has come, and the next one is planned', () => {
    const facts = anInvoice();
    const changes = sweep(facts, 3);
    expect(changes?.messages).toMatchObject([
      {
        kind: 'invoice_reminder',
        dedupeKey: `remind:${idOf(facts)}:0:customer`,
        priority: 2,
        data: { index: 0 },
      },
    ]);
    const reminded = apply(facts, changes);
    expect(nextAt(reminded)).toBe(24);
    expect(sweep(reminded, 3)).toBeNull();
  });

  it('waits for the morning of the customer’s own zone', () => {
    const late = { ...anInvoice(), contact: contact({ timeZone: 'Asia/Kolkata' }) };
    const waiting = remind(late, idOf(late), at(9));
    expect(waiting?.messages).toEqual([]);
    // 09:00 in Kolkata is 06:30 in Moscow.
    expect(nextAt(apply(late, waiting))).toBe(18.5);
  });

  it('of a late start is sent once, the ones that were missed are passed over', () => {
    const facts = anInvoice();
    const changes = sweep(facts, 30 * 24);
    expect(changes?.messages?.map(({ data }) => data)).toMatchObject([{ index: 2 }]);
    const reminded = apply(facts, changes);
    expect(reminded.invoices[0]).toMatchObject({ remindersDone: 3, nextReminderAt: null });
    expect(sweep(reminded, 31 * 24)).toBeNull();
  });

  it.each([
    ['was paid', (facts: DealCase) => hear(anOpenPayment(facts), [charged()]).facts],
    [
      'was cancelled',
      (facts: DealCase) => {
        const gone = cancelInvoice(facts, '1', context());
        return gone.ok ? apply(facts, gone.value) : facts;
      },
    ],
  ])('is not sent for an invoice that %s', (_what, close) => {
    const closed = close(anInvoice());
    expect(closed.invoices[0]?.nextReminderAt).toBeNull();
    expect(sweep(closed, 3)).toBeNull();
  });

  it.each([
    ['the customer said stop', { contact: contact({ remindersOff: true }) }],
    ['the messenger refuses to deliver', { contact: contact({ unreachable: 'blocked' }) }],
    ['there is nobody to remind', { contact: null }],
  ])('ends silently when %s', (_why, over) => {
    const facts = { ...anInvoice(), ...over };
    const changes = sweep(facts, 3);
    expect(changes?.messages).toEqual([]);
    expect(apply(facts, changes).invoices[0]?.nextReminderAt).toBeNull();
  });

  it('ends when the last moment to pay has passed', () => {
    const facts = anInvoice(100n, { dueAt: NOON + HOUR });
    expect(sweep(facts, 3)?.messages).toEqual([]);
  });

  it('goes on for what is left of an invoice that was paid in part', () => {
    const facts = hear(anOpenPayment(), [charged({ amount: { minor: 1n, currency: 'RUB' } })]).facts;
    expect(sweep(facts, 3)?.messages?.map(({ data }) => data)).toMatchObject([{ due: { minor: '1499999' } }]);
  });
});

describe('"remind me tomorrow"', () => {
  it('postpones to the same time of day, and is sent under its own key', () => {
    const facts = anInvoice();
    const wanted = remindTomorrow(facts, '1', at(1));
    if (!wanted.ok) throw new Error(wanted.code);
    const postponed = apply(facts, wanted.value);
    expect(nextAt(postponed)).toBe(25);
    expect(sweep(postponed, 24)).toBeNull();
    expect(sweep(postponed, 25)?.messages).toMatchObject([{ data: { index: 1 } }]);
  });

  it('after all reminders is one more, and can be asked for again', () => {
    let facts = anInvoice();
    facts = apply(facts, sweep(facts, 80));
    const keys = [81, 110].map((hours) => {
      const wanted = remindTomorrow(facts, '1', at(hours));
      facts = wanted.ok ? apply(facts, wanted.value) : facts;
      const sent = sweep(facts, nextAt(facts));
      facts = apply(facts, sent);
      return sent?.messages?.[0]?.dedupeKey;
    });
    expect(new Set(keys).size).toBe(2);
    expect(keys.every((key) => key?.includes(':snoozed:'))).toBe(true);
    expect(facts.invoices[0]?.nextReminderAt).toBeNull();
  });

  it('said in the evening means tomorrow’s morning, not the morning after it', () => {
    const evening = Date.UTC(2026, 10, 24, 19, 30);
    expect(tomorrow(evening, SETTINGS.quietHours, 'Europe/Moscow')).toBe(Date.UTC(2026, 10, 25, 6));
    expect(tomorrow(evening, null, 'Europe/Moscow')).toBe(Date.UTC(2026, 10, 25, 19, 30));
  });

  it('keeps the time of day when the clocks change', () => {
    const before = Date.UTC(2026, 9, 24, 10);
    expect(tomorrow(before, SETTINGS.quietHours, 'Europe/Berlin') - before).toBe(25 * HOUR);
  });

  it('is refused for an invoice that is not there or cannot be paid', () => {
    expect(remindTomorrow(anInvoice(), '2', context())).toMatchObject({ code: 'invoice_not_found' });
    const paid = hear(anOpenPayment(), [charged()]).facts;
    expect(remindTomorrow(paid, '1', context())).toMatchObject({ code: 'invoice_not_open' });
  });
});

describe('staff press "remind"', () => {
  const press = (facts: DealCase, hours: number) => {
    const pressed = remindNow(facts, '1', at(hours));
    if (!pressed.ok) throw new Error(pressed.code);
    return pressed.value;
  };

  it('sends one at once and leaves the plan alone', () => {
    const facts = anInvoice();
    const { changes, at: when } = press(facts, 1);
    expect(when).toBe(NOON + HOUR);
    expect(changes.messages).toMatchObject([
      { kind: 'invoice_reminder', priority: 1, notBefore: NOON + HOUR },
    ]);
    expect(nextAt(apply(facts, changes))).toBe(3);
  });

  it('is one message an hour, however often it is pressed', () => {
    const facts = anInvoice();
    const key = (hours: number) => press(facts, hours).changes.messages?.[0]?.dedupeKey;
    expect(key(1.1)).toBe(key(1.9));
    expect(key(1.1)).not.toBe(key(2.1));
  });

  it('at night is one message in the morning', () => {
    const facts = anInvoice();
    const [late, later] = [press(facts, 10), press(facts, 16)];
    expect([late.at, later.at]).toEqual([NOON + 21 * HOUR, NOON + 21 * HOUR]);
    expect(late.changes.messages?.[0]?.dedupeKey).toBe(later.changes.messages?.[0]?.dedupeKey);
  });

  it('is refused with the reason', () => {
    const stopped = { ...anInvoice(), contact: contact({ remindersOff: true }) };
    expect(remindNow(stopped, '1', context())).toMatchObject({ code: 'customer_unreachable' });
    expect(remindNow(anInvoice(), '9', context())).toMatchObject({ code: 'invoice_not_found' });
    const paid = hear(anOpenPayment(), [charged()]).facts;
    expect(remindNow(paid, '1', context())).toMatchObject({ code: 'invoice_not_open' });
  });
});

describe('the last moment to pay', () => {
  const due = () => anOpenPayment(anInvoice(100n, { dueAt: NOON + HOUR }));
  const expire = (facts: DealCase, hours: number) => expireInvoice(facts, idOf(facts), at(hours));

  it('closes the invoice once, tells both sides, and has open payments looked at', () => {
    const facts = due();
    const changes = expire(facts, 2);
    const expired = apply(facts, changes);
    expect(kinds(changes?.messages ?? [])).toEqual([
      'invoice_expired → 2001',
      'staff_expired → 1001',
      'deal_card → 1001',
    ]);
    expect(expired.invoices[0]).toMatchObject({ state: 'expired', nextReminderAt: null });
    expect(expired.payments[0]?.nextCheckAt).toBe(NOON + 2 * HOUR);
    expect(expired.deal.stage).toBe('in_work');
    expect(expire(expired, 3)).toBeNull();
  });

  it('is still a moment to pay; an invoice without one never expires, nor one that money came for', () => {
    expect(expire(due(), 1)).toBeNull();
    expect(expire(anInvoice(), 1e6)).toBeNull();
    const part = hear(due(), [charged({ amount: { minor: 1n, currency: 'RUB' } })]).facts;
    expect(expire(part, 2)).toBeNull();
  });
});

describe('quiet hours', () => {
  const night = { from: 21 * 60, to: 9 * 60 };

  it('over midnight end in the morning; by day they end the same day; none, or of no length, never begin', () => {
    const utc = (hour: number, day = 24) => Date.UTC(2026, 10, day, hour);
    expect(afterQuiet(utc(21), night, 'UTC')).toBe(utc(9, 25));
    expect(afterQuiet(utc(8), night, 'UTC')).toBe(utc(9));
    expect([9, 20].map((hour) => afterQuiet(utc(hour), night, 'UTC'))).toEqual([utc(9), utc(20)]);
    expect(afterQuiet(utc(13), { from: 12 * 60, to: 15 * 60 }, 'UTC')).toBe(utc(15));
    expect(afterQuiet(utc(3), null, 'UTC')).toBe(utc(3));
    expect(afterQuiet(utc(3), { from: 60, to: 60 }, 'UTC')).toBe(utc(3));
  });
});
