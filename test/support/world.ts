import type { DealCase } from '../../domain/case.ts';
import type { Changes } from '../../domain/changes.ts';
import type { Contact } from '../../domain/contact.ts';
import { issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import { openDeal } from '../../domain/decisions/open-deal.ts';
import { notePaymentStarted, startPayment } from '../../domain/decisions/start-payment.ts';
import type { NewMessage } from '../../domain/message.ts';
import { settle } from '../../domain/notice.ts';
import type { Payment } from '../../domain/payment.ts';
import type { Notice } from '../../domain/ports/payment-provider.ts';
import type { Seller } from '../../domain/seller.ts';
import type { Context, Settings } from '../../domain/settings.ts';
import type { Staff } from '../../domain/staff.ts';

/** Noon in Moscow, a Tuesday outside quiet hours. */
export const NOON = Date.UTC(2026, 10, 24, 9, 0, 0);

const SELLER: Seller = {
  id: 'main',
  name: 'Пекарня «Пример»',
  inn: '5544332219',
  kpp: null,
  email: 'shop@example.com',
  account: null,
  taxSystem: 'usn_income',
  vat: 'none',
  subject: 'commodity',
  receipts: 'none',
  handedOver: 'at_once',
};

export const SETTINGS: Settings = {
  funnel: 'main',
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  remindAfter: [3, 24, 72].map((hours) => hours * 3_600_000),
  quietHours: { from: 21 * 60, to: 9 * 60 },
  kinds: ['sbp', 'card'],
  takers: [{ id: 'sandbox', kinds: ['sbp', 'card'], hold: true }],
  policies: {},
  seller: SELLER,
  registers: { own: null, providers: [], contactFirst: true },
};

let serial = 0;

/** Surroundings of a decision with ids that count up. */
export function context(over: Partial<Context> = {}): Context {
  return {
    now: NOON,
    newId: () => `id-${++serial}`,
    newToken: () => `token-${++serial}`,
    actor: { type: 'system', id: null },
    requestId: 'request-1',
    settings: SETTINGS,
    ...over,
  };
}

export function staff(over: Partial<Staff> = {}): Staff {
  return {
    id: 'anna',
    channel: 'telegram',
    address: '1001',
    name: 'Анна',
    role: 'owner',
    locale: 'ru',
    invoiceCeiling: null,
    refundCeiling: null,
    active: true,
    createdAt: NOON,
    version: 1,
    ...over,
  };
}

export function contact(over: Partial<Contact> = {}): Contact {
  return {
    id: 'maria',
    name: 'Мария',
    email: null,
    company: null,
    phone: null,
    phoneVerified: false,
    locale: 'ru',
    timeZone: 'Europe/Moscow',
    remindersOff: false,
    channel: 'telegram',
    address: '2001',
    unreachable: null,
    createdAt: NOON,
    version: 0,
    ...over,
  };
}

/** The case after its changes were saved, as a store would load it. */
export function apply(facts: DealCase, changes: Changes | null): DealCase {
  if (!changes) return facts;
  const merge = <T extends { id: string }>(old: readonly T[], saved: readonly T[] = []): T[] => [
    ...old.map((row) => saved.find((each) => each.id === row.id) ?? row),
    ...saved.filter((row) => !old.some((each) => each.id === row.id)),
  ];
  const bump = <T extends { version: number }>(row: T): T => ({ ...row, version: row.version + 1 });
  const deal = changes.deals?.[0];
  const person = changes.contacts?.[0];
  return {
    ...facts,
    deal: deal ? bump(deal) : facts.deal,
    contact: person ? bump(person) : facts.contact,
    invoices: merge(facts.invoices, changes.invoices),
    payments: merge(facts.payments, changes.payments),
    refunds: merge(facts.refunds, changes.refunds),
    disputes: merge(facts.disputes, changes.disputes),
    receipts: merge(facts.receipts, changes.receipts),
    postings: [...facts.postings, ...(changes.postings ?? [])],
  };
}

export interface Given {
  readonly facts: DealCase;
  /** Kinds and receivers of everything that was said, in order. */
  readonly said: readonly NewMessage[];
}

/** `invoice_paid → 2001`: what was said to whom. */
export function kinds(said: readonly { readonly kind: string; readonly address: string }[]): string[] {
  return said.map(({ kind, address }) => `${kind} → ${address}`);
}

/** A deal of Maria, with Anna as owner. */
export function aDeal(team: readonly Staff[] = [staff()]): DealCase {
  const opened = openDeal(
    { id: 1, contact: contact(), title: 'Логотип', source: 'telegram', responsibleId: null, team },
    context(),
  );
  return apply(opened.facts, opened.changes);
}

/** The same with an invoice of `total` kopecks. */
export function anInvoice(total = 1_500_000n, over: { dueAt?: number | null; at?: Context } = {}): DealCase {
  const facts = aDeal();
  const items = [{ title: 'Логотип', quantity: 1000n, price: total }];
  const issued = issueInvoice(
    facts,
    { items, dueAt: over.dueAt ?? null, counter: 0, by: staff() },
    over.at ?? context(),
  );
  if (!issued.ok) throw new Error(issued.code);
  return apply(facts, issued.value.changes);
}

/** The same with a payment that is open at the provider under `reference`. */
export function anOpenPayment(
  facts: DealCase = anInvoice(),
  reference = 'pay_1',
  kind: Payment['kind'] = 'sbp',
): DealCase {
  const token = facts.invoices.at(-1)?.payToken ?? '';
  const started = startPayment(facts, token, { provider: 'sandbox', kind }, context());
  if (!started.ok || started.value.type !== 'ask') throw new Error('nothing was asked');
  const asked = apply(facts, started.value.changes);
  const answer = {
    ok: true,
    value: { reference, url: `https://bank.example/${reference}`, qr: null, expiresAt: null },
  } as const;
  return apply(asked, notePaymentStarted(asked, started.value.payment.id, answer, context()));
}

/** What a provider says about a payment. */
export function charged(
  over: Partial<Extract<Notice, { type: 'payment' }>> = {},
): Extract<Notice, { type: 'payment' }> {
  const chargeId = over.chargeId === undefined ? 'ch_1' : over.chargeId;
  return {
    type: 'payment',
    eventKey: `payment:${chargeId}:succeeded`,
    reference: 'pay_1',
    paymentId: null,
    state: 'succeeded',
    chargeId,
    amount: { minor: 1_500_000n, currency: 'RUB' },
    fee: null,
    at: NOON,
    reason: null,
    ...over,
  };
}

/** What a provider says about money that went back; by default all of it, in its own back office. */
export function refunded(
  over: Partial<Extract<Notice, { type: 'refund' }>> = {},
): Extract<Notice, { type: 'refund' }> {
  const { refundReference = 're_1', state = 'succeeded' } = over;
  return {
    type: 'refund',
    eventKey: `refund:${refundReference}:${state}`,
    reference: 'pay_1',
    paymentId: null,
    chargeId: null,
    refundReference,
    refundId: null,
    state,
    amount: { minor: 1_500_000n, currency: 'RUB' },
    at: NOON,
    reason: null,
    ...over,
  };
}

/** What a provider says about money that the customer's bank took back; by default all of it. */
export function disputed(
  over: Partial<Extract<Notice, { type: 'dispute' }>> = {},
): Extract<Notice, { type: 'dispute' }> {
  const { disputeReference = 'dp_1', state = 'open' } = over;
  return {
    type: 'dispute',
    eventKey: `dispute:${disputeReference}:${state}`,
    reference: 'pay_1',
    paymentId: null,
    chargeId: null,
    disputeReference,
    state,
    amount: { minor: 1_500_000n, currency: 'RUB' },
    at: NOON,
    ...over,
  };
}

/** Applies what a provider says, in order; repeats by inbox key are dropped as the store drops them. */
export function hear(facts: DealCase, notices: readonly Notice[], at: Context = context()): Given {
  const seen = new Set<string>();
  let now = facts;
  const said: NewMessage[] = [];
  for (const notice of notices) {
    if (seen.has(notice.eventKey)) continue;
    seen.add(notice.eventKey);
    const changes = settle(now, notice, 'sandbox', at);
    said.push(...(changes?.messages ?? []));
    now = apply(now, changes);
  }
  return { facts: now, said };
}
