import { DateTime } from 'luxon';
import type { DealCase } from './case.ts';
import type { Changes } from './changes.ts';
import { ask } from './decisions/ask-part.ts';
import { letGoOf } from './decisions/hold.ts';
import { amend } from './draft.ts';
import { heldOf, heldPayments, isCovered } from './hold.ts';
import { type Invoice, isPayable, stateAt } from './invoice.ts';
import { money, toJson } from './money.ts';
import type { Instant } from './ports/clock.ts';
import { afterQuiet } from './reminder-times.ts';
import { done, type Result, refuse } from './result.ts';
import type { Context, QuietHours, Settings } from './settings.ts';
import { invoiceView } from './views.ts';

/**
 * What a sweep does with an invoice whose reminder is due: sends one, waits for morning, or stops. A planned
 * part whose day has come is asked for.
 */
export function remind(facts: DealCase, invoiceId: string, context: Context): Changes | null {
  const invoice = facts.invoices.find((each) => each.id === invoiceId);
  if (!invoice || invoice.nextReminderAt === null || invoice.nextReminderAt > context.now) return null;
  const draft = amend(facts, context);
  if (invoice.state !== 'planned' && !wantsReminder(facts, invoice, context.now)) {
    draft.invoice({ ...invoice, nextReminderAt: null });
    return draft.seal();
  }
  const awake = afterQuiet(
    context.now,
    context.settings.quietHours,
    facts.contact?.timeZone ?? context.settings.timeZone,
  );
  if (awake > context.now) {
    draft.invoice({ ...invoice, nextReminderAt: awake });
    return draft.seal();
  }
  if (invoice.state === 'planned') {
    ask(draft, invoice, context);
    return draft.seal();
  }
  const { index, done: behind, nextAt, key } = whichReminder(invoice, context.now, context.settings);
  draft.invoice({ ...invoice, remindersDone: behind, nextReminderAt: nextAt });
  draft.event('reminder_sent', { number: invoice.number, index });
  draft.toCustomer(
    key,
    (now) => ({
      kind: 'invoice_reminder',
      data: { ...invoiceView(now, invoice.id, context.settings), index },
    }),
    { priority: 'bulk' },
  );
  return draft.seal();
}

function wantsReminder(facts: DealCase, invoice: Invoice, now: Instant): boolean {
  const { contact } = facts;
  if (isCovered(facts, invoice)) return false;
  return isPayable(invoice, now) && contact !== null && !contact.remindersOff && contact.unreachable === null;
}

/** The latest reminder whose time has come; earlier ones that a late start missed are passed over. */
function whichReminder(invoice: Invoice, now: Instant, settings: Settings) {
  const times = settings.remindAfter.map((after) => (invoice.askedAt ?? invoice.issuedAt) + after);
  const elapsed = times.filter((time) => time <= now).length;
  const snoozed = elapsed <= invoice.remindersDone;
  const behind = Math.max(elapsed, invoice.remindersDone);
  return {
    index: Math.max(behind - 1, 0),
    done: behind,
    nextAt: times.find((time, index) => index >= behind && time > now) ?? null,
    key: snoozed
      ? `remind:${invoice.id}:snoozed:${invoice.nextReminderAt}`
      : `remind:${invoice.id}:${behind - 1}`,
  };
}

/** The customer asks to be reminded tomorrow: one reminder then, outside quiet hours. */
export function remindTomorrow(facts: DealCase, number: string, context: Context): Result<Changes> {
  const invoice = facts.invoices.find((each) => each.number === number);
  if (!invoice) return refuse('invoice_not_found', { number });
  if (!isPayable(invoice, context.now))
    return refuse('invoice_not_open', { number, state: stateAt(invoice, context.now) });
  const zone = facts.contact?.timeZone ?? context.settings.timeZone;
  const draft = amend(facts, context);
  draft.invoice({ ...invoice, nextReminderAt: tomorrow(context.now, context.settings.quietHours, zone) });
  draft.event('reminder_postponed', { number });
  return done(draft.seal());
}

/** The same time of day tomorrow; for an evening in quiet hours, tomorrow's morning rather than the next one's. */
export function tomorrow(now: Instant, quiet: QuietHours | null, timeZone: string): Instant {
  const next = DateTime.fromMillis(now, { zone: timeZone }).plus({ days: 1 });
  const awake = afterQuiet(next.toMillis(), quiet, timeZone);
  if (!quiet || awake <= next.endOf('day').toMillis()) return awake;
  return next
    .set({ hour: Math.floor(quiet.to / 60), minute: quiet.to % 60, second: 0, millisecond: 0 })
    .toMillis();
}

/**
 * Staff press "remind": one reminder at once, or when quiet hours end; at most one an hour.
 * @returns when it goes out.
 */
export function remindNow(
  facts: DealCase,
  number: string,
  context: Context,
): Result<{ changes: Changes; at: Instant }> {
  const invoice = facts.invoices.find((each) => each.number === number);
  if (!invoice) return refuse('invoice_not_found', { number });
  if (!isPayable(invoice, context.now))
    return refuse('invoice_not_open', { number, state: stateAt(invoice, context.now) });
  if (isCovered(facts, invoice)) {
    const held = toJson(money(heldOf(facts, invoice), invoice.currency));
    return refuse('money_held', { number, held });
  }
  if (!wantsReminder(facts, invoice, context.now)) return refuse('customer_unreachable', { number });
  const zone = facts.contact?.timeZone ?? context.settings.timeZone;
  const at = afterQuiet(context.now, context.settings.quietHours, zone);
  const draft = amend(facts, context);
  draft.event('reminder_asked', { number });
  draft.toCustomer(
    // By the hour in which it goes out: presses of a whole night are one message in the morning.
    `remind:${invoice.id}:hour:${Math.floor(at / 3_600_000)}`,
    (now) => ({
      kind: 'invoice_reminder',
      data: { ...invoiceView(now, invoice.id, context.settings), index: 0 },
    }),
    { priority: 'service', notBefore: at },
  );
  return done({ changes: draft.seal(), at });
}

/**
 * The last moment to pay has passed: no more reminders, both sides are told, and money that is held is given
 * back. Money that staff are taking is waited for.
 */
export function expireInvoice(facts: DealCase, invoiceId: string, context: Context): Changes | null {
  const invoice = facts.invoices.find((each) => each.id === invoiceId);
  if (!invoice || invoice.dueAt === null || invoice.dueAt >= context.now || invoice.state !== 'open')
    return null;
  if (heldPayments(facts, invoice).some(({ captureAmount }) => captureAmount !== null)) return null;
  const draft = amend(facts, context);
  draft.invoice({ ...invoice, state: 'expired', nextReminderAt: null });
  for (const payment of facts.payments) {
    if (payment.invoiceId === invoice.id && payment.nextCheckAt !== null)
      draft.payment({ ...payment, nextCheckAt: context.now });
  }
  letGoOf(draft, invoice.id, 'deadline', context);
  draft.event('invoice_expired', { number: invoice.number });
  draft.toCustomer(
    `expired:${invoice.id}`,
    (now) => ({ kind: 'invoice_expired', data: invoiceView(now, invoice.id, context.settings) }),
    {
      priority: 'service',
    },
  );
  draft.toStaff(
    `expired:${invoice.id}`,
    (now) => ({ kind: 'staff_expired', data: invoiceView(now, invoice.id, context.settings) }),
    {
      priority: 'service',
    },
  );
  return draft.seal();
}
