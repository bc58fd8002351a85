import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readStatement } from '../../api/statements/read.ts';
import { ROOT } from '../support/sources.ts';

const OWN = new Set(['40702810600000000123']);
const golden = (name: string) => new Uint8Array(readFileSync(join(ROOT, 'test/golden/statements', name)));
const bytes = (text: string) => new TextEncoder().encode(text);

function linesOf(file: Uint8Array) {
  const read = readStatement(file, OWN);
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return read.file;
}

function problemOf(file: Uint8Array | string, own = OWN) {
  const read = readStatement(typeof file === 'string' ? bytes(file) : file, own);
  return read.ok ? 'taken' : read.problem;
}

const PAID = {
  direction: 'in',
  account: '40702810600000000123',
  number: '77',
  day: '2026-01-15',
  amount: { minor: 1_500_000n, currency: 'RUB' },
  other: { inn: '7700000023', account: '40702810600000000777' },
};

describe('a statement of 1C', () => {
  for (const name of ['kl_to_1c-windows.txt', 'kl_to_1c-dos.txt', 'kl_to_1c-utf8-bom.txt']) {
    test(`${name} is read in its own encoding, with the lines that were carried out for us`, () => {
      const { lines, accounts, balanced } = linesOf(golden(name));
      expect(lines).toHaveLength(4);
      expect(lines[0]).toMatchObject(PAID);
      expect(lines[0]?.other.name).toBe('ООО "Покупатель"');
      expect(lines[0]?.purpose).toMatch(
        /^Оплата по сч[её]ту № 17 от 12\.01\.2026 за торт ["«]Прага["»]\. Без НДС$/,
      );
      expect(lines[1]).toMatchObject({ amount: { minor: 154_050n }, other: { inn: null } });
      expect(lines[2]).toMatchObject({
        purpose: 'Часть первая часть вторая, сч. 9',
        other: { account: null },
      });
      expect(lines[3]).toMatchObject({ direction: 'out', day: '2026-01-15', amount: { minor: 70_000n } });
      expect(accounts).toEqual(['40702810600000000123']);
      expect(balanced).toBe(true);
    });
  }

  const text = new TextDecoder('windows-1251').decode(golden('kl_to_1c-windows.txt'));

  test('totals that do not fit the lines are told', () => {
    expect(linesOf(bytes(text.replace('Сумма=500.00', 'Сумма=400.00'))).balanced).toBe(false);
    expect(linesOf(bytes(text.replace('КонечныйОстаток=26340.50', 'КонечныйОстаток=1.00'))).balanced).toBe(
      false,
    );
  });

  test('a break inside a purpose cannot overwrite what the bank says', () => {
    const forged = text.replace('за торт «Прага»', 'за торт\r\nСумма=9.99\r\nПлательщикИНН=5500000015');
    expect(linesOf(bytes(forged)).lines[0]).toMatchObject(PAID);
  });

  test('a file that breaks off, a section that is not closed, a sum or a day that is none: the line is named', () => {
    const lineOf = (words: string) => text.slice(0, text.indexOf(words)).split('\n').length;
    expect(problemOf(text.slice(0, -14))).toMatchObject({ code: 'cut_off', field: 'КонецФайла' });
    expect(problemOf(text.replace('КонецДокумента', ''))).toEqual({
      code: 'not_closed',
      line: lineOf('СекцияДокумент'),
      field: 'КонецДокумента',
    });
    const bad = { line: lineOf('СекцияДокумент') };
    expect(problemOf(text.replace('Сумма=15000.00', 'Сумма=15OOO'))).toEqual({
      code: 'bad_sum',
      field: 'Сумма',
      ...bad,
    });
    expect(problemOf(text.replace('Сумма=15000.00', 'Сумма=-1.00'))).toMatchObject({ code: 'bad_sum' });
    expect(problemOf(text.replace('ДатаПоступило=15.01.2026', 'ДатаПоступило=31.02.2026'))).toEqual({
      code: 'bad_day',
      field: 'ДатаПоступило',
      ...bad,
    });
  });

  test('a statement of another account, or one without an account of ours, is refused', () => {
    expect(problemOf(text, new Set(['40702810100000000999']))).toEqual({
      code: 'other_account',
      line: null,
      field: '0123',
    });
    expect(problemOf(text, new Set())).toMatchObject({ code: 'no_account' });
  });
});

