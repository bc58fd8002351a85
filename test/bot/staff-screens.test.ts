import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../bot/commands/index.ts';
import * as invoices from '../../bot/screens/invoice-dialogue.ts';
import { readerOf } from '../../bot/screens/reader.ts';
import * as refunds from '../../bot/screens/refund-dialogue.ts';
import { refusalToast } from '../../bot/screens/refusal.ts';
import * as screens from '../../bot/screens/staff.ts';
import * as team from '../../bot/screens/team.ts';
import { LOCALES } from '../../bot/texts/index.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import { refuse } from '../../domain/result.ts';
import type { Approval } from '../../domain/staff.ts';
import { faultsOf, idsOf } from './looks.ts';
import { DUE, facts, NOW, PUBLIC_URL, rub, staff, viewer } from './samples.ts';

const ITEM = { title: 'Логотип', quantity: 1500n, price: 1_000_000n };
const ABOVE = refuse('above_ceiling', { sum: rub(1_500_000), ceiling: rub(1_000_000) });
const open = facts();
const [invoice] = open.invoices;
if (!invoice) throw new Error('the sample has an invoice');
const asked = { invoice, amount: 50_000n, items: null };
const byItem = { ...asked, items: [{ line: 0, quantity: 500n, amount: 50_000n }] };
const row = { deal: open.deal, contactName: 'Анна', responsibleName: null };

const approval: Approval = {
  id: crypto.randomUUID(),
  kind: 'refund',
  dealId: 1,
  // A refund's own amount is text in minor units; the sum to show is kept beside it.
  data: { number: '7', amount: '50000', reason: '', sum: rub(50_000) },
  requestedBy: 's1',
  state: 'waiting',
  decidedBy: null,
  createdAt: NOW,
  version: 1,
};

