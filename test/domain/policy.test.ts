import { describe, expect, it } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import { changePolicy, type PolicyChange } from '../../domain/decisions/change-policy.ts';
import { issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import { startPayment } from '../../domain/decisions/start-payment.ts';
import {
  choicesOf,
  holdsFor,
  kindsFor,
  type Offer,
  offersFor,
  type Policy,
  type PolicyChoices,
  sellerFor,
  type Taker,
} from '../../domain/policy.ts';
import type { Context, Settings } from '../../domain/settings.ts';
import { aDeal, anInvoice, contact, context, SETTINGS, staff } from '../support/world.ts';

const TAKERS: readonly Taker[] = [
  { id: 'alfa', kinds: ['sbp', 'card'], hold: true },
  { id: 'beta', kinds: ['card', 'wallet'], hold: false },
  { id: 'bank', kinds: ['transfer'], hold: false },
];
const TILL: Settings = { ...SETTINGS, kinds: ['sbp', 'card', 'wallet', 'transfer'], takers: TAKERS };
const COMPANY = { name: 'ООО «Пример»', inn: '5544332219', kpp: null };
const NONE: PolicyChoices = {
  people: null,
  companies: null,
  hold: false,
  cash: false,
  inPieces: false,
  seller: null,
};

const chosen = (choices: Partial<PolicyChoices>, version = 1): Policy => ({
  funnel: 'main',
  choices: { ...NONE, ...choices },
  version,
});
const withPolicy = (choices: Partial<PolicyChoices>, facts: DealCase = anInvoice()): DealCase => ({
  ...facts,
  policy: chosen(choices),
});
const ofCompany = (facts: DealCase): DealCase => ({ ...facts, contact: contact({ company: COMPANY }) });
const offer = (kind: Offer['kind'], ...providers: string[]): Offer => ({ kind, providers });

describe('what a customer is offered', () => {
  it('is all that the till takes where nothing was chosen; companies see the transfer first', () => {
    expect(kindsFor(anInvoice(), TILL)).toEqual(['sbp', 'card', 'wallet', 'transfer']);
    expect(kindsFor(ofCompany(anInvoice()), TILL)).toEqual(['transfer', 'sbp', 'card', 'wallet']);
    expect(kindsFor(ofCompany(anInvoice()), SETTINGS)).toEqual(['sbp', 'card']);
  });

  it('is what the funnel’s policy says, in its order, apart for people and companies', () => {
    const facts = withPolicy({ people: [offer('wallet'), offer('sbp')], companies: [offer('transfer')] });
    expect(kindsFor(facts, TILL)).toEqual(['wallet', 'sbp']);
    expect(kindsFor(ofCompany(facts), TILL)).toEqual(['transfer']);
  });

  it('leaves out what no provider takes, and what those that were named do not take any more', () => {
    const people = [
      offer('instalments'),
      offer('cash'),
      offer('card', 'gone'),
      offer('wallet', 'gone', 'beta'),
    ];
    expect(offersFor(withPolicy({ people }), TILL)).toEqual([offer('wallet', 'beta')]);
  });

  it('shows the same kinds in the invoice that the customer gets', () => {
    const facts = { ...aDeal(), policy: chosen({ people: [offer('wallet')] }) };
    const items = [{ title: 'Логотип', quantity: 1000n, price: 100n }];
    const issued = issueInvoice(facts, { items, dueAt: null, counter: 0, by: staff() }, at());
    const sent = issued.ok ? issued.value.changes.messages : [];
    expect(sent?.find(({ kind }) => kind === 'invoice_issued')?.data).toMatchObject({ kinds: ['wallet'] });
  });
});

describe('who sells', () => {
  const school = { ...SETTINGS.seller, id: 'school', taxSystem: 'patent' as const };
  const deployed: Settings = { ...TILL, policies: { main: { ...NONE, seller: school, inPieces: true } } };

  it('is the till’s seller, unless the funnel has its own; each invoice keeps who it was', () => {
    expect(sellerFor(anInvoice(), TILL)).toBe(SETTINGS.seller);
    expect(sellerFor(withPolicy({ seller: school }), TILL)).toBe(school);
    const items = [{ title: 'Курс', quantity: 1000n, price: 100n }];
    const issued = issueInvoice(aDeal(), { items, dueAt: null, counter: 0, by: null }, at(deployed));
    expect(issued).toMatchObject({ value: { invoice: { entity: 'school', inPieces: true } } });
  });

  it('stays with the deployment when an owner changes something else in the chat', () => {
    const changed = change({ do: 'cash' }, null, deployed);
    expect(changed.choices).toMatchObject({ cash: true, inPieces: true, seller: null });
    expect(choicesOf('main', changed, deployed).seller).toBe(school);
  });
});

describe('holding first', () => {
  const start = (facts: DealCase, provider: string, kind: 'card' | 'sbp') => {
    const started = startPayment(facts, facts.invoices[0]?.payToken ?? '', { provider, kind }, at());
    return started.ok && started.value.type === 'ask' ? started.value.payment.hold : null;
  };

  it('is done where an owner wants it, the provider can, and the kind allows it', () => {
    const facts = withPolicy({ hold: true });
    expect(start(facts, 'alfa', 'card')).toBe(true);
    expect(start(facts, 'beta', 'card')).toBe(false);
    expect(start(facts, 'alfa', 'sbp')).toBe(false);
    expect(start(anInvoice(), 'alfa', 'card')).toBe(false);
    expect(holdsFor(facts, { provider: 'nobody', kind: 'card' }, TILL)).toBe(false);
  });
});

const at = (settings: Settings = TILL): Context =>
  context({ settings, actor: { type: 'staff', id: 'anna' } });

function change(what: PolicyChange, policy: Policy | null = null, settings: Settings = TILL): Policy {
  const changed = changePolicy('main', policy, what, staff(), at(settings));
  if (!changed.ok) throw new Error(changed.code);
  return changed.value.policy;
}

describe('an owner changes how customers pay', () => {
  const people = 'people' as const;
  const kindsOf = ({ choices }: Policy) => choices.people?.map(({ kind }) => kind);

  it('switches a kind off and on again, at the end', () => {
    const off = change({ do: 'switch', payers: people, kind: 'sbp' });
    expect(kindsOf(off)).toEqual(['card', 'wallet', 'transfer']);
    expect(off.choices.companies).toBeNull();
    expect(kindsOf(change({ do: 'switch', payers: people, kind: 'sbp' }, off))).toEqual([
      'card',
      'wallet',
      'transfer',
      'sbp',
    ]);
  });

  it('moves a kind up by one place', () => {
    const up = change({ do: 'up', payers: people, kind: 'wallet' });
    expect(kindsOf(up)).toEqual(['sbp', 'wallet', 'card', 'transfer']);
  });

  it('picks the provider that is asked first; the others follow', () => {
    const first = change({ do: 'first', payers: people, kind: 'card', provider: 'beta' });
    expect(first.choices.people?.[1]).toEqual(offer('card', 'beta', 'alfa'));
    const back = change({ do: 'first', payers: people, kind: 'card', provider: 'alfa' }, first);
    expect(back.choices.people?.[1]).toEqual(offer('card', 'alfa', 'beta'));
  });

  it('turns holding, cash and pieces on and off', () => {
    for (const what of ['hold', 'cash', 'inPieces'] as const) {
      const on = change({ do: what });
      expect(on.choices[what]).toBe(true);
      expect(change({ do: what }, on).choices[what]).toBe(false);
    }
  });

  it('saves it under the loaded version, with who did what on the funnel’s stream', () => {
    const loaded = chosen({}, 7);
    const changed = changePolicy('main', loaded, { do: 'hold' }, staff(), at());
    expect(changed).toMatchObject({
      ok: true,
      value: {
        changes: {
          policies: [{ funnel: 'main', version: 7, choices: { hold: true } }],
          history: [
            {
              stream: 'policy:main',
              type: 'policy_changed',
              actor: { type: 'staff', id: 'anna' },
              data: { what: 'hold', on: true },
            },
          ],
        },
      },
    });
  });

  it.each<[string, PolicyChange, ReturnType<typeof staff>, string]>([
    ['somebody who is no owner', { do: 'hold' }, staff({ role: 'manager' }), 'not_allowed'],
    [
      'a kind that nobody takes',
      { do: 'switch', payers: people, kind: 'stars' },
      staff(),
      'kind_not_offered',
    ],
    ['the first moved up', { do: 'up', payers: people, kind: 'sbp' }, staff(), 'nothing_to_do'],
    [
      'a provider that does not take the kind',
      { do: 'first', payers: people, kind: 'sbp', provider: 'beta' },
      staff(),
      'nothing_to_do',
    ],
  ])('is refused: %s', (_what, what, by, code) => {
    expect(changePolicy('main', null, what, by, at())).toMatchObject({ ok: false, code });
  });

  it('keeps the last kind: without one nobody could pay', () => {
    const one = chosen({ people: [offer('sbp')] });
    const last = changePolicy('main', one, { do: 'switch', payers: people, kind: 'sbp' }, staff(), at());
    expect(last).toMatchObject({ ok: false, code: 'last_kind' });
  });
});
