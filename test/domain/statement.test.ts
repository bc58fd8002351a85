import { describe, expect, test } from 'vitest';
import { bookLine, settleReturn } from '../../domain/decisions/book-line.ts';
import { requestRefund } from '../../domain/decisions/refund.ts';
import { noteRefundAnswer } from '../../domain/decisions/settle-refund.ts';
import { numbersIn } from '../../domain/number-in-purpose.ts';
import {
  isPassedOver,
  type KeyedLine,
  matchLine,
  refundOf,
  type StatementLine,
} from '../../domain/statement.ts';
import { aDeal, anInvoice, apply, context, kinds, NOON, staff } from '../support/world.ts';

const BUYER = { name: 'ООО «Покупатель»', inn: '7700000023', account: '40702810600000000777' };

function line(over: Partial<StatementLine> = {}, minor = 1_500_000n): StatementLine {
  return {
    direction: 'in',
    account: '40702810600000000123',
    number: '77',
    day: '2026-11-24',
    amount: { minor, currency: 'RUB' },
    other: BUYER,
    purpose: 'Оплата по счёту № 1 за логотип. Без НДС',
    ...over,
  };
}

function keyed(over: Partial<StatementLine> = {}, minor?: bigint, key = 'line-1'): KeyedLine {
  return { line: line(over, minor), key, at: NOON };
}

/** Maria buys for the company that pays. */
function ofCompany(facts = anInvoice()) {
  const company = { name: BUYER.name, inn: BUYER.inn, kpp: null };
  return { ...facts, contact: facts.contact && { ...facts.contact, company } };
}

describe('the number in a purpose', () => {
  test.each([
    ['Оплата по счёту № 17: торт «Прага». Без НДС', '17'],
    ['Оплата по счету №17 от 24.11.2026 за торт', '17'],
    ['по сч. N17', '17'],
    ['СЧЁТ N 17 ОТ 24.11.2026Г.', '17'],
    ['счет на оплату № 000017 от 24 ноября 2026 г.', '17'],
    ['Оплата по счету (№17)', '17'],
    ['Возврат по счёту № 17. Без НДС', '17'],
    ['inv 17', '17'],
    ['Payment for invoice No. 17', '17'],
    ['Оплата по договору № 15 от 01.02.2026, счет № 17', '17'],
    ['Оплата по счету 17, 15000 руб', '17'],
    ['Оплата счета 17, 18 и 19 по договору № 5', '17 18 19'],
    ['Оплата по счетам № 17, № 18', '17 18'],
  ])('%s', (purpose, numbers) => {
    expect(numbersIn(purpose).join(' ')).toBe(numbers);
  });

  test.each([
    'по счету от 17.11.2026',
    'по счету 17.11.2026',
    'счет-фактура № 5 от 03.03.2026',
    'Оплата по договору № 15',
    'оплата по акту №4, заказ № 8',
    'Счет №17-К',
    'счет № 17/3',
    'Оплата №17,50',
    'Перевод на счет 40702810300000000123',
    'Платеж 17',
    '',
  ])('none in: %s', (purpose) => {
    expect(numbersIn(purpose)).toEqual([]);
  });

  test('a purpose of any length is read at once', () => {
    const begun = performance.now();
    for (const piece of ['счета 1, ', '№', 'договор №1 ', '9'.repeat(40)]) numbersIn(piece.repeat(10_000));
    expect(performance.now() - begun).toBeLessThan(500);
  });
});

describe('whose a line is', () => {
  test('number and sum: sure', () => {
    expect(matchLine(line(), [anInvoice()], [])).toMatchObject({ type: 'sure', invoice: { number: '1' } });
  });

  test('number and payer, and less than is due: sure, a part', () => {
    expect(matchLine(line({}, 500_000n), [ofCompany()], [])).toMatchObject({ type: 'sure' });
  });

  test('number alone, with another sum: doubtful', () => {
    expect(matchLine(line({}, 500_000n), [anInvoice()], [])).toMatchObject({ type: 'doubtful' });
    expect(matchLine(line({}, 1_600_000n), [ofCompany()], [])).toMatchObject({ type: 'doubtful' });
  });

  test('a piece that the invoice allows: sure', () => {
    const facts = anInvoice();
    const inPieces = { ...facts, invoices: facts.invoices.map((each) => ({ ...each, inPieces: true })) };
    expect(matchLine(line({}, 500_000n), [inPieces], [])).toMatchObject({ type: 'sure' });
  });

  test('sum and payer without a number, or two numbers: doubtful, with what is likely', () => {
    const facts = ofCompany();
    const nameless = line({ purpose: 'Оплата за логотип' });
    expect(matchLine(nameless, [], facts.invoices)).toMatchObject({
      type: 'doubtful',
      invoices: [{ number: '1' }],
    });
    const both = line({ purpose: 'Оплата счетов 1, 2' });
    expect(matchLine(both, [facts], [])).toMatchObject({ type: 'doubtful' });
  });

  test('a closed invoice is for a person to decide', () => {
    const paid = apply(anInvoice(), bookLine(anInvoice(), anInvoice().invoices[0]!, keyed(), context()));
    expect(matchLine(line(), [paid], [])).toMatchObject({ type: 'doubtful' });
  });

  test('another currency is never sure', () => {
    const dollars = line({ amount: { minor: 1_500_000n, currency: 'USD' } });
    expect(matchLine(dollars, [anInvoice()], [])).toMatchObject({ type: 'doubtful' });
  });

  test('nothing known at all: unknown', () => {
    expect(matchLine(line({ purpose: 'Пополнение' }), [], [])).toEqual({ type: 'unknown' });
    expect(matchLine(line({ purpose: 'счет 99' }), [], [])).toEqual({ type: 'unknown' });
  });

  test('payouts of acquirers and our own money are passed over, unless they name an invoice', () => {
    const payout = 'Возмещение по операциям с картами по реестру 5 от 24.11.2026';
    expect(isPassedOver(line({ purpose: payout }), new Set())).toBe(true);
    expect(isPassedOver(line({ purpose: 'Оплата по счету 1, эквайринг' }), new Set())).toBe(false);
    expect(isPassedOver(line(), new Set([BUYER.inn]))).toBe(true);
    expect(isPassedOver(line({ other: { ...BUYER, inn: null } }), new Set([BUYER.inn]))).toBe(false);
  });
});