describe('a bank’s CSV', () => {
  test('columns of debit and credit below a letterhead, in windows-1251, with breaks inside a cell', () => {
    const { lines } = linesOf(golden('debit-credit-windows.csv'));
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatchObject(PAID);
    expect(lines[0]?.purpose).toBe('Оплата по счёту № 17 от 12.01.2026; торт «Прага». Без НДС');
    expect(lines[0]?.other.name).toBe('ООО "Покупатель"');
    expect(lines[2]).toMatchObject({ direction: 'out', amount: { minor: 70_000n } });
  });

  test('one column of sums with payer and payee, in UTF-8', () => {
    const { lines } = linesOf(golden('one-sum-utf8.csv'));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject(PAID);
    expect(lines[1]).toMatchObject({ direction: 'out', other: { inn: '7700000023' } });
  });

  test('sums with signs, tabs, English names and UTF-16', () => {
    const { lines } = linesOf(golden('signed-tabs.csv'));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject(PAID);
    expect(lines[1]).toMatchObject({ direction: 'out', amount: { minor: 70_000n } });
  });

  const head = 'Дата;Номер документа;Кредит;Счет контрагента;Назначение платежа\n';
  const row = '15.01.2026;77;15000,00;40702810600000000777;по счету 17\n';

  test('what is missing or unreadable is named by line and column', () => {
    expect(problemOf(head.replace('Номер документа', 'Прочее') + row)).toEqual({
      code: 'missing',
      line: 1,
      field: 'number',
    });
    expect(problemOf(head + row + row.replace('15000,00', '15,000'))).toEqual({
      code: 'bad_sum',
      line: 3,
      field: 'Кредит',
    });
    expect(problemOf(head + row.replace('15.01.2026', '15.13.2026'))).toMatchObject({
      code: 'bad_day',
      line: 2,
    });
    expect(problemOf(`${head}15.01.2026;77;"15000`)).toMatchObject({ code: 'not_closed', line: 2 });
    expect(problemOf('купить бумагу, скрепки')).toMatchObject({ code: 'no_statement' });
    expect(problemOf('')).toMatchObject({ code: 'no_statement' });
  });

  test('words for a direction that nobody understands are no reason to take money', () => {
    const kinds = head.replace('Кредит', 'Тип операции;Сумма');
    expect(problemOf(kinds + row.replace('15000,00', 'Комиссия;15000,00'))).toMatchObject({
      code: 'missing',
      line: 2,
    });
  });
});

describe('large and hostile files', () => {
  test('a hundred thousand lines are read in seconds, ten megabytes and a byte are refused', () => {
    const row = '15.01.2026;77;15000,00;40702810600000000777;по счету 17\n';
    const text = `Дата;Номер документа;Кредит;Счет контрагента;Назначение платежа\n${row.repeat(100_000)}`;
    expect(linesOf(bytes(text)).lines).toHaveLength(100_000);
    expect(problemOf(new Uint8Array(10 * 1024 * 1024 + 1))).toMatchObject({ code: 'too_large' });
  });

  test('any bytes are taken or refused with a reason, and never throw', () => {
    const pieces = fc.constantFrom(
      '1CClientBankExchange',
      'СекцияДокумент=',
      'КонецФайла',
      '\n',
      ';',
      '"',
      'Дата',
      '=',
      '\0',
      'Сумма',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
        expect(typeof readStatement(bytes(parts.join('')), OWN).ok).toBe('boolean');
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (any) => {
        expect(typeof readStatement(any, OWN).ok).toBe('boolean');
      }),
      { numRuns: 300 },
    );
  });
});
