import type { EvidenceView } from '../../domain/evidence-view.ts';

/** 24 November 2026, noon in Moscow. */
const NOON = Date.UTC(2026, 10, 24, 9);
const HOUR = 3_600_000;
const sum = { minor: '1500000', currency: 'RUB' };
const line = { media: null, kind: null, number: null, amount: null, deliveredAt: null };

/** A dispute with a week to answer. */
export const DISPUTE = { respondBefore: NOON + 176 * HOUR, disputeId: crypto.randomUUID() };

/** A pack with one of everything. */
export const EVIDENCE: EvidenceView = {
  token: 'evidence-token-22-char',
  madeAt: NOON + 9 * HOUR,
  dispute: {
    provider: 'sandbox',
    reference: 'dp_1',
    state: 'open',
    openedAt: NOON + 8 * HOUR,
    closedAt: null,
    respondBefore: NOON + 176 * HOUR,
    reason: 'product_not_received',
    amount: sum,
  },
  seller: { name: 'Пекарня «Пример»', inn: '5544332219', email: 'shop@example.com' },
  deal: {
    id: 1,
    title: 'Логотип <для кафе>',
    source: 'telegram:autumn',
    openedAt: NOON,
    responsible: 'Олег',
  },
  customer: {
    name: 'Анна',
    phone: '+79000000001',
    phoneVerified: true,
    email: 'anna@example.com',
    company: { name: 'ООО «Пример»', inn: '7700000016', kpp: null },
    channel: 'telegram',
    address: '2001',
    since: NOON,
  },
  invoice: {
    number: '7',
    items: [{ title: 'Логотип', quantity: '1.5', amount: sum }],
    total: sum,
    paid: sum,
    refunded: { minor: '0', currency: 'RUB' },
    issuedAt: NOON + HOUR,
    issuedBy: 'Олег',
    askedAt: NOON + HOUR,
    dueAt: NOON + 48 * HOUR,
    paidAt: NOON + 2 * HOUR,
  },
  payments: [
    {
      provider: 'sandbox',
      kind: 'sbp',
      state: 'succeeded',
      amount: sum,
      reference: 'pay_1',
      chargeId: 'ch_1',
      createdAt: NOON + HOUR,
      succeededAt: NOON + 2 * HOUR,
      disputed: true,
    },
  ],
  refunds: [
    {
      state: 'failed',
      amount: sum,
      reference: 're_1',
      reason: 'Клиент передумал',
      createdAt: NOON + 3 * HOUR,
      finishedAt: NOON + 3 * HOUR,
      items: [{ title: 'Логотип', quantity: '1.5', amount: sum }],
    },
  ],
  receipts: [
    {
      purpose: 'sale',
      state: 'registered',
      fiscal: { documentNumber: '1234', storageNumber: '9999078900000000', attribute: '3449555941' },
      url: 'https://ofd.example.com/1',
      createdAt: NOON + 2 * HOUR,
      registeredAt: NOON + 2 * HOUR,
      amount: sum,
    },
  ],
  timeline: [
    { at: NOON, type: 'deal_opened', by: { type: 'customer', name: 'Анна' }, data: {} },
    {
      at: NOON + HOUR,
      type: 'invoice_issued',
      by: { type: 'staff', name: 'Олег' },
      data: { number: '7', amount: sum },
    },
    {
      at: NOON + HOUR,
      type: 'stage_changed',
      by: { type: 'system', name: null },
      data: { from: 'lead', to: 'invoice_issued' },
    },
    {
      at: NOON + HOUR,
      type: 'something_newer',
      by: { type: 'api', name: null },
      data: { reason: 'плановая' },
    },
  ],
  conversation: [
    { ...line, at: NOON, from: 'customer', text: 'Нужен <b>логотип</b>', media: 'photo' },
    { ...line, at: NOON + HOUR, from: 'shop', text: 'Сделаем', deliveredAt: NOON + HOUR },
    {
      ...line,
      at: NOON + HOUR,
      from: 'till',
      text: '',
      kind: 'invoice_issued',
      number: '7',
      amount: sum,
    },
  ],
};
