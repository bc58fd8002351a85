import type { Changes } from '../../domain/changes.ts';
import type { Contact } from '../../domain/contact.ts';
import type { Deal } from '../../domain/deal.ts';
import type { Dispute } from '../../domain/dispute.ts';
import type { FiscalReceipt } from '../../domain/fiscal-receipt.ts';
import type { Invoice } from '../../domain/invoice.ts';
import type { Posting } from '../../domain/ledger.ts';
import type { Payment } from '../../domain/payment.ts';
import type { Refund } from '../../domain/refund.ts';
import type { Staff } from '../../domain/staff.ts';
import { AT, eventRow, inboxRow, messageRow, rollupRow } from './rows-beside.ts';

export function contactRow(over: Partial<Contact> = {}): Contact {
  return {
    id: 'contact-1',
    name: 'Мария',
    phone: '+79000000001',
    phoneVerified: true,
    email: null,
    company: null,
    locale: 'ru',
    timeZone: 'Europe/Moscow',
    remindersOff: false,
    channel: 'telegram',
    address: '2001',
    unreachable: null,
    createdAt: AT,
    version: 0,
    ...over,
  };
}

export function staffRow(over: Partial<Staff> = {}): Staff {
  return {
    id: 'staff-1',
    channel: 'telegram',
    address: '1001',
    name: 'Анна',
    role: 'owner',
    locale: 'ru',
    invoiceCeiling: null,
    refundCeiling: 50_000n,
    active: true,
    createdAt: AT,
    version: 0,
    ...over,
  };
}

export function dealRow(over: Partial<Deal> = {}): Deal {
  return {
    id: 1,
    funnel: 'main',
    contactId: 'contact-1',
    title: 'Торт',
    source: 'telegram:autumn',
    responsibleId: null,
    currency: 'RUB',
    stage: 'awaiting_payment',
    lostReason: null,
    createdAt: AT,
    updatedAt: AT,
    version: 0,
    ...over,
  };
}

export function invoiceRow(over: Partial<Invoice> = {}): Invoice {
  const id = over.id ?? 'invoice-1';
  return {
    id,
    number: id,
    dealId: 1,
    state: 'open',
    currency: 'RUB',
    items: [{ title: 'Торт «Зимний»', quantity: 1_250n, price: 400_000n, amount: 500_000n }],
    total: 500_000n,
    paid: 0n,
    refunded: 0n,
    dueAt: null,
    payToken: `token-${id}`,
    entity: 'main',
    inPieces: false,
    receiptTo: null,
    createdBy: 'staff-1',
    issuedAt: AT,
    paidAt: null,
    cancelledAt: null,
    nextReminderAt: null,
    planId: null,
    part: 1,
    startsAt: null,
    askedAt: null,
    remindersDone: 0,
    ...over,
  };
}

export function paymentRow(over: Partial<Payment> = {}): Payment {
  const id = over.id ?? 'payment-1';
  return {
    id,
    dealId: 1,
    invoiceId: 'invoice-1',
    provider: 'sandbox',
    kind: 'sbp',
    state: 'pending',
    amount: 500_000n,
    currency: 'RUB',
    idempotencyKey: id,
    reference: `reference-${id}`,
    chargeId: null,
    url: 'https://example.com/pay',
    qr: null,
    expiresAt: AT + 900_000,
    createdAt: AT,
    succeededAt: null,
    nextCheckAt: null,
    checks: 0,
    failure: null,
    hold: false,
    captureBefore: null,
    captureAmount: null,
    withReceipt: false,
    enteredBy: null,
    ...over,
  };
}

export function refundRow(over: Partial<Refund> = {}): Refund {
  const id = over.id ?? 'refund-1';
  return {
    id,
    dealId: 1,
    invoiceId: 'invoice-1',
    paymentId: 'payment-1',
    provider: 'sandbox',
    state: 'pending',
    amount: 100_000n,
    currency: 'RUB',
    overpayment: true,
    reason: 'Передумали',
    requestedBy: 'staff-1',
    idempotencyKey: id,
    reference: `reference-${id}`,
    createdAt: AT,
    finishedAt: null,
    nextCheckAt: null,
    checks: 0,
    failure: null,
    items: null,
    ...over,
  };
}

