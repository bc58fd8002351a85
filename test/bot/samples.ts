import type { StaffViewer } from '../../bot/screens/reader.ts';
import { createTexts } from '../../bot/texts/index.ts';
import type { DealCase } from '../../domain/case.ts';
import type { Invoice } from '../../domain/invoice.ts';
import type { InvoiceView, Message, MessageBody, MessageData, MessageKind } from '../../domain/message.ts';
import type { Settings } from '../../domain/settings.ts';
import type { Role, Staff } from '../../domain/staff.ts';
import { SETTINGS } from '../support/world.ts';
import { DEAL } from './deal-sample.ts';
import { DISPUTE, EVIDENCE } from './evidence-samples.ts';
import { ORDERS } from './order-samples.ts';
import { OUTGOING } from './outgoing-sample.ts';
import { BY_HAND, STATEMENT } from './statement-samples.ts';

/** 24 November 2026, noon in Moscow. */
export const NOW = Date.UTC(2026, 10, 24, 9);
/** The end of 27 November there. */
export const DUE = Date.UTC(2026, 10, 27, 20, 59, 59, 999);
export const PUBLIC_URL = 'https://till.example.com';

const texts = createTexts('ru');

const settings: Settings = {
  funnel: 'default',
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  remindAfter: [86_400_000],
  quietHours: null,
  kinds: ['sbp', 'card'],
  takers: SETTINGS.takers,
  policies: {},
  seller: SETTINGS.seller,
  registers: SETTINGS.registers,
};

/** Where messages are read. */
export const place = { texts, publicUrl: PUBLIC_URL, now: NOW, timeZone: settings.timeZone };

export function rub(minor: number) {
  return { minor: String(minor), currency: 'RUB' };
}

export const INVOICE: InvoiceView = {
  dealId: 1,
  number: '7',
  items: [
    { title: 'Логотип', quantity: '1', amount: rub(1_500_000) },
    { title: 'Правки', quantity: '1.5', amount: rub(300_050) },
  ],
  total: rub(1_800_050),
  paid: rub(0),
  due: rub(1_800_050),
  dueAt: DUE,
  payToken: 'token7',
  kinds: ['sbp', 'card', 'instalments', 'cash'],
  plan: null,
  customer: 'Анна',
};

const MONEY = { amount: rub(500_000), reason: 'insufficient_funds', kind: 'sbp' };
const PHOTO = { type: 'photo', channel: 'telegram', ref: 'photo1' } as const;

/** A message of every kind; the compiler asks for one of each. */
export const DATA: { readonly [K in MessageKind]: MessageData[K] } = {
  invoice_issued: INVOICE,
  invoice_paid: { ...INVOICE, paid: INVOICE.total, due: rub(0), amount: INVOICE.total, nextStep: null },
  invoice_part_paid: { ...INVOICE, ...MONEY, paid: rub(500_000), due: rub(1_300_050) },
  invoice_reminder: { ...INVOICE, index: 0 },
  invoice_cancelled: INVOICE,
  invoice_expired: INVOICE,
  payment_failed: { ...INVOICE, ...MONEY },
  money_held: { ...INVOICE, ...MONEY, until: DUE },
  hold_released: { ...INVOICE, ...MONEY, asks: true },
  overpaid: { ...INVOICE, ...MONEY },
  refund_sent: { ...INVOICE, ...MONEY, overpayment: false },
  receipt_ready: {
    ...INVOICE,
    ...MONEY,
    purpose: 'sale',
    url: 'https://ofd.example.com/1',
    fiscal: { documentNumber: '1234', storageNumber: '9999078900000000', attribute: '3449555941' },
  },
  receipt_contact_wanted: { ...INVOICE, ...MONEY },
  from_staff: { text: 'Добрый день!', media: PHOTO },
  counter_qr: { ...INVOICE, state: 'open' },
  deal_card: DEAL,
  ...ORDERS,
  staff_lead: {
    dealId: 1,
    customer: 'Анна',
    phone: '+79000000001',
    email: 'anna@example.com',
    text: 'Нужен логотип',
    page: 'https://shop.example.com/logo',
    marks: { source: 'yandex', campaign: 'autumn' },
    maybe: [3],
  },
  outgoing_event: OUTGOING,
  from_customer: { dealId: 1, customer: 'Анна', text: 'Спасибо!', media: PHOTO, edited: false },
  staff_invoice_paid: { ...INVOICE, ...MONEY },
  staff_invoice_part_paid: { ...INVOICE, ...MONEY },
  staff_payment_failed: { ...INVOICE, ...MONEY },
  staff_money_held: { ...INVOICE, ...MONEY, until: DUE, paymentId: crypto.randomUUID() },
  staff_hold_ending: { ...INVOICE, ...MONEY, until: DUE, paymentId: crypto.randomUUID() },
  staff_hold_failed: { ...INVOICE, ...MONEY, paymentId: crypto.randomUUID() },
  staff_hold_released: { ...INVOICE, ...MONEY, reason: 'bank', asks: true },
  staff_receipt_failed: {
    ...INVOICE,
    ...MONEY,
    purpose: 'refund',
    reason: 'no_register',
    receiptId: crypto.randomUUID(),
    waits: false,
  },
  staff_overpaid: { ...INVOICE, ...MONEY, paymentId: crypto.randomUUID() },
  staff_refund_sent: { ...INVOICE, ...MONEY, overpayment: true },
  staff_refund_failed: { ...INVOICE, ...MONEY },
  staff_disputed: { ...INVOICE, ...MONEY, ...DISPUTE, state: 'open', reason: 'product_not_received' },
  staff_dispute_due: { ...INVOICE, ...MONEY, ...DISPUTE, days: 3 },
  evidence: EVIDENCE,
  staff_mismatch: { ...INVOICE, ...MONEY, reason: 'cancelled', paymentId: crypto.randomUUID() },
  staff_unmatched: {
    source: 'sandbox',
    key: 'payment:charge-1:succeeded',
    type: 'payment',
    reference: 'charge-1',
    amount: rub(100),
    receivedAt: NOW,
    payer: { name: 'ООО «Ромашка»', inn: '7707083893' },
    purpose: 'Оплата по счёту № 12, НДС не облагается',
  },
  staff_unreachable: { dealId: 1, customer: 'Анна', reason: 'blocked' },
  books_differ: {
    from: NOW - 4 * 86_400_000,
    to: NOW,
    providers: [
      {
        provider: 'sandbox',
        lines: [
          { cause: 'found', type: 'payment', id: 'ch_1', ours: null, theirs: rub(100), dealId: 1 },
          { cause: 'missing_there', type: 'refund', id: 're_1', ours: rub(100), theirs: null, dealId: 2 },
        ],
        more: 3,
        unasked: 2,
        failure: null,
      },
    ],
  },
  mirror_refused: { mirror: 'amocrm', dealId: 1, why: 'the account at amoCRM is not paid for', waits: true },
  webhooks_silent: {
    provider: 'sandbox',
    count: 2,
    oldest: NOW - 7_200_000,
    heard: NOW - 5_400_000,
    url: `${PUBLIC_URL}/webhooks/payments/sandbox`,
  },
  staff_says_paid: { ...INVOICE, found: false },
  staff_refund_by_hand: { ...INVOICE, ...BY_HAND },
  staff_statement: STATEMENT,
  staff_declined: INVOICE,
  staff_expired: INVOICE,
  approval_wanted: {
    approvalId: crypto.randomUUID(),
    kind: 'invoice',
    dealId: 1,
    by: 'Олег',
    amount: rub(5_000_000),
    about: 'Логотип',
  },
  personal_data: { contactId: 'maria', dealId: 1 },
  approval_decided: { kind: 'refund', dealId: 1, approved: true, by: 'Вера', amount: rub(100_000) },
  screen: { screen: { text: 'Готово' }, edit: null },
};

