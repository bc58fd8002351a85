import type { DealView } from '../../domain/message.ts';

const TOTAL = { minor: '1800050', currency: 'RUB' };

/** A new deal with an open invoice. */
export const DEAL: DealView & { isNew: boolean } = {
  id: 1,
  stage: 'invoice_issued',
  title: 'Логотип для кафе',
  source: 'telegram:autumn',
  customer: 'Анна',
  phone: '+79000000001',
  responsible: null,
  responsibleId: null,
  unreachable: false,
  invoices: [{ number: '7', state: 'open', total: TOTAL, due: TOTAL }],
  isNew: true,
};
