import { describe, expect, it } from 'vitest';
import { takePlan } from '../../domain/plan.ts';
import { NOON } from '../support/world.ts';

const take = (words: string, total = 10_000_000n) => takePlan(words, total, 'RUB', NOON, 'Europe/Moscow');
const amounts = (words: string, total?: bigint) => {
  const read = take(words, total);
  return read.ok ? [read.value.title, read.value.plan?.map((part) => part.amount) ?? null] : read.code;
};

describe('parts of a sum', () => {
  it.each([
    ['Сайт 50/30/20', ['Сайт', [5_000_000n, 3_000_000n, 2_000_000n]]],
    ['Сайт, 50/50', ['Сайт', [5_000_000n, 5_000_000n]]],
    ['Сайт', ['Сайт', null]],
    ['Поддержка 24/7', ['Поддержка 24/7', null]],
    ['Пицца 2/3', ['Пицца 2/3', null]],
    ['Сайт 50/30/10', 'plan_not_whole'],
    ['Сайт 50/30/30', 'plan_not_whole'],
    ['Сайт 50000 01.12, 30000 15.12, 20000 30.12', ['Сайт', [5_000_000n, 3_000_000n, 2_000_000n]]],
    ['Сайт и хостинг: 70 000 01.12; 30к 15.12', ['Сайт и хостинг', [7_000_000n, 3_000_000n]]],
    ['Сайт 50000 01.12 30000 15.12 20000 30.12.2026', ['Сайт', [5_000_000n, 3_000_000n, 2_000_000n]]],
    ['Сайт 70 000 01.12 30 000 15.12', ['Сайт', [7_000_000n, 3_000_000n]]],
    ['Сайт 50000 01.12, 30000 15.12', 'plan_not_whole'],
    ['Смена 2 24.11 09.00', ['Смена 2 24.11 09.00', null]],
    ['Встреча 01.12', ['Встреча 01.12', null]],
  ])('%s', (words, expected) => {
    expect(amounts(words)).toEqual(expected);
  });

  it('lose no kopeck to thirds', () => {
    expect(amounts('Сайт 33/33/34', 10_001n)).toEqual(['Сайт', [3300n, 3300n, 3401n]]);
  });

  it('are asked for on their day from its first moment, the first at once', () => {
    const read = take('Сайт 50000 01.12, 50000 15.12');
    expect(read.ok && read.value.plan?.map((part) => part.startsAt)).toEqual([
      null,
      Date.UTC(2026, 11, 14, 21),
    ]);
  });
});
