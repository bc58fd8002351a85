import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenBuckets } from '../../domain/token-bucket.ts';

test('so many at once, then as many as come back', () => {
  const buckets = new TokenBuckets({ burst: 3, perMinute: 60 });
  expect([1, 2, 3].map(() => buckets.take('a', 0))).toEqual([0, 0, 0]);
  expect(buckets.take('a', 0)).toBe(1_000);
  expect(buckets.take('a', 500)).toBe(500);
  expect(buckets.wait('a', 1_000)).toBe(0);
  expect(buckets.take('a', 1_000)).toBe(0);
  expect(buckets.take('a', 1_000)).toBe(1_000);
});

test('one key’s flood is not another’s', () => {
  const buckets = new TokenBuckets({ burst: 1, perMinute: 1 });
  expect(buckets.take('a', 0)).toBe(0);
  expect(buckets.take('a', 0)).toBeGreaterThan(0);
  expect(buckets.take('b', 0)).toBe(0);
});

test('whatever comes, no more pass than the bound says, and a clock that goes back gives nothing', () => {
  const times = fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 10 }), (at, burst) => {
      const buckets = new TokenBuckets({ burst, perMinute: 30 });
      const passed = at.filter((now) => buckets.take('a', now) === 0).length;
      // Each step forward gives at most what its milliseconds are worth.
      const forward = at.slice(1).reduce((sum, now, index) => sum + Math.max(0, now - (at[index] ?? 0)), 0);
      expect(passed).toBeLessThanOrEqual(burst + Math.ceil((forward * 30) / 60_000));
    }),
  );
});

test('memory is bounded', () => {
  const buckets = new TokenBuckets({ burst: 1, perMinute: 1, keys: 2 });
  for (const key of ['a', 'b', 'c']) buckets.take(key, 0);
  expect(buckets.take('c', 0)).toBeGreaterThan(0);
  expect(buckets.take('a', 0)).toBe(0);
});

test('whoever waits has the next one: first come, first served, and nobody longer than the patience', () => {
  const buckets = new TokenBuckets({ burst: 1, perMinute: 60 });
  expect([1, 2, 3, 4].map(() => buckets.take('a', 0, 2_000))).toEqual([0, 1_000, 2_000, 3_000]);
  expect(buckets.take('a', 1_000)).toBe(2_000);
  expect(buckets.take('a', 1_000, 2_000)).toBe(2_000);
  expect(buckets.take('a', 1_000, 2_000)).toBe(3_000);
});
