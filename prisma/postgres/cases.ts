import type { DealCase } from '../../domain/case.ts';
import type { PaymentKey, Person, Store } from '../../domain/ports/store.ts';
import * as tables from '../mapping.ts';
import { OPEN_STAGES, type Table, toState } from '../mapping.ts';
import type { Connections, Parameter, Row } from './pool.ts';
import { columnsOf, manyJson, oneJson } from './sql.ts';

type Cases = Pick<
  Store,
  | 'caseByDeal'
  | 'caseByInvoice'
  | 'caseByPayToken'
  | 'caseByPayment'
  | 'caseByPaymentId'
  | 'caseByReceipt'
  | 'person'
  | 'contact'
  | 'staff'
  | 'invite'
  | 'approval'
  | 'policy'
>;

/** Loads deals with their money, and people: one statement each, so one round trip and one moment. */
export function createCases({ rows }: Connections): Cases {
  const load = async (sql: string, ...keys: Parameter[]): Promise<DealCase | null> => {
    const [row] = await rows(sql, keys);
    return row ? toCase(row.facts as CaseJson) : null;
  };
  const one = async <T>(of: Table<T>, where: string, ...keys: Parameter[]): Promise<T | null> => {
    const [row] = await rows(`SELECT ${columnsOf(of).join(', ')} FROM ${of.name} WHERE ${where}`, keys);
    return row ? toState(of, row) : null;
  };
  return {
    // Beyond these no number is exact, so there is no such deal, and PostgreSQL would refuse the text of it.
    caseByDeal: async (id) => (Number.isSafeInteger(id) ? load(BY_DEAL, id) : null),
    caseByInvoice: (number) => load(BY_INVOICE, number),
    caseByPayToken: (token) => load(BY_TOKEN, token),
    caseByPaymentId: (id) => load(BY_PAYMENT_ID, id),
    caseByReceipt: (register, { reference, idempotencyKey }) =>
      load(BY_RECEIPT, register, reference, idempotencyKey),
    caseByPayment: (key) => load(BY_PAYMENT, ...keysOf(key)),
    person: async (channel, address) => toPerson(await rows(PERSON, [channel, address])),
    contact: (id) => one(tables.contacts, 'id = $1', id),
    staff: async () => {
      const all = await rows(
        `SELECT ${columnsOf(tables.staff).join(', ')} FROM staff ORDER BY created_at, id COLLATE "C"`,
      );
      return all.map((row) => toState(tables.staff, row));
    },
    invite: (tokenHash) => one(tables.invites, 'token_hash = $1', tokenHash),
    policy: (funnel) => one(tables.policies, 'funnel = $1', funnel),
    approval: (id) => one(tables.approvals, 'id = $1', id),
  };
}

const ofDeal = (order: string) => ['t.deal_id = d.id', `${order} COLLATE "C"`] as const;

const FACTS = `json_build_object(
  'deal', ${oneJson(tables.deals, 't.id = d.id')},
  'contact', ${oneJson(tables.contacts, 't.id = d.contact_id')},
  'invoices', ${manyJson(tables.invoices, ...ofDeal('t.issued_at, t.id'))},
  'payments', ${manyJson(tables.payments, ...ofDeal('t.created_at, t.id'))},
  'refunds', ${manyJson(tables.refunds, ...ofDeal('t.created_at, t.id'))},
  'disputes', ${manyJson(tables.disputes, ...ofDeal('t.opened_at, t.id'))},
  'receipts', ${manyJson(tables.receipts, ...ofDeal('t.created_at, t.id'))},
  'policy', ${oneJson(tables.policies, 't.funnel = d.funnel')},
  'postings', ${manyJson(tables.postings, 't.deal_id = d.id', 't.at, t.entry_key COLLATE "C", t.line')},
  'team', ${manyJson(tables.staff, 't.active = 1', 't.created_at, t.id COLLATE "C"')}
) AS facts`;

