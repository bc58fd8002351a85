import { describe, expect, test } from 'vitest';
import { readInn, setCompany } from '../../domain/company.ts';
import { isAccountAt, isInn } from '../../domain/requisites.ts';
import { aDeal, apply, context } from '../support/world.ts';

describe('check digits', () => {
  test('of an INN find every slip of one digit', () => {
    for (const inn of ['7700000016', '5544332219', '500100732259']) {
      expect(isInn(inn)).toBe(true);
      for (let at = 0; at < inn.length; at++) {
        const slip = inn.slice(0, at) + ((Number(inn[at]) + 1) % 10) + inn.slice(at + 1);
        expect(isInn(slip), slip).toBe(false);
      }
    }
    for (const none of ['', '77000000', '77000000160', 'abcdefghij']) expect(isInn(none)).toBe(false);
  });

  test('of an account fit its bank only', () => {
    expect(isAccountAt('044525900', '40702810600000000777')).toBe(true);
    expect(isAccountAt('044525901', '40702810600000000777')).toBe(false);
    expect(isAccountAt('044525900', '40702810600000000778')).toBe(false);
    // At the Bank of Russia itself its branch is what counts.
    expect(isAccountAt('044525000', '40702810000000000001')).toBe(true);
    expect(isAccountAt('044525900', '4070281060000000077')).toBe(false);
  });
});

describe('the company of a customer', () => {
  test('is read as people write it', () => {
    expect(readInn('7700000016')).toEqual({ inn: '7700000016', kpp: null });
    expect(readInn(' ИНН 7700000016 КПП 770001001 ')).toEqual({ inn: '7700000016', kpp: '770001001' });
    expect(readInn('7700000016/770001001')).toEqual({ inn: '7700000016', kpp: '770001001' });
    expect(readInn('500100732259 770001001')).toEqual({ inn: '500100732259', kpp: null });
    for (const wrong of ['7700000017', '77000', 'ООО Ромашка', '']) expect(readInn(wrong)).toBeNull();
  });

  test('is kept, and taken away again; the same one changes nothing', () => {
    const company = { name: ' ООО «Покупатель» ', inn: '7700000023', kpp: null };
    const set = setCompany(aDeal(), company, context());
    if (!set.ok) throw new Error(set.code);
    const after = apply(aDeal(), set.value);
    expect(after.contact?.company).toEqual({ ...company, name: 'ООО «Покупатель»' });
    expect(set.value.history).toMatchObject([{ type: 'company_set', data: {} }]);
    expect(setCompany(after, company, context())).toMatchObject({ ok: false, code: 'nothing_to_do' });
    const gone = setCompany(after, null, context());
    expect(gone.ok && apply(after, gone.value).contact?.company).toBeNull();
    expect(setCompany({ ...aDeal(), contact: null }, company, context()).ok).toBe(false);
  });
});
