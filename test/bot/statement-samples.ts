import type { MessageData } from '../../domain/message.ts';

const rub = (minor: number) => ({ minor: String(minor), currency: 'RUB' });

/** A refund that staff send by transfer, beside its invoice. */
export const BY_HAND = {
  amount: rub(500_000),
  refundId: '0b9c1f0e-1111-4222-8333-444455556666',
  purpose: 'Возврат по счёту № 7. Без НДС',
  payer: { name: 'ООО «Покупатель»', inn: '7700000016', account: '40702810600000000777' },
};

/** A statement of which something came in every way that there is. */
export const STATEMENT: MessageData['staff_statement'] = {
  lines: 12,
  booked: [
    { number: '7', dealId: 1, amount: rub(1_800_050), whole: true },
    { number: '8', dealId: 2, amount: rub(50_000), whole: false },
  ],
  returned: [{ number: '5', dealId: 1, amount: rub(50_000) }],
  doubtful: 2,
  unknown: 1,
  seen: 3,
  passed: 1,
  spent: 4,
  unbalanced: true,
};
