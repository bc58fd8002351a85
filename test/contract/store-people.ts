import { describe, expect, test } from 'vitest';
import { contactRow, dealRow } from '../support/rows.ts';
import { eachWith, type OpenStore } from './store-driver.ts';

/** People who may be the same: what staff are shown, and nothing is decided by. */
export function peopleContract(open: OpenStore): void {
  describe('deals whose customers gave a phone or an e-mail', () => {
    const opened = eachWith(open);
    const person = (id: string, over: Partial<ReturnType<typeof contactRow>>) =>
      contactRow({ id, address: `address-${id}`, phone: null, email: null, ...over });

    test('are found in every spelling of it, newest first, as many as asked for', async () => {
      const { store } = opened();
      await store.commit({
        contacts: [
          person('a', { phone: '+79000000001' }),
          person('b', { phone: '89000000001' }),
          person('c', { phone: '79000000001' }),
          person('d', { email: 'maria@example.com' }),
          person('e', { phone: '+79000000002', email: 'other@example.com' }),
        ],
        deals: ['a', 'b', 'c', 'd', 'e', 'a'].map((contactId, at) => dealRow({ id: at + 1, contactId })),
      });
      const phone = '+79000000001';
      expect(await store.dealsGiven({ phone, email: null }, 10)).toEqual([6, 3, 2, 1]);
      expect(await store.dealsGiven({ phone, email: null }, 2)).toEqual([6, 3]);
      expect(await store.dealsGiven({ phone: null, email: 'maria@example.com' }, 10)).toEqual([4]);
      expect(await store.dealsGiven({ phone, email: 'other@example.com' }, 10)).toEqual([6, 5, 3, 2, 1]);
    });

    test('are none where nothing was given, or nobody gave it', async () => {
      const { store } = opened();
      await store.commit({ contacts: [person('a', {})], deals: [dealRow({ contactId: 'a' })] });
      expect(await store.dealsGiven({ phone: null, email: null }, 10)).toEqual([]);
      expect(await store.dealsGiven({ phone: '+79000000003', email: 'x@example.com' }, 10)).toEqual([]);
    });
  });
}
