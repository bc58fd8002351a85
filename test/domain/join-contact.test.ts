import { describe, expect, test } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import { joinContact } from '../../domain/decisions/join-contact.ts';
import { openLead } from '../../domain/decisions/open-lead.ts';
import { openOrder } from '../../domain/decisions/open-order.ts';
import { hasNoChat, joinedId, siteContact } from '../../domain/site-contact.ts';
import { apply, contact, context, staff } from '../support/world.ts';

const person = { name: null, phone: '+79000000001', email: 'maria@example.com', locale: 'ru' };
const lead = { ...siteContact(person, null, context()), version: 1 };
const origin = { source: 'site', funnel: 'main', page: null, marks: {} };

function left(id: number, who = lead): DealCase {
  const said = { phone: person.phone, email: person.email };
  const asked = { ...origin, id, contact: who, text: 'Торт', said, maybe: [], token: null, policy: null };
  const { facts, changes } = openLead({ ...asked, team: [staff()] }, context());
  return { ...apply(facts, changes), contact: who };
}

const chat = { token: 'token', channel: 'telegram', address: '2001', name: 'Мария', locale: 'en' };

test('somebody without a chat is sent nothing, and staff see how to reach them', () => {
  const items = [{ sku: null, title: 'Торт', quantity: 1000n, price: 100n }];
  const order = { id: 1, contact: lead, number: 'A-1', title: 'Торт', items, dueAt: null, counter: 0 };
  const where = { source: 'api', funnel: 'main', currency: 'RUB', token: 'token', policy: null };
  const opened = openOrder({ ...order, ...where, team: [staff()] }, context());
  if (!opened.ok) throw new Error(opened.code);
  const { messages = [], inbox = [] } = opened.value.changes;
  expect(messages.map(({ address }) => address)).not.toContain(lead.address);
  expect(messages[0]).toMatchObject({
    kind: 'deal_card',
    data: { noChat: true, email: 'maria@example.com', invoices: [{ number: '1' }], stage: 'invoice_issued' },
  });
  expect(inbox).toMatchObject([{ source: 'continue', key: 'token', dealId: 1 }]);
});

describe('whoever opens the link', () => {
  test('gets the chat and keeps what they said of themselves', () => {
    const { changes } = joinContact([left(2), left(1)], lead, { ...chat, known: null }, context());
    expect(changes.contacts).toEqual([
      { ...lead, name: 'Мария', channel: 'telegram', address: '2001', locale: 'en', unreachable: null },
    ]);
    expect(changes.deals?.map(({ id, contactId }) => [id, contactId])).toEqual([
      [2, lead.id],
      [1, lead.id],
    ]);
    expect(changes.inbox).toMatchObject([{ source: 'continued', key: 'token' }]);
    const cards = changes.messages?.filter(({ kind }) => kind === 'deal_card') ?? [];
    expect(cards.map(({ data }) => data)).not.toContainEqual(expect.objectContaining({ noChat: true }));
  });

  test('in a customer’s chat is that customer: every deal is theirs, and nothing stays behind', () => {
    const known = contact({ version: 3, phone: '+79000000009', phoneVerified: true });
    const { facts, changes } = joinContact([left(2), left(1)], lead, { ...chat, known }, context());
    expect(changes.deals?.map(({ contactId }) => contactId)).toEqual(['maria', 'maria']);
    const [owner, former] = changes.contacts ?? [];
    // A phone that was proved is not replaced by one that was typed in.
    expect(owner).toMatchObject({
      id: 'maria',
      phone: '+79000000009',
      email: 'maria@example.com',
      locale: 'ru',
    });
    expect(former).toMatchObject({ id: lead.id, phone: null, email: null, name: null });
    expect(joinedId(former ?? lead)).toBe('maria');
    expect(hasNoChat(former ?? lead)).toBe(false);
    expect(facts.contact?.id).toBe('maria');
  });
});
