import { describe, expect, test } from 'vitest';
import { firstPage, type PolicyShown, policyPage } from '../../bot/screens/policy.ts';
import type { StaffViewer } from '../../bot/screens/reader.ts';
import { LOCALES } from '../../bot/texts/index.ts';
import { changePolicy, type PolicyChange } from '../../domain/decisions/change-policy.ts';
import { PAYMENT_KINDS } from '../../domain/payment.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Settings } from '../../domain/settings.ts';
import { context, staff as member, SETTINGS } from '../support/world.ts';
import { faultsOf, idsOf } from './looks.ts';
import { NOW, viewer } from './samples.ts';

const KINDS = PAYMENT_KINDS.filter((kind) => kind !== 'cash');
const CHOICES = { people: null, companies: null, hold: false, cash: false, inPieces: false, seller: null };
const TILL: Settings = {
  ...SETTINGS,
  funnel: 'main',
  kinds: KINDS,
  takers: [
    { id: 'cloudpayments', kinds: KINDS, hold: true },
    { id: 'yookassa', kinds: ['sbp', 'card'], hold: true },
  ],
  // The longest name that a funnel may have.
  policies: { 'school-of-clay-1': CHOICES },
};

const turn = (locale: string, settings: Settings = TILL): StaffViewer => {
  const owner = viewer('owner');
  return { ...owner, locale, deps: { ...owner.deps, settings } };
};
const shown = (over: Partial<PolicyShown> = {}): PolicyShown => ({
  funnel: 'main',
  payers: 'people',
  policy: null,
  changed: { name: 'Анна', at: NOW },
  ...over,
});

function after(...changes: PolicyChange[]): Policy {
  return changes.reduce<Policy | null>((policy, change) => {
    const changed = changePolicy('main', policy, change, member(), context({ settings: TILL }));
    if (!changed.ok) throw new Error(changed.code);
    return changed.value.policy;
  }, null) as Policy;
}

describe.each(LOCALES)('how customers pay, in %s', (locale) => {
  test.each([
    ['as it is at first', shown()],
    ['for companies', shown({ payers: 'companies', changed: null })],
    ['in a funnel with the longest name', shown({ funnel: 'school-of-clay-1' })],
    [
      'with everything switched',
      shown({ policy: after({ do: 'hold' }, { do: 'cash' }, { do: 'inPieces' }) }),
    ],
  ])('can be shown %s', (_what, what) => {
    expect(faultsOf(policyPage(turn(locale), what))).toEqual([]);
    expect(faultsOf(firstPage(turn(locale), what, 'instalments'))).toEqual([]);
  });
});

test('has a switch for every kind, an arrow for all but the first, and a choice where there are several', () => {
  const off = shown({ policy: after({ do: 'switch', payers: 'people', kind: 'wallet' }) });
  const ids = idsOf(policyPage(turn('ru'), off));
  expect(ids.filter((id) => id.includes(':k:')).sort()).toEqual(
    KINDS.map((kind) => `pol:main:p:k:${kind}`).sort(),
  );
  expect(ids).not.toContain('pol:main:p:u:sbp');
  expect(ids).toContain('pol:main:p:u:card');
  expect(ids).not.toContain('pol:main:p:u:wallet');
  expect(ids.filter((id) => id.includes(':f:'))).toEqual(['pol:main:p:f:sbp', 'pol:main:p:f:card']);
  expect(ids).toContain('pol:main:c');
  expect(ids).toContain('pol:school-of-clay-1:p');
});

test('offers to hold money only where some provider can', () => {
  const takers = TILL.takers.map((taker) => ({ ...taker, hold: false }));
  const ids = idsOf(policyPage(turn('ru', { ...TILL, takers }), shown()));
  expect(ids).not.toContain('pol:main:p:s:h');
  expect(ids).toContain('pol:main:p:s:i');
});
