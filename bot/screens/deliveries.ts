import type { HistoryEvent } from '../../domain/history.ts';
import { lines, type Reader } from './reader.ts';

/** Messages that a deal's page names. */
const LONGEST = 3;

/** Statuses by how much they say: they come in any order. */
const RANK: Readonly<Record<string, number>> = { message_delivered: 1, message_read: 2, message_failed: 3 };

const STATES: Readonly<Record<string, string>> = {
  message_delivered: 'told-delivered',
  message_read: 'told-read',
  message_failed: 'told-failed',
};

const KINDS: Readonly<Record<string, string>> = {
  invoice_issued: 'told-invoice',
  invoice_reminder: 'told-reminder',
  from_staff: 'told-answer',
};

/** What became of the last messages to the customer, where their messenger tells; oldest first. */
export function deliveryLines(r: Reader, history: readonly HistoryEvent[]): string {
  const latest = new Map<string, HistoryEvent>();
  for (const event of history) {
    const id = String(event.data.message ?? '');
    if (!(event.type in RANK) || !id) continue;
    const known = latest.get(id);
    // A message keeps its place, whatever is heard of it later.
    if (!known || (RANK[event.type] ?? 0) > (RANK[known.type] ?? 0)) latest.set(id, event);
  }
  const shown = [...latest.values()].slice(-LONGEST);
  return lines(shown.length > 0 && r.say('told-title'), ...shown.map((event) => line(r, event)));
}

function line(r: Reader, { type, data, at }: HistoryEvent): string {
  const what = r.label(KINDS[String(data.kind)] ?? 'told-message', { number: String(data.number ?? '') });
  return r.say(STATES[type] ?? 'told-delivered', {
    what,
    when: r.moment(at),
    reason: String(data.reason ?? ''),
  });
}
