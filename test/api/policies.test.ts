import { describe, expect, test } from 'vitest';
import { readConfig } from '../../api/config.ts';

const SCHOOL = { id: 'school', name: 'ИП Пример А. А.', inn: '123456789012', taxSystem: 'patent' };

function read(policies: unknown) {
  const text = typeof policies === 'string' ? policies : JSON.stringify(policies);
  const config = readConfig({ POLICIES: text }, ['ru', 'en']);
  return config.ok ? config.config : config.problems;
}

describe('POLICIES', () => {
  test('names kinds by themselves or with their providers; what is not said is not chosen', () => {
    expect(read({ main: { people: ['sbp', { kind: 'card', providers: ['tbank'] }] } })).toMatchObject({
      policies: {
        main: {
          people: [
            { kind: 'sbp', providers: [] },
            { kind: 'card', providers: ['tbank'] },
          ],
          companies: null,
          hold: false,
          cash: false,
          inPieces: false,
          seller: null,
        },
      },
    });
  });

  test('gives a funnel a seller of its own, who is like the till’s in all that is not said', () => {
    const config = read({ school: { seller: SCHOOL } });
    expect(config).toMatchObject({
      seller: { id: 'main', taxSystem: 'usn_income' },
      policies: { school: { seller: { ...SCHOOL, kpp: null, account: null, vat: 'none', receipts: 'law' } } },
    });
  });

  test.each<[string, unknown]>([
    ['no JSON', '{'],
    ['no object', '[]'],
    ['a kind that there is not', { main: { people: ['barter'] } }],
    ['no kind at all', { main: { people: [] } }],
    ['a kind twice', { main: { people: ['sbp', 'sbp'] } }],
    ['a word that means nothing', { main: { holds: true } }],
    ['a funnel whose name no link carries', { 'курс керамики': {} }],
    ['a seller with the till’s own short name', { main: { seller: { ...SCHOOL, id: 'main' } } }],
    ['a seller without a number', { main: { seller: { ...SCHOOL, inn: '1' } } }],
  ])('refuses %s by the variable’s name', (_what, policies) => {
    expect(read(policies)).toMatchObject([
      { variable: 'POLICIES', expected: expect.stringContaining('docs/how-customers-pay.md') },
    ]);
  });

  test('says where to look, and none of the values', () => {
    const problems = JSON.stringify(read({ school: { seller: { ...SCHOOL, inn: 'hidden' } } }));
    expect(problems).toContain('school.seller.inn');
    expect(problems).not.toContain('hidden');
  });
});
