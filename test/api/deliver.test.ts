import { beforeEach, describe, expect, it } from 'vitest';
import { createDeliverer } from '../../api/jobs/deliverer.ts';
import { type NewMessage, PRIORITY } from '../../domain/message.ts';
import { invoiceView } from '../../domain/views.ts';
import { type Desk, failure, openDesk, seed } from '../support/desk.ts';
import { messageRow } from '../support/rows.ts';
import { anInvoice, anOpenPayment, charged, hear, NOON, SETTINGS } from '../support/world.ts';

let desk: Desk;
const SECOND = 1_000;

beforeEach(async () => {
  desk = openDesk();
  await seed(desk, anInvoice());
});

let serial = 0;

/** A message of deal 1 to its customer, due now. */
function message(over: Partial<NewMessage> = {}): NewMessage {
  const id = `message-${++serial}`;
  return messageRow({
    id,
    dedupeKey: id,
    address: '2001',
    channel: 'telegram',
    dealId: 1,
    notBefore: NOON,
    ...over,
  });
}

/** Puts messages into the outbox and lets everything be sent that is due. */
async function send(...messages: NewMessage[]): Promise<void> {
  if (messages.length > 0) await desk.store.commit({ messages });
  const deliverer = createDeliverer(() => desk.deps);
  await deliverer.run();
  await deliverer.stop();
}

const row = (id: string) => desk.store.tables.outbox.rows.get(id);

