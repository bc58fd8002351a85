import { beforeEach, describe, expect, it } from 'vitest';
import { withChatInvoice } from '../../api/chat-invoice.ts';
import { createChatTill } from '../../api/chat-till.ts';
import type { Message } from '../../domain/message.ts';
import { money } from '../../domain/money.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import { invoiceView } from '../../domain/views.ts';
import { type Desk, failure, openDesk, scriptedBank, seed } from '../support/desk.ts';
import { messageRow } from '../support/rows.ts';
import { anInvoice, SETTINGS } from '../support/world.ts';

const facts = anInvoice();
const { id, payToken } = facts.invoices[0]!;
const bank = scriptedBank('telegram');
const other = scriptedBank('other');
let desk: Desk;

const usual: Outgoing = {
  text: 'Счёт',
  buttons: [
    [{ text: 'Картой', url: `https://till.example.com/pay/${payToken}/card` }],
    [{ text: 'Все способы', url: `https://till.example.com/pay/${payToken}` }],
  ],
};

/** A till whose customers are offered these, in this order. */
async function open(kinds: readonly ('card' | 'sbp')[], first = [bank, other], invoices = true) {
  const takers = first.map(({ provider }) => ({ id: provider.id, kinds: provider.can.kinds, hold: false }));
  desk = openDesk({
    settings: { ...SETTINGS, kinds, takers },
    providers: new Map(first.map(({ provider }) => [provider.id, provider])),
  });
  const [channel] = [...desk.deps.channels.values()];
  Object.assign(channel?.can ?? {}, { invoices });
  await seed(desk, facts);
}

function message(kind: 'invoice_issued' | 'invoice_reminder' | 'invoice_cancelled'): Message {
  const data = { ...invoiceView(facts, id, SETTINGS), index: 0 };
  const row = messageRow({ id: `m-${kind}`, dedupeKey: kind, address: '2001', channel: 'telegram' });
  return { ...row, kind, data } as unknown as Message;
}

const show = (kind: Parameters<typeof message>[0]) => withChatInvoice(desk.deps, message(kind), usual);
const payments = async () => (await desk.store.caseByDeal(1))?.payments ?? [];

describe('an invoice of the messenger’s own', () => {
  beforeEach(() => {
    for (const { asked, answers } of [bank, other]) asked.length = answers.start.length = 0;
  });

  it('is sent where the customer’s first way is the messenger’s, for a payment that is open there', async () => {
    await open(['card']);
    const shown = await show('invoice_issued');
    const [payment] = await payments();
    expect(payment).toMatchObject({ provider: 'telegram', state: 'pending', amount: 1_500_000n });
    expect(shown.invoice).toEqual({
      payload: payment?.id,
      title: 'Счёт №1',
      description: 'Логотип',
      amount: { minor: '1500000', currency: 'RUB' },
      button: expect.stringMatching(/^Заплатить 15\s000\s₽$/),
    });
    expect(shown.buttons).toEqual(usual.buttons?.slice(1));
  });

  it('is of the same payment when it is sent again', async () => {
    await open(['card']);
    expect(await show('invoice_issued')).toEqual(await show('invoice_issued'));
    expect(await payments()).toHaveLength(1);
  });

  it('is opened by the button of a reminder', async () => {
    await open(['card']);
    const shown = await show('invoice_reminder');
    const [payment] = await payments();
    expect(shown.buttons?.[0]).toEqual([{ text: 'Картой', url: payment?.url }]);
    expect(shown.invoice).toBeUndefined();
  });

  it.each([
    ['another way comes first', () => open(['sbp', 'card'], [other, bank])],
    ['another provider comes first', () => open(['card'], [other, bank])],
    ['the messenger has no invoices', () => open(['card'], [bank], false)],
  ])('is not sent where %s, and nothing is opened', async (_, opened) => {
    await opened();
    expect(await show('invoice_issued')).toBe(usual);
    expect(await payments()).toEqual([]);
  });

  it('is not sent for other messages', async () => {
    await open(['card']);
    expect(await show('invoice_cancelled')).toBe(usual);
  });

  it('gives way to the usual buttons when the messenger can’t make one', async () => {
    await open(['card'], [bank]);
    bank.answers.start.push(failure('unavailable'));
    expect(await show('invoice_issued')).toBe(usual);
  });
});

describe('what the till says to a payment in the chat', () => {
  it('is what its invoice says, for payments of that messenger only', async () => {
    await open(['card']);
    const { invoice } = await show('invoice_issued');
    const till = createChatTill(desk.deps);
    const sum = money(1_500_000n, 'RUB');
    expect(await till.mayPay('telegram', invoice?.payload ?? '', sum)).toBe('ok');
    expect(await till.mayPay('whatsapp', invoice?.payload ?? '', sum)).toBe('unknown');
    expect(await till.mayPay('telegram', 'nobody’s', sum)).toBe('unknown');
  });
});
