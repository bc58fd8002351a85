import type { InboxEntry } from '../../domain/changes.ts';
import type { HistoryEvent, RollupDelta } from '../../domain/history.ts';
import type { NewMessage } from '../../domain/message.ts';

/** Rows for tests of the store: whole and new, each with what the test is about put over it. */
export const AT = Date.UTC(2026, 10, 24, 9);

export function messageRow(over: Partial<NewMessage> = {}): NewMessage {
  const id = over.id ?? 'message-1';
  return {
    kind: 'from_staff',
    data: { text: 'Готово', media: null },
    id,
    dedupeKey: `key:${id}`,
    channel: 'telegram',
    address: '2001',
    locale: 'ru',
    priority: 0,
    dealId: 1,
    slot: null,
    notBefore: AT,
    createdAt: AT,
    requestId: 'request-1',
    ...over,
  } as NewMessage;
}

export function inboxRow(over: Partial<InboxEntry> = {}): InboxEntry {
  return {
    source: 'sandbox',
    key: 'event-1',
    state: 'done',
    body: null,
    dealId: null,
    receivedAt: AT,
    nextAt: null,
    requestId: 'request-1',
    ...over,
  };
}

export function eventRow(over: Partial<HistoryEvent> = {}): HistoryEvent {
  return {
    stream: 'deal:1',
    type: 'payment_succeeded',
    actor: { type: 'provider', id: 'sandbox' },
    data: { z: 'последний', a: { minor: '500000', currency: 'RUB' } },
    at: AT,
    requestId: 'request-1',
    ...over,
  };
}

export function rollupRow(over: Partial<RollupDelta> = {}): RollupDelta {
  return {
    day: '2026-11-24',
    funnel: 'main',
    currency: 'RUB',
    metric: 'payments',
    label: 'sbp',
    count: 1,
    sum: 500_000n,
    ...over,
  };
}