describe('delivery', () => {
  it('sends what is due, and keeps what the messenger calls it', async () => {
    const due = message();
    const later = message({ notBefore: NOON + SECOND, address: '2002' });
    await send(due, later);
    expect(desk.shown).toEqual([`send 2001 ${due.kind}`]);
    expect(row(due.id)).toMatchObject({ state: 'sent', sentRef: 'm1' });
    expect(row(later.id)).toMatchObject({ state: 'pending', attempts: 0 });
  });

  it('leaves room for what is urgent in a mailing, which goes on in the next second', async () => {
    const mailing = Array.from({ length: 30 }, (_, n) =>
      message({ priority: PRIORITY.bulk, address: `4${n}` }),
    );
    await desk.store.commit({ messages: mailing });
    const deliverer = createDeliverer(() => desk.deps);
    await deliverer.run();
    expect(desk.shown).toHaveLength(20);
    const money = message({ priority: PRIORITY.money, address: '2009' });
    await desk.store.commit({ messages: [money] });
    await deliverer.run();
    expect(desk.shown).toHaveLength(21);
    expect(row(money.id)).toMatchObject({ state: 'sent' });
    desk.pass(SECOND);
    await deliverer.run();
    expect(desk.shown).toHaveLength(31);
    await deliverer.stop();
  });

  it('waits as long as the messenger asks, and then sends it once', async () => {
    const limited = message();
    desk.sending.push(failure('rate_limited', { retryAfterMs: 42 * SECOND }));
    await send(limited);
    expect(row(limited.id)).toMatchObject({ state: 'pending', notBefore: NOON + 42 * SECOND, attempts: 1 });
    desk.pass(41 * SECOND);
    await send();
    expect(desk.shown).toHaveLength(1);
    desk.pass(SECOND);
    await send();
    expect(desk.shown).toHaveLength(2);
    expect(row(limited.id)).toMatchObject({ state: 'sent' });
  });

  it.each(['unavailable', 'unknown', 'rate_limited'] as const)(
    'tries again after %s, at growing intervals',
    async (category) => {
      const stubborn = message();
      const waits: number[] = [];
      for (let attempt = 1; attempt <= 3; attempt++) {
        desk.sending.push(failure(category));
        await send(...(attempt === 1 ? [stubborn] : []));
        const wait = (row(stubborn.id)?.notBefore ?? 0) - desk.deps.clock.now();
        waits.push(wait);
        desk.pass(wait);
      }
      expect(waits[0]).toBeGreaterThanOrEqual(1.5 * SECOND);
      expect(waits[2]).toBeGreaterThan((waits[0] ?? 0) * 1.5);
      await send();
      expect(row(stubborn.id)).toMatchObject({ state: 'sent' });
    },
  );

  it.each(['invalid', 'refused', 'auth'] as const)(
    'parks with its reason what is refused for good: %s',
    async (category) => {
      const hopeless = message();
      desk.sending.push(failure(category, { retryable: false, message: 'Bad Request: too long' }));
      await send(hopeless);
      expect(row(hopeless.id)).toMatchObject({
        state: 'parked',
        lastError: `${category}: Bad Request: too long`,
      });
    },
  );

  it('gives a message up after about a day of trying', async () => {
    const old = message();
    await desk.store.commit({ messages: [old] });
    for (let attempt = 0; attempt < 40; attempt++) {
      desk.sending.push(failure('unavailable'));
      await send();
      desk.pass(3_600 * SECOND);
    }
    expect(row(old.id)).toMatchObject({ state: 'parked', attempts: 40 });
  });

  it('parks what can’t reach the customer, keeps why on the contact, and tells staff once', async () => {
    const [first, second] = [message(), message()];
    desk.sending.push(failure('unreachable', { code: 'blocked', retryable: false }));
    await send(first);
    expect(row(first.id)).toMatchObject({ state: 'parked' });
    expect((await desk.store.contact('maria'))?.unreachable).toBe('blocked');
    expect(desk.shown).toContain('send 1001 staff_unreachable');
    desk.sending.push(failure('unreachable', { code: 'blocked', retryable: false }));
    await send(second);
    expect(desk.shown.filter((line) => line.includes('staff_unreachable'))).toHaveLength(1);
  });

  it('does not take a member of staff who can’t be reached for the customer', async () => {
    const toStaff = message({ address: '1001' });
    desk.sending.push(failure('unreachable', { retryable: false }));
    await send(toStaff);
    expect((await desk.store.contact('maria'))?.unreachable).toBeNull();
  });

  it('sends no reminder of what is paid meanwhile, or to who wants none', async () => {
    const facts = anInvoice();
    const data = { ...invoiceView(facts, facts.invoices[0]?.id ?? '', SETTINGS), index: 0 };
    const reminder = () => message({ kind: 'invoice_reminder', data } as Partial<NewMessage>);
    const [wanted, late, unwanted] = [reminder(), reminder(), reminder()];
    await send(wanted);
    expect(row(wanted.id)).toMatchObject({ state: 'sent' });

    const paid = openDesk();
    const { facts: after } = hear(anOpenPayment(facts), [charged()]);
    await seed(paid, after);
    desk = paid;
    await send(late);
    expect(row(late.id)).toMatchObject({ state: 'parked', lastError: 'no_longer_true' });

    desk = openDesk();
    await seed(desk, { ...facts, contact: facts.contact && { ...facts.contact, remindersOff: true } });
    await send(unwanted);
    expect(row(unwanted.id)).toMatchObject({ state: 'parked', lastError: 'no_longer_true' });
  });

  it('keeps a reminder that the messenger’s absence pushed into the night for the morning', async () => {
    const facts = anInvoice();
    const data = { ...invoiceView(facts, facts.invoices[0]?.id ?? '', SETTINGS), index: 0 };
    const reminder = message({ kind: 'invoice_reminder', data } as Partial<NewMessage>);
    desk.pass(11 * 3_600_000);
    await send(reminder);
    expect(row(reminder.id)).toMatchObject({ state: 'pending', lastError: 'quiet_hours' });
    expect(row(reminder.id)?.notBefore).toBe(NOON + 21 * 3_600_000);
  });

  it('draws a changed card over the one in the chat, and none where there is none', async () => {
    const card = (isNew: boolean) =>
      message({
        kind: 'deal_card',
        data: { isNew },
        slot: 'card:1',
        address: '1001',
      } as unknown as Partial<NewMessage>);
    const orphan = card(false);
    await send(orphan);
    expect(row(orphan.id)).toMatchObject({ state: 'parked', lastError: 'nothing_to_redraw' });
    await send(card(true));
    await send(card(false));
    expect(desk.shown).toEqual(['send 1001 deal_card', 'edit 1001 m1 deal_card']);
  });

  it('sends anew what can no longer be changed in the chat', async () => {
    const over = message({
      kind: 'screen',
      data: { screen: { text: '' }, edit: 'm7' },
    } as Partial<NewMessage>);
    desk.sending.push(failure('not_found'));
    await send(over);
    expect(desk.shown).toEqual(['edit 2001 m7 screen', 'send 2001 screen']);
    expect(row(over.id)).toMatchObject({ state: 'sent', sentRef: 'm1' });
  });

  it('parks what is for a messenger that is not set up', async () => {
    const lost = message({ channel: 'icq' });
    await send(lost);
    expect(row(lost.id)).toMatchObject({ state: 'parked', lastError: 'channel_not_set_up' });
  });

  it('keeps a message that could not be made, and says so in the log', async () => {
    const broken = message();
    desk = openDesk({ render: () => Promise.reject(new Error('no such words')) });
    await send(broken);
    expect(row(broken.id)).toMatchObject({ state: 'pending', lastError: 'internal' });
    expect(desk.lines).toContainEqual(expect.objectContaining({ level: 'error', messageId: broken.id }));
  });

  it('marks in the log what somebody may have seen before, and keeps a chat in order', async () => {
    const [first, second] = [message(), message()];
    await desk.store.commit({ messages: [first, second] });
    // A process took it and died.
    await desk.store.claimMessages({ now: NOON, leaseMs: 30 * SECOND, limit: 1, token: 'dead' });
    await send();
    expect(desk.shown).toEqual([]);
    desk.pass(30 * SECOND);
    await send();
    const sent = desk.lines.filter(({ msg }) => msg === 'message sent');
    expect(sent).toMatchObject([
      { messageId: first.id, maybeRepeated: true },
      { messageId: second.id, maybeRepeated: false },
    ]);
  });

  it('says so when the lease was lost while it sent', async () => {
    const slow = message();
    desk = openDesk();
    await desk.store.commit({ messages: [slow] });
    const report = desk.store.reportDelivery.bind(desk.store);
    desk.store.reportDelivery = async (id, _token, ...rest) => report(id, 'another', ...rest);
    await send();
    expect(desk.lines).toContainEqual(
      expect.objectContaining({ level: 'warn', messageId: slow.id, msg: 'lease was lost while sending' }),
    );
  });

  it('lets others by while one chat hangs', async () => {
    const [hanging, other] = [message(), message({ address: '2002' })];
    let answer = (): void => {};
    const hung = new Promise<void>((resolve) => {
      answer = resolve;
    });
    desk = openDesk({ render: async ({ id }) => ({ text: id }) });
    const channel = desk.deps.channels.get('telegram');
    if (!channel) throw new Error('no channel');
    const { send: sendNow } = channel;
    channel.send = async (address, outgoing) => {
      if (outgoing.text === hanging.id) await hung;
      return sendNow(address, outgoing);
    };
    await desk.store.commit({ messages: [hanging] });
    const deliverer = createDeliverer(() => desk.deps);
    const running = deliverer.run();
    await desk.store.commit({ messages: [other] });
    deliverer.kick();
    await expect.poll(() => row(other.id)?.state).toBe('sent');
    expect(row(hanging.id)?.state).toBe('leased');
    answer();
    await running;
    expect(row(hanging.id)?.state).toBe('sent');
  });

  it('does not spin while messages stand behind one that waits', async () => {
    desk.sending.push(failure('rate_limited', { retryAfterMs: 60 * SECOND }));
    await desk.store.commit({ messages: [message(), message()] });
    let claims = 0;
    const claim = desk.store.claimMessages.bind(desk.store);
    desk.store.claimMessages = (wanted) => {
      claims += 1;
      return claim(wanted);
    };
    const deliverer = createDeliverer(() => desk.deps);
    await deliverer.run();
    const before = claims;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(claims).toBe(before);
    await deliverer.stop();
  });
});
