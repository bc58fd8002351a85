import type { DealCase } from '../../domain/case.ts';
import type { Changes } from '../../domain/changes.ts';
import { cancelInvoice } from '../../domain/decisions/cancel-invoice.ts';
import { settle } from '../../domain/notice.ts';
import { expireInvoice, remindTomorrow } from '../../domain/reminder.ts';
import type { Context } from '../../domain/settings.ts';
import { anInvoice, anOpenPayment, apply, charged, contact, context, SETTINGS } from '../support/world.ts';
import { type Chance, seeded } from './seeded.ts';

export const HOUR = 3_600_000;
/** A leap year with both changes of the clocks in it, from autumn to autumn. */
const START = Date.UTC(2027, 8, 1);
export const ZONES = [
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Europe/Moscow',
] as const;

/** Reminders close together meet in one morning; those far apart do not. */
const PLANS = [
  [3, 24, 72],
  [1, 4, 7, 25],
] as const;

/** What becomes of an invoice some hours after it was issued. */
const FATES = ['nothing', 'paid', 'paid in part', 'cancelled', 'stopped', 'expired', 'tomorrow'] as const;
export type Fate = (typeof FATES)[number];

/** Hours of the year, and by how much the clock is wrong from then on. */
export const SKEWS = [
  { from: 0, by: 0 },
  { from: 1900, by: -HOUR },
  { from: 2500, by: 0 },
  { from: 3500, by: HOUR },
  // Back over midnight in Moscow.
  { from: 4509, by: -2 * HOUR },
  { from: 5500, by: 30 * 24 * HOUR },
] as const;

export interface Sent {
  readonly at: number;
  readonly index: number;
  readonly key: string;
  /** Position among everything that happened to the invoice. */
  readonly turn: number;
}

export interface Reminded {
  facts: DealCase;
  readonly zone: (typeof ZONES)[number];
  readonly plan: readonly number[];
  readonly fate: Fate;
  readonly issuedAt: number;
  /** Hour of the year in which it was issued. */
  readonly hour: number;
  /** Hours after that when its fate comes. */
  readonly after: number;
  /** The clock's reading when its fate came, and its place among what happened. */
  fateAt: number | null;
  fateTurn: number;
  turns: number;
  readonly sent: Sent[];
}

export type Remind = (facts: DealCase, invoiceId: string, context: Context) => Changes | null;

/** What the till's clock says in an hour of the year. */
export function reading(hour: number): number {
  const skew = SKEWS.findLast(({ from }) => from <= hour)?.by ?? 0;
  return START + hour * HOUR + skew;
}

/** A year of invoices, swept as the job does it: each at its due moment, and all every hour. */
export function liveThrough(count: number, hours: number, remind: Remind): Reminded[] {
  const chance = seeded(14);
  const starts = Array.from({ length: count }, () => chance.between(1, hours - 200)).sort((a, b) => a - b);
  const all: Reminded[] = [];
  let open: Reminded[] = [];
  let next = 0;
  for (let hour = 1; hour <= hours; hour++) {
    const [before, now] = [reading(hour - 1), reading(hour)];
    for (const each of open) sweep(each, before, now, remind);
    for (const each of open) if (each.after === hour - each.hour) meet(each, now);
    open = open.filter((each) => each.after >= hour - each.hour || invoiceOf(each).nextReminderAt !== null);
    for (; starts[next] === hour; next++) {
      const made = issue(chance, hour, now);
      all.push(made);
      open.push(made);
    }
  }
  return all;
}

export function invoiceOf({ facts }: Reminded): DealCase['invoices'][number] {
  const [invoice] = facts.invoices;
  if (!invoice) throw new Error('an invoice got lost');
  return invoice;
}

function issue(chance: Chance, hour: number, now: number): Reminded {
  const fate = chance.percent(40) ? 'nothing' : chance.pick(FATES);
  const after = chance.between(1, 100);
  const issuedAt = now + chance.between(0, 59) * 60_000;
  const zone = chance.pick(ZONES);
  const plan = chance.pick(PLANS).map((hours) => hours * HOUR);
  const at = contextAt(issuedAt, plan);
  const facts = anInvoice(1000n, { dueAt: fate === 'expired' ? issuedAt + after * HOUR : null, at });
  const known = { ...facts, contact: contact({ timeZone: zone }) };
  return {
    facts: known,
    zone,
    plan,
    fate,
    issuedAt,
    hour,
    after,
    fateAt: null,
    fateTurn: 0,
    turns: 0,
    sent: [],
  };
}

function contextAt(now: number, remindAfter: readonly number[]): Context {
  return context({ now, settings: { ...SETTINGS, remindAfter } });
}

/** Runs what is due up to `now`; each moment twice, as two processes would. */
function sweep(each: Reminded, before: number, now: number, remind: Remind): void {
  for (let round = 0; round < 10; round++) {
    const due = invoiceOf(each).nextReminderAt;
    if (due === null || due > now) return;
    const moment = Math.max(due, Math.min(before + 1, now));
    const ahead = now - before > HOUR ? now : moment;
    wake(each, ahead, remind);
    wake(each, ahead, remind);
  }
  throw new Error('the sweep spins: what it reminded of is due again at once');
}

function wake(each: Reminded, now: number, remind: Remind): void {
  const at = contextAt(now, each.plan);
  save(each, expireInvoice(each.facts, invoiceOf(each).id, at), now);
  save(each, remind(each.facts, invoiceOf(each).id, at), now);
}

function save(each: Reminded, changes: Changes | null, at: number): void {
  if (!changes) return;
  each.turns++;
  for (const message of changes.messages ?? []) {
    if (message.kind !== 'invoice_reminder') continue;
    each.sent.push({ at, index: message.data.index, key: message.dedupeKey, turn: each.turns });
  }
  each.facts = apply(each.facts, changes);
}

/** Its fate comes: from here on it is not to be reminded of, or not as planned. */
function meet(each: Reminded, now: number): void {
  each.fateAt = now;
  each.fateTurn = each.turns;
  each.facts = fateOf(each, contextAt(now, each.plan));
}

function fateOf({ facts, fate }: Reminded, at: Context): DealCase {
  switch (fate) {
    case 'paid':
    case 'paid in part': {
      const open = anOpenPayment(facts);
      const amount = { minor: fate === 'paid' ? 1000n : 10n, currency: 'RUB' };
      return apply(open, settle(open, charged({ amount }), 'sandbox', at));
    }
    case 'cancelled':
    case 'tomorrow': {
      const decided = fate === 'cancelled' ? cancelInvoice(facts, '1', at) : remindTomorrow(facts, '1', at);
      return decided.ok ? apply(facts, decided.value) : facts;
    }
    case 'stopped':
      return { ...facts, contact: contact({ ...facts.contact, remindersOff: true }) };
    default:
      return facts;
  }
}
