import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readMarks } from '../../bot/channels/whatsapp/fake/marks.ts';
import { toMarks } from '../../bot/channels/whatsapp/format.ts';
import { createWhatsApp } from '../../bot/channels/whatsapp/index.ts';
import type { Meaning } from '../../domain/meaning.ts';
import type { Channel, Outgoing } from '../../domain/ports/channel.ts';
import { failureOf, sentOf } from '../contract/channel-driver.ts';
import { startWhatsApp, type WhatsAppStand } from '../support/whatsapp.ts';

const USER = 79_000_000_001;

let stand: WhatsAppStand;
let channel: Channel;
beforeEach(async () => {
  stand = await startWhatsApp();
  stand.fake.person({ id: USER, first_name: 'Anna' });
  stand.fake.people.text(USER, 'hello');
  channel = createWhatsApp(stand.config, { timeoutMs: 2_000 });
});
afterEach(() => stand.close());

const send = (message: Outgoing) => channel.send(String(USER), message);
const shown = () => stand.fake.messages(USER).filter(({ from }) => from === 'bot');

describe('outside the 24 hours', () => {
  const amount = { minor: '1500000', currency: 'RUB' };
  const meaning = (kind: Meaning['kind']): Meaning => ({
    kind,
    locale: 'ru',
    number: '17',
    amount: kind === 'message' ? null : amount,
    payToken: ['invoice', 'reminder', 'subscription'].includes(kind) ? 'tok_en-1' : null,
  });
  beforeEach(() => stand.fake.people.wait(USER));

  test.each(['invoice', 'reminder', 'paid', 'refund', 'subscription', 'message'] as const)(
    'a message that means %s goes out in its approved words',
    async (kind) => {
      sentOf(await send({ text: 'Our <b>own</b>\n\nwords', meaning: meaning(kind) }));
      const message = shown().at(-1);
      expect(message?.template).toBe(`tillbot_${kind}`);
      expect(message?.text).toContain('17');
      if (kind === 'message') expect(message?.text).toContain('Our own words');
      else expect(message?.text).toMatch(/15\s000\s₽/);
      expect(message?.buttons[0]?.[0]?.url).toBe(
        meaning(kind).payToken ? 'https://shop.example.com/pay/tok_en-1' : undefined,
      );
    },
  );

  test('in the reader’s language, or in one that there is', async () => {
    sentOf(await send({ text: 'x', meaning: { ...meaning('paid'), locale: 'en' } }));
    expect(shown().at(-1)?.text).toContain('Thank you');
    sentOf(await send({ text: 'x', meaning: { ...meaning('paid'), locale: 'kk' } }));
    expect(shown().at(-1)?.text).toContain('Спасибо');
  });

  test('one that means nothing of that kind is refused with the reason', async () => {
    expect(failureOf(await send({ text: 'x' }))).toMatchObject({
      category: 'refused',
      retryable: false,
      code: '131047',
    });
  });

  test.each([
    ['PAUSED', '132015'],
    ['DISABLED', '132016'],
    ['REJECTED', '132001'],
  ])('a template that is %s is told as such', async (status, code) => {
    stand.fake.setTemplate('tillbot_paid', status);
    const failure = failureOf(await send({ text: 'x', meaning: meaning('paid') }));
    expect(failure).toMatchObject({ category: 'refused', retryable: false, code });
    expect(failure.message).toMatch(/^template: /);
  });

  test('ours are not tried again where they were refused already', async () => {
    const before = stand.fake.calls('messages');
    sentOf(await send({ text: 'x', meaning: meaning('paid'), approvedOnly: true }));
    expect(stand.fake.calls('messages')).toBe(before + 1);
  });

  test('the next word of the person opens the window again', async () => {
    stand.fake.people.text(USER, 'I am here');
    sentOf(await send({ text: 'Free words', meaning: meaning('paid') }));
    expect(shown().at(-1)).toMatchObject({ text: 'Free words', template: null });
  });
});

describe('WhatsApp’s marks', () => {
  const marks = (text: string) => toMarks([{ text, tags: [] }]);

  test('styles are put on line by line, at the edges of words', () => {
    expect(toMarks([{ text: ' one\ntwo ', tags: ['b'] }])).toBe(' *one*\n*two* ');
    expect(toMarks([{ text: 'both', tags: ['b', 'i'] }])).toBe('*_both_*');
    expect(toMarks([{ text: '/deal 1', tags: ['code'] }])).toBe('```/deal 1```');
    expect(
      toMarks([
        { text: '15', tags: ['b'] },
        { text: '000', tags: [] },
      ]),
    ).toBe('15000');
  });

  test('what people write is never taken for formatting, and addresses stay as they are', () => {
    for (const text of ['*bold*', '_it_ and ~gone~', '`code`', '```more```', '**', '* a *']) {
      expect(readMarks(marks(text)).styles).toEqual([]);
    }
    const address = 'https://shop.example.com/_a_/*b*?c=_d_';
    expect(marks(`see ${address} now`)).toBe(`see ${address} now`);
    expect(marks('2*3=6, snake_case_name, 5 * 4')).toBe('2*3=6, snake_case_name, 5 * 4');
  });

  test('whatever is written, the words arrive, with at most a mark’s twin in its place', () => {
    const twins: Record<string, string> = { '∗': '*', ˍ: '_', '∼': '~', ˋ: '`' };
    const piece = fc.constantFrom(
      'a',
      'слово',
      ' ',
      '\n',
      '*',
      '_',
      '~',
      '`',
      '.',
      '(',
      ')',
      '5',
      'http://x.example/_',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        const text = pieces.join('');
        const read = readMarks(marks(text));
        expect(read.styles).toEqual([]);
        expect(read.text.replace(/[∗ˍ∼ˋ]/g, (twin) => twins[twin] ?? twin)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});
