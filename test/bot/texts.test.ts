import { FluentBundle, FluentResource } from '@fluent/bundle';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../bot/commands/index.ts';
import { DISPUTE_REASONS } from '../../bot/screens/dispute.ts';
import { EVIDENCE_EVENTS } from '../../bot/screens/evidence-words.ts';
import { FAILURES } from '../../bot/screens/failure.ts';
import { REFUND_FAILURES } from '../../bot/screens/refund-failure.ts';
import { formatDecimal, formatMoment, isDayEnd } from '../../bot/texts/format.ts';
import { createTexts, escapeMarkup, LANGUAGES, LOCALES } from '../../bot/texts/index.ts';
import { STAGES } from '../../domain/deal.ts';
import type { InvoiceState } from '../../domain/invoice.ts';
import { PAYMENT_KINDS } from '../../domain/payment.ts';
import type { RefusalCode } from '../../domain/result.ts';
import type { Role } from '../../domain/staff.ts';

const texts = createTexts('ru');

// Records rather than lists: the compiler asks for every code and state that there is.
const REFUSALS: Readonly<Record<RefusalCode, true>> = {
  not_allowed: true,
  deal_not_found: true,
  deal_closed: true,
  deal_taken: true,
  invoice_not_found: true,
  invoice_not_open: true,
  invoice_expired: true,
  nothing_to_refund: true,
  refund_too_large: true,
  refund_changed: true,
  items_gone: true,
  above_ceiling: true,
  sum_unreadable: true,
  sum_not_positive: true,
  sum_too_precise: true,
  sum_too_large: true,
  title_missing: true,
  plan_not_whole: true,
  customer_unreachable: true,
  provider_failed: true,
  provider_unknown: true,
  kind_not_offered: true,
  money_held: true,
  piece_out_of_range: true,
  hold_too_small: true,
  last_kind: true,
  receipt_contact_wanted: true,
  contact_unreadable: true,
  no_register: true,
  invite_expired: true,
  already_decided: true,
  last_owner: true,
  money_not_found: true,
  money_settled: true,
  money_not_returnable: true,
  cash_not_allowed: true,
  cash_above_due: true,
  reason_missing: true,
  forget_too_early: true,
  nothing_to_do: true,
};

const INVOICE_STATES: Readonly<Record<InvoiceState, true>> = {
  planned: true,
  open: true,
  partially_paid: true,
  paid: true,
  partially_refunded: true,
  refunded: true,
  disputed: true,
  cancelled: true,
  expired: true,
};

const ROLES: Readonly<Record<Role, true>> = { owner: true, manager: true, viewer: true };

/** Keys with the names of the values that each takes. */
function valuesByKey(words: string): Map<string, string[]> {
  const body = new FluentResource(words).body;
  return new Map(body.map(({ id, value }) => [id, [...new Set(namesIn(value))].sort()]));
}

function namesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = 'type' in node && node.type === 'var' && 'name' in node ? [String(node.name)] : [];
  return [...own, ...Object.values(node).flatMap(namesIn)];
}

const russian = valuesByKey(LANGUAGES.ru ?? '');

