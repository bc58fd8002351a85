import { describe, expect, test } from 'vitest';
import type { Changes } from '../../domain/changes.ts';
import type { Message, NewMessage } from '../../domain/message.ts';
import type { Store } from '../../domain/ports/store.ts';
import * as rows from '../support/rows.ts';
import { eachWith, type OpenStore } from './store-driver.ts';

const { AT, contactRow, dealRow, eventRow, messageRow, paymentChanges, staffRow } = rows;

const view = (name: string) => ({ text: name }) as never;
const said = (over: Partial<NewMessage> & { id: string }): NewMessage =>
  messageRow({ dedupeKey: over.id, data: view('Мария'), ...over });

/** Everything in the outbox by id, delivered or not, with what it holds. */
async function outbox(store: Store): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (let round = 0; round < 20; round++) {
    const claim = { now: AT + 1_000_000 + round, leaseMs: 1_000_000, limit: 50, token: `t${round}` };
    const batch: readonly Message[] = await store.claimMessages(claim);
    if (batch.length === 0) return all;
    for (const each of batch) {
      all[each.id] = each.data;
      await store.reportDelivery(each.id, claim.token, { state: 'parked', error: 'seen' }, claim.now);
    }
  }
  throw new Error('the outbox has no end');
}

async function deliver(store: Store, ids: readonly string[]): Promise<void> {
  for (let round = 0; round < 9; round++) {
    const claim = { now: AT, leaseMs: 1000, limit: 50, token: `d${round}` };
    for (const { id } of await store.claimMessages(claim)) {
      const isOne = ids.includes(id);
      const state = isOne ? ({ state: 'sent', sentRef: `ref-${id}` } as const) : null;
      await store.reportDelivery(
        id,
        claim.token,
        state ?? { state: 'retry', at: AT + 1, error: 'later' },
        AT,
      );
    }
  }
}

/** Forgetting a person: what goes, what stays, and that it is part of the decision. */
export function forgetContract(open: OpenStore): void {
  describe('people who are forgotten', () => {
    const opened = eachWith(open);
    const forgotten = [{ contactId: 'contact-1', dealIds: [1] }];

    const people = async (store: Store): Promise<void> => {
      await store.commit({
        contacts: [contactRow()],
        deals: [dealRow()],
        staff: [staffRow()],
        dialogues: [
          {
            channel: 'telegram',
            address: '2001',
            name: 'lead',
            step: 'name',
            data: { name: 'Мария' },
            updatedAt: AT,
            version: 0,
          },
          { channel: 'telegram', address: '1001', name: null, step: '', data: {}, updatedAt: AT, version: 0 },
        ],
        history: [eventRow()],
      });
      await store.commit({
        contacts: [{ ...contactRow(), version: 1, channel: 'whatsapp', address: '79000000001' }],
      });
      await store.commit({
        contacts: [contactRow({ id: 'contact-2', address: '2002' })],
        deals: [dealRow({ id: 2, contactId: 'contact-2' })],
      });
    };

    test('lose every address, dialogue and message, and those of others stay', async () => {
      const { store } = opened();
      await people(store);
      expect(await store.identities('contact-1')).toEqual([
        { channel: 'telegram', address: '2001' },
        { channel: 'whatsapp', address: '79000000001' },
      ]);
      const staff = { address: '1001' };
      await store.commit({
        messages: [
          said({ id: 'to them', dealId: null }),
          said({ id: 'elsewhere', dealId: null, channel: 'whatsapp', address: '79000000001' }),
          said({ id: 'about them', ...staff }),
          said({ id: 'to the other', address: '2002', dealId: 2 }),
          said({ id: 'about the other', ...staff, dealId: 2 }),
        ],
      });
      const contact = { ...contactRow(), version: 2, name: null, channel: 'forgotten', address: 'contact-1' };
      expect(await store.commit({ contacts: [contact], forgotten })).toBe('committed');
      expect(await store.person('telegram', '2001')).toMatchObject({ contact: null, dialogue: null });
      expect(await store.person('whatsapp', '79000000001')).toMatchObject({ contact: null });
      expect(await store.identities('contact-1')).toEqual([{ channel: 'forgotten', address: 'contact-1' }]);
      expect((await store.person('telegram', '2002')).contact?.id).toBe('contact-2');
      expect((await store.person('telegram', '1001')).dialogue).not.toBeNull();
      expect((await store.contact('contact-1'))?.name).toBeNull();
      expect(Object.keys(await outbox(store)).sort()).toEqual(['about the other', 'to the other']);
      expect(await store.verifyHistory()).toEqual([]);
      expect(await store.history('deal:1')).toHaveLength(1);
    });

    test('leave the card in the chat to be drawn anew, with nothing in it', async () => {
      const { store } = opened();
      await people(store);
      const card = { kind: 'deal_card', slot: 'card:1', address: '1001' } as const;
      await store.commit({
        messages: [said({ id: 'card', ...card } as never), said({ id: 'redrawn', ...card } as never)],
      });
      await deliver(store, ['card']);
      expect(await store.sentRef('telegram', '1001', 'card:1')).toBe('ref-card');
      const anew = said({ id: 'anew', ...card, data: view('—') } as never);
      expect(await store.commit({ forgotten, messages: [anew] })).toBe('committed');
      expect(await store.sentRef('telegram', '1001', 'card:1')).toBe('ref-card');
      expect((await store.messagesOf(1, 9)).map(({ message }) => [message.id, message.data])).toEqual([
        ['card', {}],
        ['anew', view('—')],
      ]);
    });

    test('are forgotten with the whole decision or not at all', async () => {
      const { store } = opened();
      await people(store);
      await store.commit({ messages: [said({ id: 'to them', dealId: null })] });
      const late: Changes = { deals: [dealRow({ version: 7 })], forgotten };
      expect(await store.commit(late)).toBe('stale');
      expect((await store.person('telegram', '2001')).contact?.id).toBe('contact-1');
      expect(Object.keys(await outbox(store))).toEqual(['to them']);
    });

    test('keep their money: payments, ledger and numbers are as they were', async () => {
      const { store } = opened();
      await people(store);
      await store.commit(paymentChanges(1, 1));
      const before = await store.caseByDeal(1);
      await store.commit({ forgotten });
      expect(await store.caseByDeal(1)).toEqual(before);
    });

    test('an answer to staff that was sent is kept without its words', async () => {
      const { store } = opened();
      const screen = { kind: 'screen', address: '1001', dealId: null } as const;
      await store.commit({
        messages: [
          said({ id: 'shown', ...screen, slot: 'x' } as never),
          said({ id: 'news', address: '3', dealId: 5 }),
        ],
      });
      await deliver(store, ['shown', 'news']);
      expect((await store.messageByKey('shown'))?.data).toEqual({});
      expect((await store.messageByKey('news'))?.data).toEqual(view('Мария'));
    });
  });
}
