import { type Check, fail, ok, warn } from './desk.ts';

/** A clock that is off by more makes days and reminders wrong. */
const CLOCK_OFF = 5_000;
const MIB = 1024 * 1024;
const LITTLE = 1024 * MIB;
const FULL = 200 * MIB;

/** The database answers, outlives a power cut, has our time and room to grow. */
export const checkDatabase: Check = async ({ store, clock, freeBytes }) => {
  const asked = clock.now();
  const checkup = await store.checkup().catch((error: unknown) => String(error));
  if (typeof checkup === 'string') return [fail('database-away', { why: checkup })];
  const { durable, settings, now } = checkup;
  const off = now === null ? 0 : Math.abs(now - (asked + clock.now()) / 2);
  const free = freeBytes ? await freeBytes().catch(() => null) : null;
  const room = { free: Math.floor((free ?? 0) / MIB) };
  return [
    durable ? ok('database-durable', { settings }) : fail('database-weak', { settings }),
    ...(off > CLOCK_OFF ? [warn('database-clock', { seconds: Math.round(off / 1000) })] : []),
    ...(free !== null && free < FULL ? [fail('disk-full', room)] : []),
    ...(free !== null && free >= FULL && free < LITTLE ? [warn('disk-little', room)] : []),
  ];
};
