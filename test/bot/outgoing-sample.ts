import type { OutgoingEvent } from '../../domain/outgoing-event.ts';

const rub = (minor: number) => ({ minor: String(minor), currency: 'RUB' });

/** What another system is told when an invoice is paid. */
export const OUTGOING: OutgoingEvent = {
  id: '01890000-0000-7000-8000-000000000001',
  type: 'invoice.paid',
  at: Date.UTC(2026, 10, 24, 9),
  sequence: 4,
  deal: { id: 1, stage: 'paid', source: 'site', funnel: 'main', currency: 'RUB' },
  previousStage: null,
  invoice: {
    id: '01890000-0000-7000-8000-000000000002',
    number: '7',
    state: 'paid',
    total: rub(1_500_000),
    paid: rub(1_500_000),
    refunded: rub(0),
    due: rub(0),
    payToken: 'token7token7token7token7',
  },
  payment: null,
  refund: null,
  dispute: null,
};
