import { describe, expect, it } from 'vitest';
import { readDay } from '../../domain/day.ts';
import { NOON } from '../support/world.ts';

const MOSCOW = 'Europe/Moscow';
/** The last millisecond of a day in Moscow, three hours ahead of UTC. */
const endOf = (year: number, month: number, day: number) => Date.UTC(year, month - 1, day, 20, 59, 59, 999);

describe('a day as people write it', () => {
  it.each([
    ['28.11.2026', endOf(2026, 11, 28)],
    ['28.11.26', endOf(2026, 11, 28)],
    ['2026-11-28', endOf(2026, 11, 28)],
    ['28/11/2026', endOf(2026, 11, 28)],
    ['1.2.2027', endOf(2027, 2, 1)],
    [' 28.11 ', endOf(2026, 11, 28)],
    ['28/11', endOf(2026, 11, 28)],
  ])('%s is its last moment in the business’s own zone', (text, moment) => {
    expect(readDay(text, NOON, MOSCOW)).toBe(moment);
  });

  it('without a year is the next such day, today included', () => {
    expect(readDay('24.11', NOON, MOSCOW)).toBe(endOf(2026, 11, 24));
    expect(readDay('23.11', NOON, MOSCOW)).toBe(endOf(2027, 11, 23));
    expect(readDay('1.1', NOON, MOSCOW)).toBe(endOf(2027, 1, 1));
  });

  it('29.02 without a year is the next one there is, also eight years ahead', () => {
    expect(readDay('29.02', NOON, MOSCOW)).toBe(endOf(2028, 2, 29));
    expect(readDay('29.2', Date.UTC(2096, 2, 1), MOSCOW)).toBe(endOf(2104, 2, 29));
  });

  it('today is today where the business is, not where the server is', () => {
    const lateInUtc = Date.UTC(2026, 10, 24, 22);
    expect(readDay('24.11', lateInUtc, MOSCOW)).toBe(endOf(2027, 11, 24));
    expect(readDay('24.11', lateInUtc, 'UTC')).toBe(Date.UTC(2026, 10, 24, 23, 59, 59, 999));
  });

  it('of a day when clocks change ends when that day ends there', () => {
    expect(readDay('25.10.2026', NOON, 'Europe/Berlin')).toBe(Date.UTC(2026, 9, 25, 22, 59, 59, 999));
    expect(readDay('29.03.2026', NOON, 'Europe/Berlin')).toBe(Date.UTC(2026, 2, 29, 21, 59, 59, 999));
  });

  it('in the past with a year is taken as written: whoever uses it refuses', () => {
    expect(readDay('28.11.2020', NOON, MOSCOW)).toBe(endOf(2020, 11, 28));
  });

  it.each([
    '',
    'завтра',
    '31.11',
    '29.02.2027',
    '32.1',
    '0.1',
    '1.13',
    '28.11.20266',
    '28.11.2026 10:00',
    '15000',
    '28',
  ])('"%s" is no day', (text) => {
    expect(readDay(text, NOON, MOSCOW)).toBeNull();
  });
});
