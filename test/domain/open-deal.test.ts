import { describe, expect, it } from 'vitest';
import { type OpenDeal, openDeal } from '../../domain/decisions/open-deal.ts';
import { contact, context, kinds, NOON, SETTINGS, staff } from '../support/world.ts';

const boris = staff({ id: 'boris', name: 'Борис', address: '1002', role: 'manager' });
const viewer = staff({ id: 'vera', address: '1003', role: 'viewer' });

const command = (over: Partial<OpenDeal> = {}): OpenDeal => ({
  id: 17,
  contact: contact(),
  title: 'Логотип',
  source: 'telegram:autumn',
  responsibleId: null,
  team: [staff(), boris, viewer],
  ...over,
});

describe('a new deal', () => {
  it('is a lead in the funnel, currency and words that it came with', () => {
    const { facts } = openDeal(command(), context());
    expect(facts.deal).toEqual({
      id: 17,
      funnel: SETTINGS.funnel,
      contactId: 'maria',
      title: 'Логотип',
      source: 'telegram:autumn',
      responsibleId: null,
      currency: 'RUB',
      stage: 'lead',
      lostReason: null,
      createdAt: NOON,
      updatedAt: NOON,
      version: 0,
    });
  });

  it('shows its card to everyone who may take it, as a new one, and to no viewer', () => {
    const { changes } = openDeal(command(), context());
    expect(kinds(changes.messages ?? [])).toEqual(['deal_card → 1001', 'deal_card → 1002']);
    expect(changes.messages?.[0]).toMatchObject({
      dedupeKey: 'card:17:0:anna',
      slot: 'card:17',
      data: { isNew: true, stage: 'lead', customer: 'Мария', source: 'telegram:autumn' },
    });
  });

  it('is saved together with its customer and one line of history', () => {
    const { changes } = openDeal(command(), context());
    expect(changes.contacts).toEqual([contact()]);
    expect(changes.deals).toHaveLength(1);
    expect(changes.history).toMatchObject([
      { stream: 'deal:17', type: 'deal_opened', data: { source: 'telegram:autumn' } },
    ]);
  });

  it('that somebody opens for themselves is in work, and only they get its card', () => {
    const { facts, changes } = openDeal(command({ responsibleId: 'boris' }), context());
    expect(facts.deal).toMatchObject({ stage: 'in_work', responsibleId: 'boris' });
    expect(kinds(changes.messages ?? [])).toEqual(['deal_card → 1002']);
    expect(changes.history?.map(({ type }) => type)).toEqual(['deal_opened', 'stage_changed']);
  });

  it('may be without a customer: a sale at the counter', () => {
    const { facts, changes } = openDeal(command({ contact: null, source: 'counter' }), context());
    expect(facts).toMatchObject({ contact: null, deal: { contactId: null } });
    expect(changes.contacts).toBeUndefined();
  });
});