describe('booking a line', () => {
  test('pays the invoice and tells both sides; a repeat of its money changes nothing', () => {
    const facts = anInvoice();
    const changes = bookLine(facts, facts.invoices[0]!, keyed(), context());
    const after = apply(facts, changes);
    expect(after.deal.stage).toBe('paid');
    expect(after.payments).toMatchObject([{ provider: 'transfer', kind: 'transfer', chargeId: 'line-1' }]);
    expect(kinds(changes?.messages ?? [])).toEqual(
      expect.arrayContaining(['invoice_paid → 2001', 'staff_invoice_paid → 1001']),
    );
    expect(changes?.inbox).toMatchObject([{ source: 'transfer', key: 'line-1', state: 'done' }]);
    expect(bookLine(after, after.invoices[0]!, keyed(), context())).toBeNull();
  });

  test('two parts are two payments', () => {
    const begun = ofCompany();
    const one = apply(begun, bookLine(begun, begun.invoices[0]!, keyed({}, 500_000n), context()));
    const two = apply(one, bookLine(one, one.invoices[0]!, keyed({}, 1_000_000n, 'line-2'), context()));
    expect([one.deal.stage, two.deal.stage]).toEqual(['partially_paid', 'paid']);
    expect(two.payments.map(({ amount }) => amount)).toEqual([500_000n, 1_000_000n]);
  });
});

describe('a refund that went out', () => {
  const asked = () => {
    const facts = anInvoice();
    const paid = apply(facts, bookLine(facts, facts.invoices[0]!, keyed(), context()));
    const command = { number: '1', amount: 500_000n, reason: 'брак', by: staff() };
    const wanted = requestRefund(paid, command, context());
    if (!wanted.ok) throw new Error(wanted.code);
    const saved = apply(paid, wanted.value);
    const refund = saved.refunds[0]!;
    const answer = {
      ok: true,
      value: { refundReference: refund.id, state: 'pending', byHand: true },
    } as const;
    const changes = noteRefundAnswer(saved, refund.id, answer, context(), BUYER);
    return { facts: apply(saved, changes), changes };
  };
  const out = (minor = 500_000n, at = NOON): KeyedLine => ({
    line: line({ direction: 'out', purpose: 'Возврат по счёту № 1. Без НДС' }, minor),
    key: 'out-1',
    at,
  });

  test('staff are told whom to pay and with which words, and nobody asks a provider', () => {
    const { facts, changes } = asked();
    const told = changes?.messages?.find(({ kind }) => kind === 'staff_refund_by_hand');
    expect(told?.data).toMatchObject({ payer: BUYER, purpose: 'Возврат по счёту № 1. Без НДС' });
    expect(facts.refunds).toMatchObject([{ state: 'pending', nextCheckAt: null }]);
  });

  test('is settled by its line, once', () => {
    const { facts } = asked();
    const [found, refund] = refundOf(out(), [facts]) ?? [];
    const after = apply(facts, settleReturn(found!, refund!, out(), context()));
    expect(after.refunds).toMatchObject([{ state: 'succeeded', amount: 500_000n }]);
    expect(after.deal.stage).toBe('partially_refunded');
    expect(refundOf(out(), [after])).toBeNull();
  });

  test('is not taken for a line of another sum, or of the time before it was asked for', () => {
    const { facts } = asked();
    expect(refundOf(out(400_000n), [facts])).toBeNull();
    expect(refundOf(out(500_000n, NOON - 48 * 3_600_000), [facts])).toBeNull();
    expect(refundOf(out(), [aDeal()])).toBeNull();
  });
});