const caseWhere = (id: string): string => `SELECT ${FACTS} FROM deals d WHERE d.id = ${id}`;

const BY_DEAL = caseWhere('$1::bigint');
const BY_INVOICE = caseWhere('(SELECT deal_id FROM invoices WHERE number = $1)');
const BY_TOKEN = caseWhere('(SELECT deal_id FROM invoices WHERE pay_token = $1)');
const BY_PAYMENT_ID = caseWhere('(SELECT deal_id FROM payments WHERE id = $1)');

const BY_RECEIPT = caseWhere(`coalesce(
  (SELECT deal_id FROM receipts WHERE register = $1 AND reference = $2 LIMIT 1),
  (SELECT deal_id FROM receipts WHERE register = $1 AND idempotency_key = $3 LIMIT 1))`);

/** All that is found must lead to one deal; money that points to two belongs to a person to decide. */
const BY_PAYMENT = caseWhere(`(
  SELECT min(found.deal_id) FROM (
    SELECT deal_id FROM payments WHERE provider = $1 AND reference = $2::text
    UNION ALL SELECT deal_id FROM payments WHERE provider = $1 AND charge_id = $3::text
    UNION ALL SELECT deal_id FROM payments WHERE provider = $1 AND id = $4::text
    UNION ALL SELECT deal_id FROM refunds WHERE provider = $1 AND reference = $5::text
    UNION ALL SELECT deal_id FROM refunds WHERE provider = $1 AND id = $6::text
    UNION ALL SELECT deal_id FROM disputes WHERE provider = $1 AND reference = $7::text
  ) found HAVING count(DISTINCT found.deal_id) = 1)`);

function keysOf(key: PaymentKey): (string | null)[] {
  const { provider, reference, chargeId, paymentId, refundReference, refundId, disputeReference } = key;
  return [
    provider,
    ...[reference, chargeId, paymentId, refundReference, refundId, disputeReference].map(
      (each) => each ?? null,
    ),
  ];
}

type CaseJson = {
  [K in keyof DealCase]: K extends 'deal' ? Row : K extends 'contact' | 'policy' ? Row | null : Row[];
};

function toCase(json: CaseJson): DealCase {
  const all = <T>(of: Table<T>, rows: Row[]): T[] => rows.map((row) => toState(of, row));
  return {
    deal: toState(tables.deals, json.deal),
    contact: json.contact && toState(tables.contacts, json.contact),
    invoices: all(tables.invoices, json.invoices),
    payments: all(tables.payments, json.payments),
    refunds: all(tables.refunds, json.refunds),
    disputes: all(tables.disputes, json.disputes),
    receipts: all(tables.receipts, json.receipts),
    postings: all(tables.postings, json.postings),
    policy: json.policy && toState(tables.policies, json.policy),
    team: all(tables.staff, json.team),
  };
}

const CONTACT_ID = '(SELECT i.contact_id FROM identities i WHERE i.channel = $1 AND i.address = $2)';

const PERSON = `SELECT
  ${oneJson(tables.contacts, `t.id = ${CONTACT_ID}`)} AS contact,
  ${oneJson(tables.staff, 't.channel = $1 AND t.address = $2 AND t.active = 1')} AS staff,
  ${oneJson(tables.dialogues, 't.channel = $1 AND t.address = $2')} AS dialogue,
  (SELECT max(id) FROM deals WHERE contact_id = ${CONTACT_ID} AND stage IN (${OPEN_STAGES.map((stage) => `'${stage}'`).join(', ')})) AS open`;

function toPerson([row]: Row[]): Person {
  const state = <T>(of: Table<T>, json: unknown): T | null => (json ? toState(of, json as Row) : null);
  return {
    contact: state(tables.contacts, row?.contact),
    staff: state(tables.staff, row?.staff),
    dialogue: state(tables.dialogues, row?.dialogue),
    openDealId: (row?.open as number | null) ?? null,
  };
}
