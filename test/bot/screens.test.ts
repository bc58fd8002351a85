import { describe, expect, test } from 'vitest';
import { buttonId, parseButton, VERBS } from '../../bot/screens/buttons.ts';
import * as customer from '../../bot/screens/customer.ts';
import { MESSAGE_KINDS, renderMessage } from '../../bot/screens/index.ts';
import * as lead from '../../bot/screens/lead.ts';
import { LOCALES } from '../../bot/texts/index.ts';
import type { MessageData, MessageKind } from '../../domain/message.ts';
import { refuse } from '../../domain/result.ts';
import { faultsOf, idsOf, urlsOf } from './looks.ts';
import { DATA, DUE, facts, INVOICE, message, PUBLIC_URL, place, rub, viewer } from './samples.ts';

function draw<K extends MessageKind>(kind: K, more: Partial<MessageData[K]> = {}, locale = 'ru') {
  return renderMessage(message(kind, { ...DATA[kind], ...more }, locale), place);
}

describe('buttons', () => {
  test('an id reads back as it was written', () => {
    expect(parseButton(buttonId('can', '7', 'y'))).toEqual({ verb: 'can', args: ['7', 'y'] });
    expect(parseButton(buttonId('dlg', 'due', '3d'))).toEqual({ verb: 'dlg', args: ['due', '3d'] });
  });

  test.each(VERBS)('%s leaves room for the id of a row and a word', (verb) => {
    expect(buttonId(verb, crypto.randomUUID(), 'y').length).toBeLessThanOrEqual(64);
  });

  test('foreign ids are nobody’s', () => {
    expect(parseButton('')).toBeNull();
    expect(parseButton('toString:1')).toBeNull();
  });

  test('what a channel cannot carry is a bug found at once', () => {
    expect(() => buttonId('bill', 'x'.repeat(60))).toThrow(RangeError);
    expect(() => buttonId('bill', 'a:b')).toThrow(RangeError);
    expect(() => buttonId('bill', 'я'.repeat(30))).toThrow(RangeError);
  });
});

describe.each(LOCALES)('messages in %s', (locale) => {
  test.each(MESSAGE_KINDS)('%s can be shown', async (kind) => {
    expect(faultsOf(await draw(kind, {}, locale))).toEqual([]);
  });

  test.each(MESSAGE_KINDS)('%s keeps a name with markup a name', async (kind) => {
    const name = '<b>&"{$x}';
    const named = {
      customer: name,
      by: name,
      text: name,
      about: name,
      title: name,
      reference: name,
      responsible: name,
    };
    const data = Object.fromEntries(
      Object.entries(DATA[kind]).map(([key, value]) => [
        key,
        key in named && typeof value === 'string' ? name : value,
      ]),
    );
    const { text } = await renderMessage(message(kind, data as never, locale), place);
    expect(text).not.toContain(name);
  });
});

test.each([
  ['invoice_paid', { nextStep: 'Пришлём макет <завтра>', amount: rub(100) }],
  ['invoice_reminder', { index: 1 }],
  ['invoice_reminder', { index: 7, dueAt: null, paid: rub(100) }],
  ['refund_sent', { overpayment: true }],
  [
    'deal_card',
    {
      title: '',
      customer: null,
      phone: null,
      responsible: 'Олег',
      responsibleId: 's',
      unreachable: true,
      isNew: false,
    },
  ],
  ['from_customer', { customer: null, edited: true, text: '' }],
  ['from_customer', { media: { type: 'voice', channel: 'whatsapp', ref: '1' } }],
  ['from_staff', { media: { type: 'document', channel: 'whatsapp', ref: '1' }, text: '' }],
  ['staff_refund_sent', { overpayment: false }],
  ['staff_refund_failed', { reason: '' }],
  ['staff_disputed', { state: 'won' }],
  ['staff_disputed', { state: 'lost' }],
  ['staff_mismatch', { reason: 'currency' }],
  ['staff_mismatch', { reason: 'expired' }],
  ['staff_says_paid', { found: true }],
  ['staff_says_paid', { transfer: true }],
  ['staff_refund_by_hand', { payer: null }],
  ['staff_refund_by_hand', { payer: { name: 'Анна', inn: null, account: null } }],
  ['staff_unreachable', { reason: '403' }],
  ['approval_wanted', { kind: 'refund' }],
  ['approval_decided', { kind: 'invoice', approved: false }],
] as const)('%s with %j can be shown in every language', async (kind, more) => {
  for (const locale of LOCALES) expect(faultsOf(await draw(kind, more as never, locale))).toEqual([]);
});

