import { describe, expect, test } from 'vitest';
import type { NewMessage } from '../../domain/message.ts';
import type { DeliveryReport } from '../../domain/ports/store.ts';
import { AT, messageRow } from '../support/rows.ts';
import { eachWith, type OpenStore } from './store-driver.ts';

const LEASE = 60_000;

/** Messages: said once for each cause, one at a time in a chat, and never forgotten. */
export function outboxContract(open: OpenStore): void {
  describe('outbox', () => {
    const opened = eachWith(open);
    const add = (...messages: NewMessage[]) => opened().store.commit({ messages });
    const claim = (over: { now?: number; limit?: number; token?: string; bulk?: number } = {}) =>
      opened().store.claimMessages({ now: AT, leaseMs: LEASE, limit: 10, token: 'a', ...over });
    const ids = async (over: Parameters<typeof claim>[0] = {}) =>
      (await claim(over)).map((message) => message.id);
    const report = (id: string, token: string, what: DeliveryReport, now = AT) =>
      opened().store.reportDelivery(id, token, what, now);
    const sent = (sentRef: string): DeliveryReport => ({ state: 'sent', sentRef });

    test('a claimed message is whole, and leased to the token', async () => {
      const message = messageRow({ slot: 'card:1', dealId: 7 });
      await add(message);
      const delivery = {
        state: 'leased',
        attempts: 1,
        leaseToken: 'a',
        maybeRepeated: false,
        sentRef: null,
        lastError: null,
      };
      expect(await claim()).toEqual([{ ...message, ...delivery }]);
      expect(await claim({ token: 'b' })).toEqual([]);
    });

    test('one cause speaks once: a repeated dedupe key is passed over, and the rest is written', async () => {
      await add(messageRow());
      expect(
        await add(
          messageRow({ id: 'again', dedupeKey: 'key:message-1' }),
          messageRow({ id: 'new', address: '2' }),
        ),
      ).toBe('committed');
      expect(await ids()).toEqual(['message-1', 'new']);
    });

    test('what is urgent goes first, then what is older, at most one for each address', async () => {
      await add(
        messageRow({ id: 'bulk', priority: 2, address: '1' }),
        messageRow({ id: 'service', priority: 1, address: '2' }),
        messageRow({ id: 'money', priority: 0, address: '3' }),
        messageRow({ id: 'money-2', priority: 0, address: '4' }),
        messageRow({ id: 'money-for-1', priority: 0, address: '1' }),
        messageRow({ id: 'other-channel', priority: 2, address: '1', channel: 'whatsapp' }),
      );
      expect(await ids({ limit: 2 })).toEqual(['money', 'money-2']);
      expect(await ids()).toEqual(['money-for-1', 'service', 'other-channel']);
    });

    test('a chat with a message under way gets no second one until that is settled', async () => {
      await add(messageRow({ id: 'first' }), messageRow({ id: 'second' }));
      expect(await ids()).toEqual(['first']);
      expect(await ids({ token: 'b' })).toEqual([]);
      expect(await report('first', 'a', sent('10'))).toBe(true);
      expect(await ids({ token: 'b' })).toEqual(['second']);
    });

    test('nothing is claimed before its time, and it is known when that comes', async () => {
      expect(await opened().store.nextMessageAt()).toBeNull();
      await add(
        messageRow({ id: 'later', notBefore: AT + 1 }),
        messageRow({ id: 'sooner', notBefore: AT, address: '1' }),
      );
      expect(await opened().store.nextMessageAt()).toBe(AT);
      expect(await ids()).toEqual(['sooner']);
      expect(await opened().store.nextMessageAt()).toBe(AT + 1);
      await report('sooner', 'a', sent('1'));
      expect(await ids({ now: AT + 1 })).toEqual(['later']);
      expect(await opened().store.nextMessageAt()).toBe(AT + 1 + LEASE);
      await report('later', 'a', sent('2'));
      expect(await opened().store.nextMessageAt()).toBeNull();
    });

    test('a message whose lease ran out is given out again, marked, and its first holder has lost it', async () => {
      await add(messageRow());
      await claim({ token: 'dead' });
      expect(await ids({ now: AT + LEASE - 1 })).toEqual([]);
      const [again] = await claim({ now: AT + LEASE, token: 'b' });
      expect(again).toMatchObject({ id: 'message-1', attempts: 2, maybeRepeated: true, leaseToken: 'b' });
      expect(await report('message-1', 'dead', sent('1'))).toBe(false);
      expect(await report('message-1', 'b', sent('2'))).toBe(true);
      expect(await report('message-1', 'b', sent('3'))).toBe(false);
      expect(await opened().store.dealOfSent('telegram', '2001', '2')).toBe(1);
      expect(await opened().store.dealOfSent('telegram', '2001', '1')).toBeNull();
    });

    test('what was said about a deal comes in its order, with when it was delivered; each is found by its key', async () => {
      await add(
        messageRow({ id: 'first', dealId: 7 }),
        messageRow({ id: 'other', dealId: 8, address: '9' }),
        messageRow({ id: 'second', dealId: 7 }),
      );
      await claim({ limit: 1 });
      await report('first', 'a', sent('10'), AT + 5);
      const said = await opened().store.messagesOf(7, 10);
      expect(said.map(({ message, sentAt }) => [message.id, message.state, sentAt])).toEqual([
        ['first', 'sent', AT + 5],
        ['second', 'pending', null],
      ]);
      expect(await opened().store.messagesOf(7, 1)).toHaveLength(1);
      const key = said[1]?.message.dedupeKey ?? '';
      expect(await opened().store.messageByKey(key)).toMatchObject({ id: 'second', dealId: 7 });
      expect(await opened().store.messageByKey('nobody')).toBeNull();
    });

    test('a report after the lease ran out still counts while nobody else has the message', async () => {
      await add(messageRow());
      await claim();
      expect(await report('message-1', 'a', sent('1'), AT + 2 * LEASE)).toBe(true);
      expect(await ids({ now: AT + 3 * LEASE })).toEqual([]);
    });

    test('a retry waits its time, and what is younger in the chat waits with it', async () => {
      await add(
        messageRow({ id: 'first' }),
        messageRow({ id: 'second' }),
        messageRow({ id: 'elsewhere', address: '5' }),
      );
      expect(await ids()).toEqual(['first', 'elsewhere']);
      await report('first', 'a', { state: 'retry', at: AT + 5_000, error: 'flood' });
      expect(await ids({ now: AT + 4_999 })).toEqual([]);
      const [again] = await claim({ now: AT + 5_000 });
      expect(again).toMatchObject({
        id: 'first',
        attempts: 2,
        maybeRepeated: false,
        lastError: 'flood',
        notBefore: AT + 5_000,
      });
    });

    test('a retry of what the person may have seen is marked, and stays so', async () => {
      await add(messageRow());
      await claim();
      await report('message-1', 'a', { state: 'retry', at: AT + 1, error: 'timeout', maybeShown: true });
      const [again] = await claim({ now: AT + 1 });
      expect(again).toMatchObject({ attempts: 2, maybeRepeated: true });
      await report('message-1', 'a', { state: 'retry', at: AT + 2, error: 'flood' });
      expect(await claim({ now: AT + 2 })).toMatchObject([{ maybeRepeated: true }]);
      expect((await opened().store.queueDepths(AT)).outboxMaybeRepeated).toBe(1);
    });

    test('a retry holds back nothing more urgent, and nothing that was there before it', async () => {
      await add(messageRow({ id: 'before', notBefore: AT + 1 }), messageRow({ id: 'bulk', priority: 2 }));
      expect(await ids()).toEqual(['bulk']);
      await report('bulk', 'a', { state: 'retry', at: AT + 5_000, error: 'flood' });
      expect(await ids({ now: AT + 1 })).toEqual(['before']);
      await report('before', 'a', sent('1'));
      await add(messageRow({ id: 'money' }));
      expect(await ids({ now: AT + 1 })).toEqual(['money']);
    });

    test('what waits because the messenger did not answer is woken, and nothing else', async () => {
      const waits = {
        away: 'unavailable: 502',
        lost: 'unknown: timeout',
        flood: 'rate_limited: 30',
        other: 'unavailable: 502',
      };
      const rows = Object.keys(waits).map((id) =>
        messageRow({ id, address: id, ...(id === 'other' ? { channel: 'whatsapp' } : {}) }),
      );
      await add(...rows, messageRow({ id: 'fresh', address: 'fresh', notBefore: AT + 60_000 }));
      await claim({ limit: 4 });
      for (const [id, error] of Object.entries(waits))
        await report(id, 'a', { state: 'retry', at: AT + 60_000, error });
      await opened().store.wakeMessages('telegram', AT + 1_000);
      expect((await ids({ now: AT + 1_000 })).sort()).toEqual(['away', 'lost']);
      expect((await ids({ now: AT + 60_000, token: 'b' })).sort()).toContain('flood');
    });

    test('a parked message is never given out again, and its chat goes on', async () => {
      await add(messageRow({ id: 'first' }), messageRow({ id: 'second' }));
      await claim();
      expect(await report('first', 'a', { state: 'parked', error: 'blocked' })).toBe(true);
      expect(await ids({ now: AT + 10 * LEASE })).toEqual(['second']);
      expect((await opened().store.queueDepths(AT)).outboxParked).toBe(1);
    });

    test('parallel claims give every message once, and every chat one at a time', async () => {
      const all = Array.from({ length: 60 }, (_, index) =>
        messageRow({ id: `m${index}`, address: `${index % 20}` }),
      );
      await add(...all);
      const claims = await Promise.all(
        Array.from({ length: 8 }, (_, index) => claim({ token: `t${index}`, limit: 5 })),
      );
      const claimed = claims.flat();
      expect(new Set(claimed.map((message) => message.id)).size).toBe(claimed.length);
      expect(new Set(claimed.map((message) => message.address)).size).toBe(claimed.length);
      const rest = await ids({ token: 'rest', limit: 100 });
      expect(claimed.length + rest.length).toBe(20);
    });

    test('a message counts as being sent from its claim until it is noted, for its own address only', async () => {
      const { store } = opened();
      await add(messageRow());
      expect(await store.isSending('telegram', '2001')).toBe(false);
      await claim();
      expect(await store.isSending('telegram', '2001')).toBe(true);
      expect(await store.isSending('telegram', '2002')).toBe(false);
      expect(await store.isSending('whatsapp', '2001')).toBe(false);
      await report('message-1', 'a', sent('1'));
      expect(await store.isSending('telegram', '2001')).toBe(false);
    });

    test('of those in no hurry so many are given out as are asked for, after all that is urgent', async () => {
      await add(
        ...[1, 2, 3].map((n) => messageRow({ id: `bulk-${n}`, address: `b${n}`, priority: 2 })),
        messageRow({ id: 'service', address: 's', priority: 1 }),
        messageRow({ id: 'money', address: 'm', priority: 0 }),
      );
      expect(await ids({ bulk: 0, limit: 1 })).toEqual(['money']);
      expect(await ids({ bulk: 2 })).toEqual(['service', 'bulk-1', 'bulk-2']);
      expect(await ids({ bulk: 0 })).toEqual([]);
      expect(await ids({ bulk: 5 })).toEqual(['bulk-3']);
    });

    test('one token may claim again: only what is new comes back', async () => {
      await add(messageRow({ id: 'first' }), messageRow({ id: 'second', address: '2' }));
      expect(await ids({ limit: 1 })).toEqual(['first']);
      expect(await ids({ limit: 1 })).toEqual(['second']);
    });

    test('the newest sent message of a slot is the one to edit', async () => {
      const { store } = opened();
      for (const [index, id] of ['old', 'new'].entries()) {
        await add(messageRow({ id, slot: 'card:1', dealId: 40 + index }));
        await claim();
        await report(id, 'a', sent(`ref-${id}`), AT + index);
      }
      await add(messageRow({ id: 'waiting', slot: 'card:1' }));
      expect(await store.sentRef('telegram', '2001', 'card:1')).toBe('ref-new');
      expect(await store.sentRef('telegram', '2001', 'card:2')).toBeNull();
      expect(await store.sentRef('whatsapp', '2001', 'card:1')).toBeNull();
      expect(await store.dealOfSent('telegram', '2001', 'ref-old')).toBe(40);
      expect(await store.dealOfSent('telegram', '2002', 'ref-old')).toBeNull();
    });

    test('characters that a database cannot keep do not stop a message', async () => {
      const text = 'до\0после \ud83d 🙂';
      await add(messageRow({ data: { text, media: null } as never, requestId: text }));
      const [message] = await claim();
      expect(message?.data).toEqual({ text, media: null });
      expect(message?.requestId).toContain('после');
    });

    test('depths count what waits, what is parked and what may be repeated', async () => {
      await add(
        messageRow({ notBefore: AT - 7_000 }),
        messageRow({ id: 'b', address: '2' }),
        messageRow({ id: 'c', address: '3' }),
      );
      await claim();
      await claim({ now: AT + LEASE, limit: 1 });
      await report('b', 'a', { state: 'parked', error: 'blocked' });
      const depths = await opened().store.queueDepths(AT + LEASE);
      expect(depths).toMatchObject({
        outboxPending: 2,
        outboxOldestMs: LEASE + 7_000,
        outboxParked: 1,
        outboxMaybeRepeated: 1,
      });
    });
  });
}
