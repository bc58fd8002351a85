import { describe, expect, it } from 'vitest';
import { amend } from '../../domain/draft.ts';
import { remind } from '../../domain/reminder.ts';
import { invoiceView } from '../../domain/views.ts';
import { contact, SETTINGS } from '../support/world.ts';
import {
  HOUR,
  invoiceOf,
  liveThrough,
  type Remind,
  type Reminded,
  reading,
  SKEWS,
  ZONES,
} from './reminded-year.ts';
import { amount } from './seeded.ts';

/**
 * R14: a year of reminders, hour by hour, under clocks that jump, in zones whose own clocks change. The
 * reminder is a parameter, so that the same checks can be shown to catch a broken one. Local time is
 * read by `Intl` here, where the till reads it by luxon.
 */
const HOURS = 365 * 24;
const INVOICES = amount(5_000, 10_000, 100_000);
const JUMPS = SKEWS.slice(1).map(({ from }) => from);
/** Longest time for which an invoice has reminders to come: three days and a night. */
const LIFE = 90;

const clocks = new Map(
  ZONES.map((zone) => [
    zone,
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }),
  ]),
);

function isQuiet(at: number, zone: (typeof ZONES)[number]): boolean {
  const [hour = 0, minute = 0] = (clocks.get(zone)?.format(at) ?? '').split(':').map(Number);
  const minutes = hour * 60 + minute;
  return minutes >= SETTINGS.quietHours!.from || minutes < SETTINGS.quietHours!.to;
}

/** The first moment from `at` on at which people there are awake; all zones change on half hours. */
function awakeFrom(at: number, zone: (typeof ZONES)[number]): number {
  let moment = at;
  while (isQuiet(moment, zone)) moment = (Math.floor(moment / (HOUR / 2)) + 1) * (HOUR / 2);
  return moment;
}

/** The plan as a person would carry it out: each when its time comes or at waking up, the last of several. */
function expected({ plan, issuedAt, zone }: Reminded, until: number): { at: number; index: number }[] {
  const wanted = plan.map((after, index) => ({ at: awakeFrom(issuedAt + after, zone), index }));
  return wanted.filter(
    ({ at, index }) => at <= until && !wanted.some((later) => later.index > index && later.at <= at),
  );
}

/** No jump of the clock fell into the time in which the invoice had reminders to come. */
function isUndisturbed({ hour }: Reminded): boolean {
  return !JUMPS.some((jump) => jump > hour && jump <= hour + LIFE);
}

/** Last moment at which a reminder was still wanted. */
function wantedUntil(each: Reminded): number {
  if (each.fate === 'expired') return invoiceOf(each).dueAt ?? 0;
  const ends = each.fate === 'paid' || each.fate === 'cancelled' || each.fate === 'stopped';
  return ends && each.fateAt !== null ? each.fateAt : Number.POSITIVE_INFINITY;
}

/** All that is wrong with what was sent about one invoice. */
function faultsOf(each: Reminded): string[] {
  const { sent, fate, zone } = each;
  const faults: string[] = [];
  const check = (good: boolean, what: string): void => {
    if (!good) faults.push(`${what} (${fate}, ${zone}, issued ${new Date(each.issuedAt).toISOString()})`);
  };
  const keys = sent.map(({ key }) => key);
  check(new Set(keys).size === keys.length, 'sent twice under one key');
  const planned = sent.filter(({ key }) => !key.includes(':snoozed:')).map(({ index }) => index);
  check(
    planned.every((index, at) => at === 0 || index > (planned[at - 1] ?? 0)),
    'an index came again, or late',
  );
  for (const { at } of sent)
    check(!isQuiet(at, zone), `sent in quiet hours, ${clocks.get(zone)?.format(at)}`);
  const ends = fate === 'paid' || fate === 'cancelled' || fate === 'stopped';
  check(
    !ends || sent.every(({ turn }) => each.fateAt === null || turn <= each.fateTurn),
    'sent after the end',
  );
  check(
    fate !== 'expired' || sent.every(({ at }) => at <= wantedUntil(each)),
    'sent after the last moment to pay',
  );
  check(invoiceOf(each).nextReminderAt === null, 'a reminder never came');
  if (isUndisturbed(each) && fate !== 'tomorrow') {
    const plan = expected(each, wantedUntil(each)).map(({ at, index }) => `${index}@${at}`);
    check(String(sent.map(({ at, index }) => `${index}@${at}`)) === String(plan), 'not exactly as planned');
  }
  return faults;
}

/** Invoices that were open when the clock jumped by thirty days: each gets one reminder, the last. */
function lateStart(year: readonly Reminded[]): { sent: number; open: number; onlyLast: boolean } {
  const jump = SKEWS.at(-1)?.from ?? 0;
  const open = year.filter(
    (each) =>
      each.fate === 'nothing' &&
      each.hour < jump &&
      each.issuedAt + (each.plan.at(-1) ?? 0) >= reading(jump - 1),
  );
  const after = open.map(({ sent }) => sent.filter(({ at }) => at >= reading(jump)));
  return {
    open: open.length,
    sent: after.flat().length,
    onlyLast: after.every(
      (sent, at) => sent.length === 1 && sent[0]?.index === (open[at]?.plan.length ?? 0) - 1,
    ),
  };
}