export function disputeRow(over: Partial<Dispute> = {}): Dispute {
  return {
    id: 'dispute-1',
    dealId: 1,
    invoiceId: 'invoice-1',
    paymentId: 'payment-1',
    provider: 'sandbox',
    reference: 'reference-dispute-1',
    state: 'open',
    amount: 500_000n,
    currency: 'RUB',
    openedAt: AT,
    closedAt: null,
    respondBefore: null,
    reason: null,
    ...over,
  };
}

export function receiptRow(over: Partial<FiscalReceipt> = {}): FiscalReceipt {
  const id = over.id ?? 'receipt-1';
  const line = { title: 'Торт', quantity: 1000n, price: 500_000n, amount: 500_000n };
  return {
    id,
    dealId: 1,
    invoiceId: 'invoice-1',
    paymentId: 'payment-1',
    refundId: null,
    purpose: 'sale',
    state: 'creating',
    register: 'atol',
    along: false,
    content: {
      type: 'payment',
      items: [{ ...line, vat: 'none', mode: 'full_payment', subject: 'commodity' }],
      taxSystem: 'usn_income',
      customer: { phone: '+79000000001', email: null },
    },
    amount: 500_000n,
    currency: 'RUB',
    settledBy: 'electronic',
    idempotencyKey: id,
    reference: null,
    fiscal: null,
    url: null,
    createdAt: AT,
    registeredAt: null,
    nextCheckAt: AT,
    checks: 0,
    failure: null,
    ...over,
  };
}

/** Both lines of an entry that books a payment. */
export function entryRows(entryKey: string, amount = 500_000n, over: Partial<Posting> = {}): Posting[] {
  const line = {
    entryKey,
    provider: 'sandbox',
    dealId: 1,
    invoiceId: 'invoice-1',
    paymentId: 'payment-1',
    refundId: null,
    currency: 'RUB',
    at: AT,
    ...over,
  };
  return [
    { ...line, line: 0, account: 'provider', amount },
    { ...line, line: 1, account: 'sales', amount: -amount },
  ];
}

/** What the first payment of deal `id` writes, its keys its own. */
export function paymentChanges(id: number, version: number): Changes {
  const invoiceId = `invoice-${id}`;
  const paymentId = `payment-${id}`;
  return {
    inbox: [inboxRow({ key: `event-${id}`, dealId: id })],
    deals: [dealRow({ id, stage: 'paid', version })],
    invoices: [invoiceRow({ id: invoiceId, dealId: id, state: 'paid', paid: 500_000n, paidAt: AT })],
    payments: [
      paymentRow({ id: paymentId, dealId: id, invoiceId, state: 'succeeded', chargeId: `charge-${id}` }),
    ],
    postings: entryRows(`payment:sandbox:charge-${id}`, 500_000n, { dealId: id, invoiceId, paymentId }),
    messages: ['customer', 'staff-1'].map((to, index) =>
      messageRow({
        id: `message-${id}-${to}`,
        dedupeKey: `paid:${paymentId}:${to}`,
        address: `${id}${index}`,
        dealId: id,
      }),
    ),
    history: ['payment_succeeded', 'invoice_paid', 'stage_changed'].map((type) =>
      eventRow({ stream: `deal:${id}`, type }),
    ),
    rollups: [
      rollupRow(),
      rollupRow({ metric: 'invoices_paid', label: '' }),
      rollupRow({ metric: 'pay_minutes', label: '', sum: 3n }),
      rollupRow({ metric: 'pay_time', label: '00003', sum: 0n }),
    ],
  };
}

export { AT, eventRow, inboxRow, messageRow, rollupRow };
