import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTelegram } from '../../bot/channels/telegram/index.ts';
import { answerCheckout, type Checkout } from '../../bot/checkout.ts';
import { createBot } from '../../bot/index.ts';
import { createTexts, LOCALES } from '../../bot/texts/index.ts';
import type { BotDeps } from '../../bot/turn.ts';
import { money } from '../../domain/money.ts';
import type { Cashier } from '../../domain/ports/cashier.ts';
import type { Channel, Incoming } from '../../domain/ports/channel.ts';
import { done } from '../../domain/result.ts';
import { startTelegram, type TelegramStand } from '../support/telegram.ts';

const CHECKOUT: Checkout = {
  channel: 'telegram',
  key: '1',
  from: { address: '5', userId: '5', name: 'Мария', language: 'ru' },
  type: 'pre_checkout',
  queryId: 'query-1',
  payload: 'payment-1',
  amount: money(500n, 'XTR'),
};

/** A bot whose till says this; tells what the payer was answered. */
function bot(mayPay: Cashier['mayPay'], over: Partial<BotDeps> = {}) {
  const answers: (string | null)[] = [];
  const channel = {
    id: 'telegram',
    answerCheckout: async (_: string, refusal: string | null) => {
      answers.push(refusal);
      return done(null);
    },
  } as unknown as Channel;
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const deps = {
    cashier: { mayPay } as Cashier,
    channels: new Map([['telegram', channel]]),
    texts: createTexts('ru'),
    store: { person: async () => ({ contact: null, staff: null, dialogue: null, openDealId: null }) },
    log: silent,
    ...over,
  } as unknown as BotDeps;
  return { deps, answers };
}

describe('a payer who waits', () => {
  test('is let through when the till says so', async () => {
    const { deps, answers } = bot(async () => 'ok');
    await answerCheckout(deps, CHECKOUT, 'request-1');
    expect(answers).toEqual([null]);
  });

  test.each(['paid', 'cancelled', 'expired', 'changed', 'busy', 'unknown'] as const)(
    'hears in every language what to do when it is %s',
    async (verdict) => {
      const { deps, answers } = bot(async () => verdict);
      for (const language of LOCALES)
        await answerCheckout(deps, { ...CHECKOUT, from: { ...CHECKOUT.from, language } }, 'request-1');
      expect(new Set(answers).size).toBe(LOCALES.length);
      // Longer words are cut by the alert that shows them.
      for (const words of answers) expect(words?.length).toBeLessThanOrEqual(200);
    },
  );

  test('hears it in the language of the conversation', async () => {
    const person = { contact: { locale: 'en' }, staff: null, dialogue: null, openDealId: null };
    const store = { person: async () => person } as unknown as BotDeps['store'];
    const { deps, answers } = bot(async () => 'paid', { store });
    await answerCheckout(deps, CHECKOUT, 'request-1');
    expect(answers[0]).toMatch(/paid already/);
  });

  test('is asked to try again when the till fails, and nothing is thrown', async () => {
    const { deps, answers } = bot(() => Promise.reject(new Error('the database is away')), {
      store: {
        person: () => Promise.reject(new Error('the database is away')),
      } as unknown as BotDeps['store'],
    });
    await createBot(deps).take(CHECKOUT, 'request-1');
    expect(answers).toEqual([expect.stringContaining('Попробуйте ещё раз')]);
  });

  test('hears within five seconds also when the till hangs', async () => {
    vi.useFakeTimers();
    const { deps, answers } = bot(() => new Promise(() => {}), {
      store: { person: () => new Promise(() => {}) } as unknown as BotDeps['store'],
    });
    const answering = answerCheckout(deps, CHECKOUT, 'request-1');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(answers).toHaveLength(1);
    await answering;
    vi.useRealTimers();
  });
});

describe('at Telegram', () => {
  const [ANNA, TOTAL] = [5_000_001, 500];
  let stand: TelegramStand;
  let channel: Channel;
  beforeEach(async () => {
    stand = await startTelegram({ checkoutMs: 5_000 });
    stand.fake.person({ id: ANNA, first_name: 'Anna' });
    stand.fake.people.start(ANNA);
    channel = createTelegram(stand.config, { timeoutMs: 2_000, longPollSeconds: 1 });
  });
  afterEach(() => stand.close());

  const invoice = {
    payload: 'payment-1',
    title: 'Счёт №17, часть первая из двух, и ещё слова',
    description: 'Сайт, логотип',
    amount: { minor: String(TOTAL), currency: 'XTR' },
    button: 'Заплатить 500 ⭐',
  };

  test('an invoice comes after the words, with its pay button before the others', async () => {
    const buttons = [[{ text: 'Все способы', url: 'https://till.example/pay/x' }]];
    const sent = await channel.send(String(ANNA), { text: 'Счёт', buttons, invoice });
    const [words, native] = stand.fake.messages(ANNA).slice(-2);
    expect(sent).toEqual(done({ ref: String(words?.id) }));
    expect(words).toMatchObject({ text: 'Счёт', buttons: [] });
    expect(native).toMatchObject({
      invoice: { title: 'Счёт №17, часть первая из двух,…', total: TOTAL, currency: 'XTR' },
      buttons: [[{ text: 'Заплатить 500 ⭐', pay: true }], [{ text: 'Все способы' }]],
    });
  });

  test('words that were sent are not sent again when the invoice alone failed', async () => {
    const message = { text: 'Счёт', invoice };
    stand.fake.fail('sendInvoice', { kind: 'error', status: 500 });
    expect((await channel.send(String(ANNA), message)).ok).toBe(false);
    expect((await channel.send(String(ANNA), message)).ok).toBe(true);
    expect(stand.fake.calls('sendMessage')).toBe(1);
    expect(stand.fake.messages(ANNA).filter((each) => each.invoice)).toHaveLength(1);
  });

  test('a checkout waits behind nothing, and an answer that was lost is given again', async () => {
    const stop = new AbortController();
    const taken: Incoming[] = [];
    const polling = channel.poll!(async (incoming) => {
      taken.push(incoming);
      // Whatever Anna writes is never done with.
      if (incoming.type === 'text')
        await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
      if (incoming.type === 'pre_checkout') await channel.answerCheckout?.(incoming.queryId, null);
    }, stop.signal);
    await channel.send(String(ANNA), { text: 'Счёт', invoice });
    const { id } = stand.fake.messages(ANNA).at(-1)!;
    stand.fake.people.text(ANNA, 'слова');
    await vi.waitFor(() => expect(taken.map(({ type }) => type)).toContain('text'));
    stand.fake.fail('answerPreCheckoutQuery', { kind: 'cut' });
    expect(await stand.fake.people.pay(ANNA, { messageId: id })).toMatchObject({ ok: true });
    expect(taken.find(({ type }) => type === 'pre_checkout')).toMatchObject({
      payload: 'payment-1',
      amount: money(500n, 'XTR'),
    });
    stop.abort();
    await polling;
  });
});
