import { beforeEach, describe, expect, it } from 'vitest';
import { takeStatus } from '../../api/delivery-status.ts';
import { createDeliverer } from '../../api/jobs/deliverer.ts';
import { meaningOf } from '../../domain/meaning-of.ts';
import type { Message, NewMessage } from '../../domain/message.ts';
import type { Channel, DeliveryStatus, Outgoing } from '../../domain/ports/channel.ts';
import { done } from '../../domain/result.ts';
import { invoiceView } from '../../domain/views.ts';
import { type Desk, failure, openDesk, seed } from '../support/desk.ts';
import { messageRow } from '../support/rows.ts';
import { anInvoice, NOON, SETTINGS, staff } from '../support/world.ts';

const FACTS = anInvoice();
const VIEW = invoiceView(FACTS, FACTS.invoices[0]?.id ?? '', SETTINGS);

let desk: Desk;
/** What the messenger was given, with our own id of it. */
let given: { message: Outgoing; id: string | undefined }[];
let canEdit: boolean;

beforeEach(async () => {
  given = [];
  canEdit = false;
  const channel = {
    id: 'telegram',
    get can() {
      return { edit: canEdit, maxText: 4096, maxCaption: 1024, links: false };
    },
    send: async (_address: string, message: Outgoing, options?: { id?: string }) => {
      given.push({ message, id: options?.id });
      return done({ ref: `w${given.length}` });
    },
    download: async () => done(new Uint8Array([1, 2, 3])),
  } as unknown as Channel;
  desk = openDesk({
    channels: new Map([
      ['telegram', channel],
      ['elsewhere', channel],
    ]),
  });
  await seed(desk, FACTS);
});

const issued = (over: Partial<NewMessage> = {}): NewMessage =>
  messageRow({
    id: 'message-1',
    dedupeKey: 'invoice:1:customer',
    kind: 'invoice_issued',
    data: VIEW,
    channel: 'telegram',
    address: '2001',
    dealId: 1,
    notBefore: NOON,
    ...over,
  } as Partial<NewMessage>);

async function send(...messages: NewMessage[]): Promise<void> {
  if (messages.length > 0) await desk.store.commit({ messages });
  const deliverer = createDeliverer(() => desk.deps);
  await deliverer.run();
  await deliverer.stop();
}

const status = (state: DeliveryStatus['state'], over: Partial<DeliveryStatus> = {}): DeliveryStatus => ({
  ref: 'w1',
  id: 'invoice:1:customer',
  state,
  at: NOON,
  failure: null,
  wantsApproved: false,
  ...over,
});
const take = (told: DeliveryStatus) => takeStatus(desk.deps, 'telegram', told, 'request-9');
const timeline = async () =>
  (await desk.store.history('deal:1')).map(({ type }) => type).filter((type) => type.startsWith('message_'));
const outbox = () => [...desk.store.tables.outbox.rows.values()] as Message[];

describe('what becomes of a message after it was sent', () => {
  it('is kept on the deal’s timeline, once however often and in whatever order it is told', async () => {
    await send(issued());
    expect(given).toMatchObject([{ id: 'invoice:1:customer' }]);
    expect(await take(status('read'))).toBe('applied');
    expect(await take(status('delivered'))).toBe('applied');
    expect(await take(status('sent'))).toBe('applied');
    expect(await take(status('read'))).toBe('repeat');
    expect(await timeline()).toEqual(['message_read', 'message_delivered']);
  });

  it('says nothing of a message that nobody knows, or of another messenger', async () => {
    await send(issued());
    expect(await take(status('read', { id: 'stranger' }))).toBe('nothing');
    expect(await take(status('read', { id: null }))).toBe('nothing');
    expect(await takeStatus(desk.deps, 'elsewhere', status('read'), 'r')).toBe('nothing');
    expect(await timeline()).toEqual([]);
  });

  it('goes out in approved words where ours came too late, and not a third time', async () => {
    await send(issued());
    const closed = { failure: failure('refused', { code: 'closed' }), wantsApproved: true };
    await take(status('failed', closed));
    await take(status('failed', closed));
    await take(status('failed', { ...closed, ref: 'w1-second-part' }));
    await send();
    expect(given).toHaveLength(2);
    expect(given[1]).toMatchObject({
      id: 'invoice:1:customer:approved',
      message: { approvedOnly: true, meaning: { kind: 'invoice', number: '1' } },
    });
    await take(status('failed', { ...closed, ref: 'w2', id: 'invoice:1:customer:approved' }));
    await send();
    expect(given.filter(({ id }) => id?.startsWith('invoice:1'))).toHaveLength(2);
  });

  it('goes out again once, after the wait, when the reason passes', async () => {
    await send(issued());
    const busy = { failure: failure('rate_limited', { retryAfterMs: 6_000 }) };
    await take(status('failed', busy));
    await send();
    expect(given).toHaveLength(1);
    desk.pass(6_000);
    await send();
    expect(given).toHaveLength(2);
    await take(status('failed', { ...busy, ref: 'w2', id: 'invoice:1:customer:again' }));
    expect(outbox().filter(({ dedupeKey }) => dedupeKey.startsWith('invoice:1'))).toHaveLength(2);
  });

  it('ends the channel for whoever can’t be reached, and tells staff once', async () => {
    await send(issued());
    await take(status('failed', { failure: failure('unreachable', { retryable: false, code: '131026' }) }));
    expect((await desk.store.caseByDeal(1))?.contact?.unreachable).toBe('131026');
    const told = outbox().filter(({ kind }) => kind === 'staff_unreachable');
    expect(told).toHaveLength(1);
    expect(told[0]?.address).toBe(staff().address);
  });

  it('tells staff of one message that will not come through, and keeps writing to the customer', async () => {
    await send(issued());
    await take(status('failed', { failure: failure('refused', { code: '131049' }) }));
    expect((await desk.store.caseByDeal(1))?.contact?.unreachable).toBeNull();
    expect(outbox().filter(({ kind }) => kind === 'staff_unreachable')).toHaveLength(1);
    expect(await timeline()).toEqual(['message_failed', 'message_undelivered']);
  });
});