/** A row of the outbox that carries `data`. */
export function message<K extends MessageKind>(
  kind: K,
  data: MessageData[K] = DATA[kind],
  locale = 'ru',
): Message {
  return {
    ...({ kind, data } as unknown as MessageBody),
    id: 'm1',
    dedupeKey: 'd1',
    channel: 'telegram',
    address: '1',
    locale,
    priority: 0,
    dealId: 1,
    slot: null,
    notBefore: NOW,
    createdAt: NOW,
    requestId: 'r1',
    state: 'leased',
    attempts: 1,
    leaseToken: null,
    maybeRepeated: false,
    sentRef: null,
    lastError: null,
  };
}

export function staff(role: Role, more: Partial<Staff> = {}): Staff {
  return {
    id: `00000000-0000-4000-8000-0000000000${role.length}0`,
    channel: 'telegram',
    address: '10',
    name: 'Олег',
    role,
    locale: 'ru',
    invoiceCeiling: null,
    refundCeiling: null,
    active: true,
    createdAt: NOW,
    version: 1,
    ...more,
  };
}

/** Somebody whose update is being answered. */
export function viewer(role: Role = 'manager', locale = 'ru'): StaffViewer {
  return {
    deps: { texts, publicUrl: PUBLIC_URL, settings },
    locale,
    context: { now: NOW },
    staff: staff(role),
  };
}

const ROW: Invoice = {
  id: 'i7',
  number: '7',
  dealId: 1,
  state: 'open',
  currency: 'RUB',
  items: [{ title: 'Логотип', quantity: 1000n, price: 1_500_000n, amount: 1_500_000n }],
  total: 1_500_000n,
  paid: 0n,
  refunded: 0n,
  dueAt: DUE,
  payToken: 'token7',
  entity: 'main',
  inPieces: false,
  receiptTo: null,
  createdBy: null,
  issuedAt: NOW,
  paidAt: null,
  cancelledAt: null,
  nextReminderAt: null,
  planId: null,
  part: 1,
  startsAt: null,
  askedAt: NOW,
  remindersDone: 0,
};

/** A deal of Anna's with one open invoice. */
export function facts(more: Partial<DealCase> = {}, invoice: Partial<Invoice> = {}): DealCase {
  return {
    deal: {
      id: 1,
      funnel: 'default',
      contactId: 'c1',
      title: 'Логотип для кафе',
      source: 'telegram',
      responsibleId: null,
      currency: 'RUB',
      stage: 'invoice_issued',
      lostReason: null,
      createdAt: NOW,
      updatedAt: NOW,
      version: 1,
    },
    contact: {
      id: 'c1',
      name: 'Анна',
      phone: '+79000000001',
      phoneVerified: true,
      email: null,
      company: null,
      locale: 'ru',
      timeZone: 'Europe/Moscow',
      remindersOff: false,
      channel: 'telegram',
      address: '1',
      unreachable: null,
      createdAt: NOW,
      version: 1,
    },
    invoices: [{ ...ROW, ...invoice }],
    payments: [],
    refunds: [],
    disputes: [],
    receipts: [],
    postings: [],
    policy: null,
    team: [staff('manager')],
    ...more,
  };
}