describe('every language', () => {
  const locales = LOCALES.map((locale) => ({ locale, words: LANGUAGES[locale] ?? '' }));

  test.each(locales)('$locale has the same keys as the others, with the same values', ({ words }) => {
    expect([...valuesByKey(words)].sort()).toEqual([...russian].sort());
  });

  test.each(locales)('$locale says each key once', ({ words }) => {
    const keys = words.match(/^[\w-]+(?= =)/gm) ?? [];
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each(locales)('$locale is valid Fluent', ({ locale, words }) => {
    expect(new FluentBundle(locale).addResource(new FluentResource(words))).toEqual([]);
    // The runtime's parser skips what it cannot read; a message lost that way is found here.
    expect(valuesByKey(words).size).toBe((words.match(/^[a-z][\w-]* =/gm) ?? []).length);
  });

  test.each(locales)('$locale closes each tag on its own line', ({ words }) => {
    for (const line of words.split('\n').filter((each) => !each.startsWith('#'))) {
      const open = line.match(/<(b|i|code)>/g) ?? [];
      const closed = line.match(/<\/(b|i|code)>/g) ?? [];
      expect(closed.length, line).toBe(open.length);
    }
  });
});

test.each([
  ...Object.keys(REFUSALS).map((code) => `refusal-${code}`),
  ...STAGES.map((stage) => `stage-${stage}`),
  ...Object.keys(INVOICE_STATES).map((state) => `invoice-state-${state}`),
  ...PAYMENT_KINDS.map((kind) => `kind-${kind}`),
  ...PAYMENT_KINDS.filter((kind) => kind !== 'cash' && kind !== 'marketplace').flatMap((kind) => [
    `pay-${kind}`,
    `page-pay-${kind}`,
  ]),
  ...Object.keys(ROLES).map((role) => `role-${role}`),
  ...FAILURES.map((why) => `failure-${why}`),
  ...REFUND_FAILURES.map((why) => `refund-failure-${why}`),
  ...DISPUTE_REASONS.map((why) => `dispute-reason-${why}`),
  ...EVIDENCE_EVENTS.map((what) => `evidence-event-${what}`),
  ...[...Object.keys(COMMANDS), 'start', 'stop'].map((command) => `menu-${command}`),
  ...Object.keys(COMMANDS).map((command) => `help-${command}`),
])('there are words for %s', (key) => {
  expect(russian.has(key)).toBe(true);
});

test('the words of the menu fit into it (Bot API: a description is 1 to 256 characters)', () => {
  for (const key of [...russian.keys()].filter((each) => each.startsWith('menu-'))) {
    for (const locale of LOCALES) expect(texts.plain(locale, key).length).toBeLessThanOrEqual(256);
  }
});

describe('the choice of a language', () => {
  test('follows what the messenger says, without its region', () => {
    expect(texts.nearest('en-US')).toBe('en');
    expect(texts.nearest('ru_RU')).toBe('ru');
  });

  test('falls back to the default', () => {
    expect(texts.nearest('xx')).toBe('ru');
    expect(texts.nearest(null)).toBe('ru');
    expect(createTexts('en').nearest(undefined)).toBe('en');
  });

  test('puts the default first in the list', () => {
    expect(createTexts('en').locales).toEqual(['en', 'ru']);
  });

  test('refuses a default that has no file', () => {
    expect(() => createTexts('xx')).toThrow(RangeError);
  });
});

describe('values in texts', () => {
  test('a name with markup in it stays a name', () => {
    const name = '<b>Вася & Ко</b>';
    expect(texts.say('ru', 'deal-responsible', { name })).toBe('Ведёт: &lt;b&gt;Вася &amp; Ко&lt;/b&gt;');
    expect(texts.plain('ru', 'deal-responsible', { name })).toBe(`Ведёт: ${name}`);
  });

  test('escapes that somebody typed are shown as typed', () => {
    expect(texts.plain('ru', 'deal-responsible', { name: '&lt;' })).toBe('Ведёт: &lt;');
    expect(escapeMarkup('a<b>&')).toBe('a&lt;b&gt;&amp;');
  });

  test('plain words have no tags', () => {
    expect(texts.plain('en', 'paid-title', { number: '1' })).toBe('✅ Invoice #1 is paid. Thank you!');
  });

  test('money is written as the reader writes it', () => {
    const total = { minor: '1500050', currency: 'RUB' };
    expect(texts.plain('ru', 'invoice-total', { total })).toBe('Итого: 15\u00a0000,50\u00a0₽');
    expect(texts.plain('en', 'invoice-total', { total })).toBe('Total: ₽15,000.50');
  });

  test.each([
    [1, 'и ещё 1 счёт', 'and 1 more invoice'],
    [3, 'и ещё 3 счёта', 'and 3 more invoices'],
    [5, 'и ещё 5 счетов', 'and 5 more invoices'],
    [11, 'и ещё 11 счетов', 'and 11 more invoices'],
    [21, 'и ещё 21 счёт', 'and 21 more invoices'],
  ])('%i takes its own form of the word', (count, ru, en) => {
    expect(texts.say('ru', 'deal-invoices-more', { count })).toBe(ru);
    expect(texts.say('en', 'deal-invoices-more', { count })).toBe(en);
  });

  test('an unknown key is a bug and says which', () => {
    expect(() => texts.say('ru', 'no-such-text')).toThrow('no-such-text');
  });
});

describe('moments', () => {
  const now = Date.UTC(2026, 10, 24, 9);
  const dayEnd = Date.UTC(2026, 10, 27, 20, 59, 59);

  test('the end of a day is the day', () => {
    expect(isDayEnd(dayEnd, 'Europe/Moscow')).toBe(true);
    expect(formatMoment(dayEnd, 'ru', 'Europe/Moscow', now)).toBe('27 ноября');
    expect(formatMoment(dayEnd, 'en', 'Europe/Moscow', now)).toBe('November 27');
  });

  test('where the day has another hour, the hour is said', () => {
    expect(formatMoment(dayEnd, 'ru', 'Europe/Kaliningrad', now)).toBe('27 ноября, 22:59');
  });

  test('another year is named', () => {
    expect(formatMoment(Date.UTC(2027, 0, 5, 9), 'ru', 'Europe/Moscow', now)).toBe('5 января 2027 г., 12:00');
  });

  test('decimals have the comma of the language', () => {
    expect(formatDecimal('1.5', 'ru')).toBe('1,5');
    expect(formatDecimal('1.5', 'en')).toBe('1.5');
  });
});