describe('an invoice', () => {
  test('opens the page of each kind that a link can lead to, and the page of all', async () => {
    const page = `${PUBLIC_URL}/pay/token7`;
    const shown = await draw('invoice_issued');
    expect(urlsOf(shown)).toEqual([`${page}/sbp`, `${page}/card`, `${page}/instalments`, page]);
    expect(idsOf(shown)).toEqual([]);
  });

  test('without kinds still opens its page', async () => {
    expect(urlsOf(await draw('invoice_issued', { kinds: [] }))).toEqual([`${PUBLIC_URL}/pay/token7`]);
  });

  test('says nothing of a date that there is not', async () => {
    expect((await draw('invoice_issued', { dueAt: null })).text).not.toContain('Оплатить до');
  });

  test('says the hour of a date that ends before its day', async () => {
    const text = (await draw('invoice_issued', { dueAt: DUE - 3 * 3_600_000 })).text;
    expect(text).toContain('Оплатить до 27 ноября, 20:59');
  });
});

describe('a reminder', () => {
  test('can be put off, answered and declined', async () => {
    expect(idsOf(await draw('invoice_reminder'))).toEqual(['tom:7', 'paid:7', 'no:7']);
  });

  test('has three wordings, and the last one says how to end them', async () => {
    const texts = await Promise.all(
      [0, 1, 2, 3].map(async (index) => (await draw('invoice_reminder', { index })).text),
    );
    expect(new Set(texts).size).toBe(3);
    expect(texts.map((text) => text.includes('«стоп»'))).toEqual([false, false, true, true]);
    expect((await draw('invoice_reminder', { index: 2 }, 'en')).text).toContain('“stop”');
  });

  test('names what is left when some is paid', async () => {
    const text = (await draw('invoice_reminder', { paid: rub(500_000), due: rub(1_300_050) })).text;
    expect(text).toMatch(/13\s000,50/);
    expect(text).toContain('Вы уже оплатили');
  });
});

describe('money that an invoice could not take', () => {
  const id = DATA.staff_mismatch.paymentId;

  test('may pay it after all, in its own currency', async () => {
    expect(idsOf(await draw('staff_mismatch'))).toEqual([`crd:${id}`, `ovr:${id}`, 'ans:1', 'deal:1']);
  });

  test('can only go back in another one', async () => {
    expect(idsOf(await draw('staff_mismatch', { reason: 'currency' }))).toEqual([
      `ovr:${id}`,
      'ans:1',
      'deal:1',
    ]);
  });
});

describe('files', () => {
  test('are shown where they live', async () => {
    expect((await draw('from_customer')).media).toEqual(DATA.from_customer.media);
  });

  test('of another messenger are named in words', async () => {
    const shown = await draw('from_customer', { media: { type: 'photo', channel: 'whatsapp', ref: '1' } });
    expect(shown.media).toBeUndefined();
    expect(shown.text).toContain('WhatsApp');
  });

  test('of staff come without a word about who sent them', async () => {
    expect(await draw('from_staff')).toEqual({ text: 'Добрый день!', media: DATA.from_staff.media });
  });
});

