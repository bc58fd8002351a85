import * as tables from '../mapping.ts';
import { snake, type Table } from '../mapping.ts';
import { columnsOf } from './sql.ts';

/**
 * The function that writes a decision, made from the same tables as the rest so that no column is
 * forgotten. The migrations hold its text; a test says when they need a new one.
 *
 * Each list of rows is one statement, run only when the list is there. Anything but `committed` undoes
 * all of it: the inner block is a savepoint.
 */
export function tillCommit(): string {
  return `CREATE OR REPLACE FUNCTION till_commit(c jsonb) RETURNS text LANGUAGE plpgsql AS $till$
DECLARE
  n bigint;
  violated text;
  s record;
  event record;
  last record;
BEGIN
  BEGIN
${steps().map(indented).join('\n')}
  EXCEPTION
    WHEN SQLSTATE 'TB001' THEN
      RETURN 'stale';
    WHEN unique_violation THEN
      GET STACKED DIAGNOSTICS violated = CONSTRAINT_NAME;
      IF violated IN (${quoted(DUPLICATE)}) THEN RETURN 'duplicate'; END IF;
      IF violated IN (${quoted(STALE)}) THEN RETURN 'stale'; END IF;
      RAISE;
  END;
  RETURN 'committed';
END
$till$;`;
}

/** The event, or the money, is here already. */
const DUPLICATE = ['inbox_pkey', 'postings_pkey', 'payments_provider_charge_id_key'];
/** Somebody else wrote first. A token or a vendor's reference that is taken is a bug, and thrown. */
const STALE = [
  'contacts_pkey',
  'dialogues_pkey',
  'staff_pkey',
  'staff_channel_address_key',
  'invites_pkey',
  'approvals_pkey',
  'policies_pkey',
  'deals_pkey',
  'invoices_number_key',
  'history_pkey',
];

function steps(): string[] {
  return [
    add(tables.inbox),
    ...versioned(tables.contacts),
    IDENTITIES,
    ...versioned(tables.dialogues),
    ...versioned(tables.staff),
    ...versioned(tables.invites),
    ...versioned(tables.approvals),
    ...versioned(tables.policies),
    ...versioned(tables.deals),
    COUNTERS,
    upsert(tables.invoices),
    upsert(tables.payments),
    upsert(tables.refunds),
    upsert(tables.disputes),
    upsert(tables.receipts),
    add(tables.postings),
    MESSAGES,
    HISTORY,
    ROLLUPS,
  ];
}

function whenThere(key: string, statement: string): string {
  return `IF c ? '${key}' THEN\n${indented(statement)}\nEND IF;`;
}

const rowsOf = (table: string, key = table): string =>
  `jsonb_populate_recordset(NULL::${table}, c->'${key}')`;

function insert<T>(of: Table<T>, key: string = of.name, only?: (field: string) => boolean): string {
  const columns = columnsOf(of, only).join(', ');
  return `INSERT INTO ${of.name} (${columns}) SELECT ${columns} FROM ${rowsOf(of.name, key)}`;
}

function add<T>(of: Table<T>): string {
  return whenThere(of.name, `${insert(of)};`);
}

const ALL_OR_STALE = (key: string): string =>
  `GET DIAGNOSTICS n = ROW_COUNT;\nIF n <> jsonb_array_length(c->'${key}') THEN RAISE EXCEPTION 'stale' USING ERRCODE = 'TB001'; END IF;`;

/**
 * New rows, then changed ones, whose stored version must be the one before. Changed ones are taken one by
 * one: a join would be planned once for a table of any size, and could read all of it.
 */
function versioned<T>(of: Table<T>): string[] {
  const values = columnsOf(of, (field) => !of.key.includes(field));
  const same = of.key.map((field) => `t."${snake(field)}" = s."${snake(field)}"`).join(' AND ');
  const update = `FOR s IN SELECT * FROM ${rowsOf(of.name)} LOOP
    UPDATE ${of.name} t SET ${values.map((column) => `${column} = s.${column}`).join(', ')}
    WHERE ${same} AND t.version = s.version - 1;
    IF NOT FOUND THEN RAISE EXCEPTION 'stale' USING ERRCODE = 'TB001'; END IF;
END LOOP;`;
  return [whenThere(`new_${of.name}`, `${insert(of, `new_${of.name}`)};`), whenThere(of.name, update)];
}

