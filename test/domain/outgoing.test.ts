import { describe, expect, test } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import type { Changes } from '../../domain/changes.ts';
import { cancelInvoice } from '../../domain/decisions/cancel-invoice.ts';
import { issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import { openDeal } from '../../domain/decisions/open-deal.ts';
import { takeDeal } from '../../domain/decisions/work-deal.ts';
import type { NewMessage } from '../../domain/message.ts';
import { settle } from '../../domain/notice.ts';
import type { Notice } from '../../domain/ports/payment-provider.ts';
import {
  aDeal,
  anInvoice,
  anOpenPayment,
  apply,
  charged,
  contact,
  context,
  disputed,
  refunded,
  SETTINGS,
  staff,
} from '../support/world.ts';

type Told = Extract<NewMessage, { kind: 'outgoing_event' }>;

const told = (changes: Changes | null | undefined): Told[] =>
  (changes?.messages ?? []).filter((each): each is Told => each.kind === 'outgoing_event');
const at = (urls: string[] = ['https://crm.example.com/']) =>
  context({ settings: { ...SETTINGS, tell: urls.map(webhook) } });
const webhook = (address: string) => ({ channel: 'webhook', address, source: null, mirror: false });
const names = (changes: Changes | null | undefined) => told(changes).map(({ data }) => data.type);
const hear = (facts: DealCase, notice: Notice) => settle(facts, notice, 'sandbox', at());

test('nobody is told where nobody is to be', () => {
  expect(names(hear(anOpenPayment(), charged()))).not.toEqual([]);
  expect(told(settle(anOpenPayment(), charged(), 'sandbox', context()))).toEqual([]);
});

describe('each change is told once, causes before effects', () => {
  test('a deal, its stage and its invoice', () => {
    const command = {
      id: 7,
      contact: contact(),
      title: 'x',
      source: 'site',
      responsibleId: null,
      team: [staff()],
    };
    expect(names(openDeal(command, at()).changes)).toEqual(['deal.opened']);
    const taken = takeDeal(aDeal(), staff(), at());
    expect(names(taken.ok ? taken.value : null)).toEqual(['deal.stage_changed']);
    const items = [{ title: 'x', quantity: 1000n, price: 100n }];
    const issued = issueInvoice(aDeal(), { items, dueAt: null, counter: 0, by: staff() }, at());
    expect(names(issued.ok ? issued.value.changes : null)).toEqual(['invoice.issued', 'deal.stage_changed']);
    const cancelled = cancelInvoice(anInvoice(), '1', at());
    expect(names(cancelled.ok ? cancelled.value : null)).toEqual(['invoice.cancelled', 'deal.stage_changed']);
  });

  test('money that comes, goes back and is fought over', () => {
    const asked = anOpenPayment();
    const paid = hear(asked, charged());
    expect(names(paid)).toEqual(['payment.succeeded', 'invoice.paid', 'deal.stage_changed']);
    const facts = apply(asked, paid);
    expect(names(hear(facts, refunded()))).toEqual(['refund.succeeded', 'deal.stage_changed']);
    expect(names(hear(facts, disputed()))).toEqual(['dispute.opened', 'deal.stage_changed']);
    const open = apply(facts, hear(facts, disputed()));
    const won = hear(open, disputed({ state: 'won' }));
    // The invoice is paid as it was: that is no second payment of it.
    expect(names(won)).toEqual(['dispute.closed', 'deal.stage_changed']);
  });

  test('a part of the money is no paid invoice', () => {
    const part = hear(anOpenPayment(), charged({ amount: { minor: 100n, currency: 'RUB' } }));
    expect(names(part)).toEqual(['payment.succeeded', 'deal.stage_changed']);
  });
});

test('what is told is the moment after all of it, and grows', () => {
  const facts = anOpenPayment();
  const [payment, paid] = told(hear(facts, charged()));
  expect(paid?.data).toMatchObject({ deal: { stage: 'paid' }, invoice: { due: { minor: '0' } } });
  expect(payment?.data.sequence).toBe(facts.deal.version + 1);
});

test('nothing of it names a person', () => {
  const facts = { ...anOpenPayment(), contact: contact({ name: 'Мария', phone: '+79000000001' }) };
  const text = JSON.stringify(told(hear(facts, charged())).map(({ data }) => data));
  expect(text).not.toMatch(/Мария|7900/);
});

test('each address is told, by the same id, in one queue for a deal; all queues together are few', () => {
  const two = ['https://a.example.com/', 'https://b.example.com/'];
  const messages = Array.from({ length: 200 }, (_, id) => {
    const command = { id, contact: null, title: 'x', source: 'api', responsibleId: null, team: [] };
    return told(openDeal(command, at(two)).changes);
  });
  for (const [a, b] of messages) expect(a?.data.id).toBe(b?.data.id);
  const addresses = new Set(messages.flat().map(({ address }) => address));
  expect(addresses.size).toBe(16);
  const keys = messages.flat().map(({ dedupeKey }) => dedupeKey);
  expect(new Set(keys).size).toBe(keys.length);
});

describe('who is told what', () => {
  const mirror = { channel: 'crm', address: 'crm', source: null, mirror: true };
  const market = { channel: 'market', address: 'market', source: 'market', mirror: false };
  const tell = [mirror, market];
  const opened = (source: string) => {
    const command = { id: 7, contact: null, title: 'x', source, responsibleId: null, team: [] };
    return told(openDeal(command, context({ settings: { ...SETTINGS, tell } })).changes);
  };

  test('a mirror is told of all deals, a market of its own', () => {
    expect(opened('site').map(({ channel }) => channel)).toEqual(['crm']);
    expect(opened('market').map(({ channel }) => channel)).toEqual(['crm', 'market']);
  });

  test('what a mirror is told goes onto the deal that it keeps for ours', () => {
    expect(opened('market').map(({ slot, address }) => [slot, address])).toEqual([
      ['deal:7', 'crm#7'],
      [null, 'market#7'],
    ]);
  });
});