describe('where a card can’t be drawn over', () => {
  const card = (serial: number, more: object): NewMessage => {
    const { deal, contact } = FACTS;
    const data = {
      id: deal.id,
      stage: deal.stage,
      title: deal.title,
      customer: contact?.name,
      invoices: [],
      ...more,
    };
    return issued({
      id: `card-${serial}`,
      dedupeKey: `card-${serial}`,
      kind: 'deal_card',
      data: data as never,
      address: '1001',
      slot: 'card:1',
    } as Partial<NewMessage>);
  };

  it('it comes anew when the deal goes to somebody, and not with every change', async () => {
    await send(card(1, { isNew: true }));
    await send(card(2, { isNew: false }));
    await send(card(3, { isNew: false, handedOver: true }));
    await send(card(4, { isNew: false }));
    expect(given.map(({ id }) => id)).toEqual(['card-1', 'card-3']);
    expect(outbox().map(({ state }) => state)).toEqual(['sent', 'parked', 'sent', 'parked']);
  });

  it('whoever had none gets none', async () => {
    await send(card(1, { isNew: false, handedOver: true }));
    expect(given).toEqual([]);
  });
});

describe('a file of another messenger', () => {
  const media = { type: 'photo', channel: 'elsewhere', ref: 'f1', mime: 'image/png' } as const;
  const said = (over: object): NewMessage =>
    issued({
      kind: 'from_customer',
      data: { dealId: 1, customer: 'Мария', text: 'Вот', media: { ...media, ...over }, edited: false },
    } as Partial<NewMessage>);

  it('is brought along as its bytes', async () => {
    await send(said({}));
    expect(given[0]?.message.photo).toMatchObject({ name: 'photo.png', bytes: new Uint8Array([1, 2, 3]) });
  });

  it('is brought along under its own name and kind when it is no picture', async () => {
    await send(said({ type: 'document', name: 'a.pdf', mime: 'application/pdf' }));
    expect(given[0]?.message.document).toMatchObject({ name: 'a.pdf', type: 'application/pdf' });
  });

  it('of the same messenger stays there', async () => {
    await send(said({ channel: 'telegram' }));
    expect(given[0]?.message).not.toHaveProperty('photo');
  });
});

describe('the meaning of a message', () => {
  const as = (over: Partial<NewMessage>) => meaningOf({ ...issued(over), state: 'pending' } as Message);

  it('is the invoice’s for what is about money, with the sum that it speaks of', () => {
    const amount = { minor: '500', currency: 'RUB' };
    const of = (kind: string, more = {}) => as({ kind, data: { ...VIEW, ...more } } as Partial<NewMessage>);
    expect(of('invoice_issued')).toMatchObject({ kind: 'invoice', number: '1', amount: VIEW.due });
    expect(of('invoice_reminder', { index: 0 })).toMatchObject({ kind: 'reminder', payToken: VIEW.payToken });
    expect(of('invoice_paid', { amount })).toMatchObject({ kind: 'paid', amount });
    expect(of('refund_sent', { amount })).toMatchObject({ kind: 'refund', amount });
  });

  it('is a message about the deal for the rest, and none for answers in a conversation', () => {
    expect(as({ kind: 'from_staff', data: { text: 'x', media: null } } as Partial<NewMessage>)).toMatchObject(
      {
        kind: 'message',
        number: '1',
      },
    );
    expect(
      as({ kind: 'screen', data: { screen: { text: 'x' }, edit: null } } as Partial<NewMessage>),
    ).toBeNull();
  });
});