describe.each(LOCALES)('in %s', (locale) => {
  const turn = viewer('manager', locale);
  const owner = viewer('owner', locale);
  const all: Readonly<Record<string, () => Outgoing>> = {
    dealPage: () => screens.dealPage(turn, open),
    'dealPage without a customer': () => screens.dealPage(turn, facts({ contact: null })),
    dealList: () =>
      screens.dealList(turn, [row, { ...row, contactName: null, responsibleName: 'Олег' }], {
        page: 1,
        more: true,
      }),
    'dealList, empty': () => screens.dealList(turn, [], { page: 0, more: false }),
    'dealList, past its end': () => screens.dealList(turn, [], { page: 3, more: false }),
    invoiceList: () => screens.invoiceList(turn, [invoice], { page: 0, more: true }),
    'invoiceList, empty': () => screens.invoiceList(turn, [], { page: 0, more: false }),
    invoicePage: () =>
      screens.invoicePage(turn, facts({}, { paid: 500_000n, refunded: 100n, state: 'partially_paid' }), '7'),
    help: () => screens.help(turn),
    'help for owners': () => screens.help(owner),
    'help for viewers': () => screens.help(viewer('viewer', locale)),
    hint: () => screens.hint(turn),
    unknownCommand: () => screens.unknownCommand(turn, 'foo'),
    unsupported: () => screens.unsupported(turn),
    editsStayHere: () => screens.editsStayHere(turn),
    askAnswer: () => screens.askAnswer(turn, open),
    sentToCustomer: () => screens.sentToCustomer(turn, facts({ contact: null })),
    reminderGoes: () => screens.reminderGoes(turn, '7', null),
    'reminderGoes later': () => screens.reminderGoes(turn, '7', DUE),
    confirmCancel: () => screens.confirmCancel(turn, open, '7'),
    cancelled: () => screens.cancelled(turn, '7'),
    askLostReason: () => screens.askLostReason(turn, 1),
    dealLost: () => screens.dealLost(turn, 1),
    stopped: () => screens.stopped(turn),
    askTitle: () =>
      invoices.askTitle(turn, 1, 'Очень длинное название сделки, которое на кнопке не поместится'),
    askQuantity: () => invoices.askQuantity(turn, 'Логотип'),
    askPrice: () => invoices.askPrice(turn, 'Логотип'),
    askDue: () => invoices.askDue(turn),
    preview: () => invoices.preview(turn, open, { items: [ITEM, ITEM], dueAt: DUE, refusal: null }),
    'preview above the ceiling': () =>
      invoices.preview(turn, facts({ contact: null }), { items: [ITEM], dueAt: null, refusal: ABOVE }),
    issued: () => invoices.issued(turn, open, invoice),
    sentForApproval: () => invoices.sentForApproval(turn),
    pressPlease: () => invoices.pressPlease(turn),
    quantityUnreadable: () => invoices.quantityUnreadable(turn, 'много'),
    dayUnreadable: () => invoices.dayUnreadable(turn, 'потом'),
    askSum: () => refunds.askSum(turn, asked, true),
    askReason: () => refunds.askReason(turn, byItem, true),
    confirmRefund: () => refunds.confirmRefund(turn, open, { ...asked, reason: 'Передумал', refusal: null }),
    'confirmRefund above the ceiling': () =>
      refunds.confirmRefund(turn, open, { ...asked, reason: 'Передумал', refusal: ABOVE }),
    'confirmRefund by item': () =>
      refunds.confirmRefund(turn, open, { ...byItem, reason: 'Передумал', refusal: null }),
    pickUnreadable: () => refunds.pickUnreadable(turn, 'все'),
    onItsWay: () => refunds.onItsWay(turn, '7', 50_000n, open),
    teamPage: () => team.teamPage(owner, [staff('owner'), staff('manager')]),
    memberPage: () => team.memberPage(owner, staff('manager', { invoiceCeiling: 100n })),
    inviteLink: () => team.inviteLink(owner, 'manager', 'https://t.me/till_bot?start=join_x'),
    confirmRemove: () => team.confirmRemove(owner, staff('viewer')),
    memberRemoved: () => team.memberRemoved(owner, staff('viewer')),
    welcome: () => team.welcome(turn),
    askCeiling: () => team.askCeiling(owner, staff('manager'), 'refund'),
    ceilingChanged: () => team.ceilingChanged(owner, staff('manager', { refundCeiling: 100n }), 'refund'),
    decided: () => team.decided(owner, approval, true),
    'decided: no': () => team.decided(owner, { ...approval, kind: 'invoice' }, false),
  };

  test.each(Object.keys(all))('%s can be shown', (name) => {
    expect(all[name] && faultsOf(all[name]())).toEqual([]);
  });

  test.each(['new', 'deal', 'invoice', 'refund', 'cancel', 'remind'] as const)(
    'usage of /%s shows the right call',
    (command) => {
      expect(faultsOf(screens.usage(turn, command))).toEqual([]);
      expect(screens.usage(turn, command).text).toContain(`<code>/${command} `);
    },
  );

  test.each(['open', 'partially_paid', 'expired'])('a refusal names the state %s and no other', (state) => {
    const refusal = refuse('invoice_not_open', { number: '7', state });
    expect(screens.refused(turn, refusal).text).toContain(readerOf(turn).label(`invoice-state-${state}`));
  });

  test('every refusal can be shown, and fits a pressed button', () => {
    const args = {
      name: 'Олег',
      deal: 1,
      number: '7',
      given: 'абв',
      sum: rub(1),
      left: rub(1),
      ceiling: rub(1),
    };
    for (const code of [
      'deal_taken',
      'deal_closed',
      'invoice_not_open',
      'refund_too_large',
      'above_ceiling',
      'sum_unreadable',
    ] as const) {
      const refusal = refuse(code, {
        ...args,
        ...(code === 'deal_closed' ? { stage: 'paid' } : { state: 'paid' }),
      });
      expect(faultsOf(screens.refused(turn, refusal)), code).toEqual([]);
      expect(refusalToast(turn, refusal).length).toBeLessThanOrEqual(200);
    }
    for (const code of [
      'not_allowed',
      'sum_not_positive',
      'title_missing',
      'invite_expired',
      'nothing_to_do',
    ] as const) {
      expect(faultsOf(screens.refused(turn, refuse(code))), code).toEqual([]);
    }
  });
});

describe('rights', () => {
  test('help names every command to those who may use them all', () => {
    const { text } = screens.help(viewer('owner'));
    for (const command of Object.keys(COMMANDS)) expect(text).toMatch(new RegExp(`/${command}\\b`));
  });

  test('help offers viewers nothing that changes anything', () => {
    expect(screens.help(viewer('viewer')).text).not.toMatch(/\/(new|invoice |refund|cancel|remind)/);
  });

  test('viewers see a deal without buttons that change it', () => {
    expect(idsOf(screens.dealPage(viewer('viewer'), open))).toEqual(['bill:7']);
    expect(idsOf(screens.invoicePage(viewer('viewer'), open, '7'))).toEqual(['deal:1']);
  });

  test('only owners open members and invite', () => {
    expect(team.teamPage(viewer('manager'), [staff('manager')]).buttons).toBeUndefined();
    const ids = idsOf(team.teamPage(viewer('owner'), [staff('manager', { id: 'm1' })]));
    expect(ids).toEqual(['member:m1', 'invite:manager', 'invite:viewer', 'invite:owner', 'pol']);
  });

  test('ceilings are for managers', () => {
    expect(idsOf(team.memberPage(viewer('owner'), staff('owner', { id: 'o1' })))).toEqual(['fire:o1']);
    expect(idsOf(team.memberPage(viewer('owner'), staff('manager', { id: 'm1' })))).toEqual([
      'ceil:m1:invoice',
      'ceil:m1:refund',
      'fire:m1',
    ]);
  });
});