function upsert<T>(of: Table<T>): string {
  const values = columnsOf(of, (field) => !of.key.includes(field));
  const set = values.map((column) => `${column} = excluded.${column}`).join(', ');
  return whenThere(of.name, `${insert(of)}\nON CONFLICT (id) DO UPDATE SET ${set};`);
}

/** An address belongs to one contact: when another one got it first, the decision is made again with that one. */
const IDENTITIES = whenThere(
  'identities',
  `INSERT INTO identities (channel, address, contact_id) SELECT channel, address, contact_id FROM ${rowsOf('identities')}
ON CONFLICT (channel, address) DO UPDATE SET contact_id = excluded.contact_id WHERE identities.contact_id = excluded.contact_id;
${ALL_OR_STALE('identities')}`,
);

/** Counters with the step that each takes. */
const STEPS_OF_COUNTERS =
  "(SELECT * FROM jsonb_to_recordset(c->'counters') AS r(name text, value int, step int))";

const COUNTERS = whenThere(
  'counters',
  `INSERT INTO counters (name, value) SELECT d.name, d.value + d.step FROM ${STEPS_OF_COUNTERS} d
WHERE d.value = 0 OR EXISTS (SELECT 1 FROM counters k WHERE k.name = d.name)
ON CONFLICT (name) DO UPDATE SET value = excluded.value
WHERE counters.value = (SELECT d.value FROM ${STEPS_OF_COUNTERS} d WHERE d.name = excluded.name);
${ALL_OR_STALE('counters')}`,
);

/** Fields that a decision gives; the rest of a message is the delivery's. */
const OF_DELIVERY = new Set(['state', 'attempts', 'leaseToken', 'maybeRepeated', 'sentRef', 'lastError']);

const MESSAGES = whenThere(
  'messages',
  `${insert(tables.messages, 'messages', (field) => !OF_DELIVERY.has(field))}\nON CONFLICT (dedupe_key) DO NOTHING;`,
);

/** A stream has one end at a time: its lock is held until the commit. Streams are locked in one order. */
const HISTORY = whenThere(
  'history',
  `PERFORM pg_advisory_xact_lock(hashtextextended(d.stream, 0))
FROM (SELECT DISTINCT stream FROM ${rowsOf('history')} ORDER BY stream) d;
FOR event IN SELECT * FROM jsonb_to_recordset(c->'history')
  AS (stream text, type text, actor_type text, actor_id text, data text, at bigint, request_id text, rest text)
LOOP
  SELECT h.seq, h.hash INTO last FROM history h WHERE h.stream = event.stream ORDER BY h.seq DESC LIMIT 1;
  n := coalesce(last.seq, 0) + 1;
  INSERT INTO history (stream, seq, type, actor_type, actor_id, data, at, request_id, prev_hash, hash)
  VALUES (event.stream, n, event.type, event.actor_type, event.actor_id, event.data, event.at, event.request_id, coalesce(last.hash, ''),
    encode(sha256(convert_to(concat(last.hash, E'\\n', event.stream, E'\\n', n, E'\\n', event.rest), 'UTF8')), 'hex'));
END LOOP;`,
);

/** Each connection adds to rows of its own, so that payments of one day do not wait for each other's disk. */
const SHARDS = 32;

const ROLLUPS = whenThere(
  'rollups',
  `INSERT INTO rollups (day, funnel, currency, metric, label, shard, count, sum)
SELECT day, funnel, currency, metric, label, pg_backend_pid() % ${SHARDS}, count, sum FROM ${rowsOf('rollups')}
ON CONFLICT (day, funnel, currency, metric, label, shard)
DO UPDATE SET count = rollups.count + excluded.count, sum = rollups.sum + excluded.sum;`,
);

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
