import type { Changes, CommitResult } from '../../domain/changes.ts';
import type { HistoryEvent } from '../../domain/history.ts';
import { requireDeals } from '../guard.ts';
import {
  approvals,
  chainText,
  contacts,
  deals,
  dialogues,
  disputes,
  inbox,
  invites,
  invoices,
  messages,
  payments,
  policies,
  postings,
  receipts,
  refunds,
  rollups,
  staff,
  type Table,
  toRow,
} from '../mapping.ts';
import { addUp } from '../rollups.ts';
import { storable } from '../storable.ts';
import { forgetting } from './forget.ts';
import type { Connections } from './pool.ts';

type Cell = string | number | null;
type Payload = Record<string, Record<string, Cell>[]>;

/** Deadlock, serialization failure: the other one was first, and a repeat finds out what it wrote. */
const BEATEN = new Set(['40P01', '40001']);

const COMMIT = 'SELECT till_commit($1::jsonb) AS result';

/** All writes of a decision in one round trip, through the function `till_commit` of the migrations. */
export function createCommit({ rows, pool }: Connections): (changes: Changes) => Promise<CommitResult> {
  return async (changes) => {
    requireDeals(changes);
    try {
      const payload = [JSON.stringify(payloadOf(changes))];
      if (changes.forgotten?.length) {
        return await forgetting(pool, changes.forgotten, async (client) => {
          const { rows: found } = await client.query<{ result: CommitResult }>(COMMIT, payload);
          return found[0]?.result as CommitResult;
        });
      }
      const [row] = await rows(COMMIT, payload);
      return row?.result as CommitResult;
    } catch (error) {
      if (BEATEN.has((error as { code?: string }).code ?? '')) return 'stale';
      throw error;
    }
  };
}

const VERSIONED = { contacts, dialogues, staff, invites, approvals, policies, deals };
const PLAIN = { inbox, invoices, payments, refunds, disputes, receipts, postings, messages };

/** Rows as the function takes them: new and changed ones of versioned tables apart, empty lists left out. */
function payloadOf(changes: Changes): Payload {
  const payload: Payload = {};
  const put = (name: string, rows: Record<string, Cell>[]): void => {
    if (rows.length > 0) payload[name] = rows;
  };
  for (const [name, table] of entriesOf(VERSIONED)) {
    const states = changes[name] ?? [];
    const grown = (state: (typeof states)[number]) => cells(table, { ...state, version: state.version + 1 });
    put(`new_${name}`, states.filter((state) => state.version === 0).map(grown));
    put(name, states.filter((state) => state.version > 0).map(grown));
  }
  const addresses = changes.contacts ?? [];
  put(
    'identities',
    addresses.map(({ channel, address, id }) => ({ channel, address: storable(address), contact_id: id })),
  );
  put(
    'counters',
    (changes.counters ?? []).map(({ name, value, by = 1 }) => ({ name, value, step: by })),
  );
  for (const [name, table] of entriesOf(PLAIN)) {
    const states: readonly object[] = changes[name] ?? [];
    put(
      name,
      states.map((state) => cells(table, state)),
    );
  }
  // One delta for each row: PostgreSQL refuses to add to a row twice in a statement.
  const deltas = addUp(changes.rollups ?? []);
  put('history', (changes.history ?? []).map(eventCells));
  put(
    'rollups',
    deltas.map((delta) => cells(rollups, delta)),
  );
  return payload;
}

function entriesOf<K extends string>(all: Record<K, unknown>): [K, Table<object>][] {
  return Object.entries(all) as [K, Table<object>][];
}

function cells<T extends object>(of: Table<T>, state: T): Record<string, Cell> {
  const row: Record<string, Cell> = {};
  for (const [column, value] of Object.entries(toRow(of, state)))
    row[column] = typeof value === 'bigint' ? value.toString() : value;
  return row;
}

/** `rest` is the part of what the row's hash covers that the database can't make out of the row itself. */
function eventCells(event: HistoryEvent): Record<string, Cell> {
  const actor = { ...event.actor, id: event.actor.id === null ? null : storable(event.actor.id) };
  const { stream, type, data, at, requestId } = { ...event, requestId: storable(event.requestId) };
  // Hash before, stream and number are put in front of it by the function, which knows them.
  const rest = chainText('', 0, { ...event, actor, requestId })
    .split('\n')
    .slice(3)
    .join('\n');
  return {
    stream,
    type,
    actor_type: actor.type,
    actor_id: actor.id,
    data: JSON.stringify(data),
    at,
    request_id: requestId,
    rest,
  };
}
