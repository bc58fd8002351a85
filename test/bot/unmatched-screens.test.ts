import { describe, expect, test } from 'vitest';
import { parseButton } from '../../bot/screens/buttons.ts';
import * as cash from '../../bot/screens/cash.ts';
import * as screens from '../../bot/screens/unmatched.ts';
import { LOCALES } from '../../bot/texts/index.ts';
import { HAND_KINDS } from '../../domain/decisions/enter-cash.ts';
import type { UnmatchedView } from '../../domain/message.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import type { Candidate, Waiting } from '../../domain/ports/inbox-desk.ts';
import { codeOf } from '../../domain/unmatched.ts';
import { faultsOf, idsOf } from './looks.ts';
import { DATA, facts, NOW, rub, viewer } from './samples.ts';

const LONG = 'N'.repeat(20);
const view: UnmatchedView = { ...DATA.staff_unmatched, key: 'k'.repeat(200) };
const waiting: Waiting = { code: await codeOf(view), view, returnable: true };
const refund: Waiting = {
  ...waiting,
  view: { ...view, type: 'refund', payer: null, purpose: null, reference: '' },
};
const open = facts();
const [invoice] = open.invoices;
if (!invoice) throw new Error('the sample has an invoice');

const HELD = {
  paymentId: crypto.randomUUID(),
  dealId: 1,
  number: '7',
  customer: 'Анна',
  amount: rub(500),
  mayCount: true,
};

const candidate = (why: Candidate['why'], over: Partial<Candidate> = {}): Candidate => ({
  number: LONG,
  dealId: 1,
  customer: null,
  state: 'open',
  total: rub(500),
  due: rub(500),
  issuedAt: NOW,
  why,
  ...over,
});

const rows = [
  candidate('named'),
  candidate('payer', { customer: 'ООО <b>Ромашка' }),
  candidate('sum'),
  candidate('recent', { due: rub(0), state: 'paid' }),
];

describe.each(LOCALES)('in %s', (locale) => {
  const turn = viewer('manager', locale);
  const all: Readonly<Record<string, () => Outgoing>> = {
    card: () => screens.waitingCard(turn, waiting),
    'card of a payer without a tax number': () =>
      screens.waitingCard(turn, { ...waiting, view: { ...view, payer: { name: '<i>Иван', inn: null } } }),
    'card of a refund': () => screens.waitingCard(turn, refund),
    'card of a dispute': () =>
      screens.waitingCard(turn, { ...refund, view: { ...refund.view, type: 'dispute' } }),
    list: () => screens.waitingList(turn, [waiting, refund], { page: 1, more: true }),
    'list, empty': () => screens.waitingList(turn, [], { page: 0, more: false }),
    heldList: () =>
      screens.heldList(turn, [HELD, { ...HELD, customer: null, mayCount: false }], { page: 1, more: true }),
    'heldList, empty': () => screens.heldList(turn, [], { page: 0, more: false }),
    whose: () => screens.whose(turn, waiting, { rows, more: true }, 1),
    'whose, nobody': () => screens.whose(turn, waiting, { rows: [], more: false }, 0),
    askNumber: () => screens.askNumber(turn),
    confirmAttach: () => screens.confirmAttach(turn, waiting, open, invoice),
    'confirmAttach, closed': () =>
      screens.confirmAttach(turn, waiting, facts({ contact: null }), {
        ...invoice,
        state: 'cancelled',
        number: LONG,
      }),
    attached: () => screens.attached(turn, waiting, { dealId: 1, number: '7' }, false),
    kept: () => screens.attached(turn, waiting, { dealId: 1, number: '7' }, true),
    confirmGiveBack: () => screens.confirmGiveBack(turn, waiting),
    'confirmGiveBack, by hand': () => screens.confirmGiveBack(turn, { ...waiting, returnable: false }),
    givenBack: () => screens.givenBack(turn, waiting),
    'givenBack, by hand': () => screens.givenBack(turn, { ...waiting, returnable: false }),
    noted: () => screens.noted(turn),
    askCashSum: () => cash.askCashSum(turn, invoice),
    askCashKind: () => cash.askCashKind(turn, { invoice, amount: 100n }),
    askCashReason: () => cash.askCashReason(turn),
    confirmCash: () =>
      cash.confirmCash(turn, open, { invoice, amount: 100n, kind: 'card', reason: '<b>от сына' }),
    cashEntered: () => cash.cashEntered(turn, { invoice, amount: 100n }),
  };

  test.each(Object.keys(all))('%s can be shown, and its buttons are understood', (name) => {
    const screen = all[name]?.() ?? { text: '' };
    expect(faultsOf(screen)).toEqual([]);
    expect(idsOf(screen).map(parseButton)).not.toContain(null);
  });
});

test('viewers see unknown money and can do nothing with it', () => {
  const verbs = idsOf(screens.waitingCard(viewer('viewer'), waiting)).map((id) => parseButton(id)?.verb);
  expect(verbs).toEqual(['unm']);
});

test('what would happen is said before it happens', () => {
  const say = (minor: number) =>
    screens.confirmAttach(viewer(), { ...waiting, view: { ...view, amount: rub(minor) } }, open, invoice)
      .text;
  const total = Number(invoice.total);
  expect(say(total)).toContain('оплачен полностью');
  expect(say(total - 100)).toContain('Останется оплатить 1');
  expect(say(total + 200)).toContain('Сверх счёта останется 2');
  const dollars = { ...view, amount: { minor: '100', currency: 'USD' } };
  const other = screens.confirmAttach(viewer(), { ...waiting, view: dollars }, open, invoice);
  expect(other.text).toContain('сейчас денег не принимает');
  expect(idsOf(other)).not.toContain(`uma:${waiting.code}:${invoice.number}:y`);
});

test('cash, a card at the counter and a transfer can be entered by hand', () => {
  expect([...HAND_KINDS]).toEqual(['cash', 'card', 'transfer']);
  expect(idsOf(cash.askCashKind(viewer(), { invoice, amount: 1n }))).toContain('dlg:kind:transfer');
});