describe('an invoice being put together', () => {
  test('shows each line with its rounding and the total', () => {
    const { text } = invoices.preview(viewer(), open, {
      items: [ITEM, { ...ITEM, quantity: 1000n }],
      dueAt: null,
      refusal: null,
    });
    expect(text.replaceAll(/\s/g, ' ')).toContain(
      '• Логотип × 1,5 — 15 000 ₽ • Логотип — 10 000 ₽ Итого: <b>25 000 ₽</b>',
    );
  });

  test('goes to the customer, or to an owner first', () => {
    const shown = invoices.preview(viewer(), open, { items: [ITEM], dueAt: null, refusal: null });
    expect(idsOf(shown)).toEqual(['dlg:ok', 'dlg:add', 'dlg:due', 'dlg:stop']);
    const above = invoices.preview(viewer(), open, { items: [ITEM], dueAt: null, refusal: ABOVE });
    expect(above.text).toContain('владельца');
    expect(above.buttons?.[0]?.[0]?.text).toBe('Спросить владельца');
  });

  test('can be due in days, on a written day, or never', () => {
    const ids = idsOf(invoices.askDue(viewer()));
    expect(ids).toEqual(['dlg:due:3d', 'dlg:due:7d', 'dlg:due:none', 'dlg:stop']);
  });

  test('offers what the deal is about', () => {
    expect(idsOf(invoices.askTitle(viewer(), 1, 'Логотип'))).toEqual(['dlg:use', 'dlg:stop']);
    expect(idsOf(invoices.askTitle(viewer(), 1, ''))).toEqual(['dlg:stop']);
  });

  test('is handed over as a link where there is no chat', () => {
    expect(invoices.issued(viewer(), facts({ contact: null }), invoice).text).toContain(
      `${PUBLIC_URL}/pay/token7`,
    );
    expect(invoices.issued(viewer(), open, invoice).text).not.toContain(PUBLIC_URL);
  });
});

describe('a refund being put together', () => {
  test('all of it is one press', () => {
    expect(idsOf(refunds.askSum(viewer(), asked, false))).toEqual(['dlg:all', 'dlg:stop']);
    expect(idsOf(refunds.askSum(viewer(), asked, true))).toEqual(['dlg:all', 'dlg:items', 'dlg:stop']);
  });

  test('quick reasons are the words on their buttons', () => {
    const buttons = refunds.askReason(viewer(), asked, false).buttons?.flat() ?? [];
    expect(buttons.slice(0, -1).map(({ text }) => text)).toEqual(
      ['1', '2', '3', '4'].map((n) => refunds.reasonText(viewer(), n)),
    );
    expect(refunds.reasonText(viewer(), '9')).toBe('');
    expect(screens.lostReasonText(viewer(), '1')).toBe('Дорого');
    expect(screens.lostReasonText(viewer(), 'x')).toBe('');
  });
});

test('lists turn their pages', () => {
  const ids = (page: number, more: boolean) => idsOf(screens.dealList(viewer(), [row], { page, more }));
  expect(ids(0, false)).toEqual(['deal:1']);
  expect(ids(1, true)).toEqual(['deal:1', 'deals:0', 'deals:2']);
});

test('an open invoice can be reminded of and cancelled, an expired one neither', () => {
  expect(idsOf(screens.invoicePage(viewer(), open, '7'))).toEqual(['rem:7', 'can:7', 'deal:1']);
  expect(idsOf(screens.invoicePage(viewer(), facts({}, { state: 'expired' }), '7'))).toEqual(['deal:1']);
  expect(screens.invoicePage(viewer(), open, '8').text).toContain('/invoices');
});

test('cancelling asks once more', () => {
  expect(idsOf(screens.confirmCancel(viewer(), open, '7'))).toEqual(['can:7:y', 'bill:7']);
});
