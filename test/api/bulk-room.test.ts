import { describe, expect, it } from 'vitest';
import { BulkRoom } from '../../api/jobs/bulk-room.ts';
import { PRIORITY } from '../../domain/message.ts';
import { NOON } from '../support/world.ts';

const bulk = { priority: PRIORITY.bulk };

function begun(room: BulkRoom, number: number): void {
  for (let n = 0; n < number; n++) room.begin(bulk);
}

function landed(room: BulkRoom, number: number): void {
  for (let n = 0; n < number; n++) room.end(bulk);
}

describe('the room of a mailing', () => {
  it('is eight at once, however long nothing was sent', () => {
    const room = new BulkRoom();
    expect(room.room(NOON)).toBe(8);
    begun(room, 8);
    expect(room.room(NOON + 60_000)).toBe(0);
    landed(room, 3);
    expect(room.room(NOON + 60_000)).toBe(3);
  });

  it('is twenty a second, and says how long the next one waits', () => {
    const room = new BulkRoom();
    for (const some of [8, 8, 4]) {
      expect(room.room(NOON)).toBeGreaterThanOrEqual(some);
      begun(room, some);
      landed(room, some);
    }
    expect(room.room(NOON)).toBe(0);
    expect(room.wait(NOON)).toBe(50);
    expect(room.wait(NOON + 50)).toBe(0);
    expect(room.room(NOON + 100)).toBe(2);
  });

  it('is not taken by what is urgent', () => {
    const room = new BulkRoom();
    room.room(NOON);
    for (let n = 0; n < 30; n++) room.begin({ priority: n % 2 ? PRIORITY.money : PRIORITY.service });
    expect(room.room(NOON)).toBe(8);
  });

  it('does not grow when the clock is set back', () => {
    const room = new BulkRoom();
    room.room(NOON);
    begun(room, 8);
    landed(room, 8);
    room.room(NOON - 60_000);
    expect(room.wait(NOON - 60_000)).toBe(0);
    begun(room, 12);
    landed(room, 12);
    expect(room.room(NOON - 60_000)).toBe(0);
  });
});