/** Exact plans that were carried out within a day after the clocks changed where the customer lives, by zone. */
function onChangeDays(year: readonly Reminded[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { sent, zone } of year.filter(isUndisturbed)) {
    const clock = (at: number) => clocks.get(zone)?.format(at);
    const changed = sent.filter(({ at }) => clock(at - 24 * HOUR) !== clock(at)).length;
    if (changed > 0) counts.set(zone, (counts.get(zone) ?? 0) + changed);
  }
  return counts;
}

function faults(year: readonly Reminded[]): string[] {
  return year.flatMap(faultsOf);
}

describe('R14: reminders under clocks that jump', () => {
  it('come exactly once, never at night, never after the end, through a whole year', () => {
    const started = performance.now();
    const year = liveThrough(INVOICES, HOURS, remind);
    expect(year).toHaveLength(INVOICES);
    expect(faults(year).slice(0, 5)).toEqual([]);
    const late = lateStart(year);
    expect(late.open).toBeGreaterThan(10);
    expect(late).toEqual({ open: late.open, sent: late.open, onlyLast: true });
    const sent = year.reduce((sum, each) => sum + each.sent.length, 0);
    const exact = year.filter((each) => isUndisturbed(each) && each.fate !== 'tomorrow').length;
    const changeDays = onChangeDays(year);
    expect([...changeDays.keys()].sort()).toEqual([
      'America/New_York',
      'Australia/Lord_Howe',
      'Europe/Berlin',
    ]);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `R14: 365 days hour by hour, ${INVOICES.toLocaleString('en')} invoices in ${ZONES.length} zones, ${JUMPS.length} jumps of the clock: ` +
        `${sent} reminders, 0 twice, 0 in quiet hours, 0 after the end, ${exact} plans exact to the millisecond, ` +
        `${[...changeDays.values()].reduce((sum, each) => sum + each, 0)} on days of a clock change, ${late.open} late starts with one each, ${seconds} s`,
    );
  }, 600_000);
});

const silenced = (facts: Parameters<Remind>[0], zone: string) => ({
  ...facts,
  contact: contact({ ...facts.contact, timeZone: zone, remindersOff: false }),
});

describe('R14 would catch', () => {
  it.each<[string, Remind, RegExp]>([
    [
      'quiet hours that nobody keeps',
      (facts, id, at) => remind(facts, id, { ...at, settings: { ...at.settings, quietHours: null } }),
      /in quiet hours/,
    ],
    [
      'quiet hours of the business instead of the customer',
      (facts, id, at) => remind(silenced(facts, 'Europe/Moscow'), id, at),
      /in quiet hours/,
    ],
    [
      'a reminder after "stop"',
      (facts, id, at) => remind(silenced(facts, facts.contact?.timeZone ?? ''), id, at),
      /after the end/,
    ],
    [
      'a late start that sends all that it missed',
      (facts, id, at) => {
        const invoice = facts.invoices.find((each) => each.id === id);
        if (!invoice || !remind(facts, id, at)?.messages?.some(({ kind }) => kind === 'invoice_reminder')) {
          return remind(facts, id, at);
        }
        const index = invoice.remindersDone;
        const after = at.settings.remindAfter[index + 1];
        const draft = amend(facts, at);
        draft.invoice({
          ...invoice,
          remindersDone: index + 1,
          nextReminderAt: after === undefined ? null : invoice.issuedAt + after,
        });
        draft.toCustomer(`remind:${id}:${index}`, (now) => ({
          kind: 'invoice_reminder',
          data: { ...invoiceView(now, id, at.settings), index },
        }));
        return draft.seal();
      },
      /not exactly as planned/,
    ],
    [
      'a reminder that forgets that it was sent',
      (facts, id, at) => {
        const changes = remind(facts, id, at);
        const [invoice] = changes?.invoices ?? [];
        const again =
          invoice?.remindersDone === 1
            ? { ...invoice, remindersDone: 0, nextReminderAt: at.now + HOUR }
            : invoice;
        return changes && again ? { ...changes, invoices: [again] } : changes;
      },
      /an index came again/,
    ],
    [
      'a plan that ends after its first reminder',
      (facts, id, at) => {
        const changes = remind(facts, id, at);
        const ended = changes?.messages?.length
          ? changes.invoices?.map((each) => ({ ...each, nextReminderAt: null }))
          : undefined;
        return ended ? { ...changes, invoices: ended } : changes;
      },
      /not exactly as planned/,
    ],
  ])('%s', (_what, broken, fault) => {
    expect(faults(liveThrough(400, HOURS, broken)).join('\n')).toMatch(fault);
  });
});