test('a card offers what can be done: taken deals cannot be taken, paid ones cannot be lost', async () => {
  expect(idsOf(await draw('deal_card'))).toEqual(['take:1', 'inv:1', 'ans:1', 'bill:7', 'lost:1']);
  const paid = { responsible: 'Олег', responsibleId: 's1', stage: 'paid' };
  expect(idsOf(await draw('deal_card', paid))).toEqual(['inv:1', 'ans:1', 'bill:7']);
  expect(idsOf(await draw('deal_card', { ...paid, unreachable: true }))).toEqual(['inv:1', 'bill:7']);
});

test('a deal says where it came from, by its id when a channel is newer than the words', async () => {
  expect((await draw('deal_card')).text).toContain('Откуда: Telegram, autumn');
  expect((await draw('deal_card', { source: 'matrix' })).text).toContain('Откуда: matrix');
});

test('an answer that is in words already stays as it is', async () => {
  expect(await draw('screen')).toEqual({ text: 'Готово' });
});

describe('getting to know somebody', () => {
  test('the name that the messenger gives is one press away', () => {
    const asked = lead.question(viewer(), 'name', { name: 'Анна', first: false });
    expect(idsOf(asked)).toEqual(['dlg:use:name', 'dlg:skip:name']);
    expect(idsOf(lead.question(viewer(), 'name', { name: null, first: true }))).toEqual(['dlg:skip:name']);
  });

  test('the phone can be shared or skipped, and the keyboard goes away after', () => {
    const asked = lead.question(viewer(), 'phone', { name: null, first: false });
    expect(asked.askContact).toEqual({ label: 'Отправить мой номер', skip: 'Пропустить' });
    expect(lead.finished(viewer(), 'Анна')).toMatchObject({ removeKeyboard: true });
    expect(lead.finished(viewer(), null).text).not.toContain('null');
  });

  test('an answer that does not fit keeps the question', () => {
    const again = lead.questionAgain(viewer(), 'phone');
    expect(again.askContact).toBeDefined();
    expect(again.text).toContain('Передал');
  });

  test.each(LOCALES)('every question can be shown in %s', (locale) => {
    for (const step of ['need', 'name', 'phone'] as const) {
      for (const first of [true, false]) {
        const turn = viewer('viewer', locale);
        expect(
          faultsOf(lead.question(turn, step, { name: '<Анна>', first })).filter(
            (each) => !each.includes('<Анна>'),
          ),
        ).toEqual([]);
      }
    }
  });
});

describe('to a customer', () => {
  test('coming back shows the invoice that waits', () => {
    const shown = customer.welcomeBack(viewer(), facts());
    expect(shown.text).toContain('Логотип для кафе');
    expect(urlsOf(shown)).toContain(`${PUBLIC_URL}/pay/token7/sbp`);
  });

  test('coming back without one shows no way to pay', () => {
    expect(customer.welcomeBack(viewer(), facts({}, { state: 'paid' })).buttons).toBeUndefined();
  });

  test.each(LOCALES)('every answer can be shown in %s', (locale) => {
    const turn = viewer('viewer', locale);
    const all = [
      customer.customerHelp(turn),
      customer.passedOn(turn),
      customer.remindersStopped(turn),
      customer.willRemind(turn, INVOICE.number),
      customer.notFoundYet(turn, INVOICE.number),
      customer.declined(turn, INVOICE.number),
      customer.unsupported(turn),
      customer.refused(turn, refuse('invoice_not_open', { number: '7', state: 'paid' })),
      customer.refused(turn, refuse('invoice_not_found', { number: '7' })),
      customer.refused(turn, refuse('nothing_to_do')),
      customer.welcomeBack(turn, facts()),
    ];
    expect(all.flatMap(faultsOf)).toEqual([]);
    // A customer has no commands of staff to be sent to.
    expect(all.map(({ text }) => text).join()).not.toMatch(/\/(invoices|deals|team)/);
  });
});
