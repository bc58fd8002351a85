import { beforeEach, describe, expect, it } from 'vitest';
import { createBot } from '../../bot/index.ts';
import type { BotDeps } from '../../bot/turn.ts';
import type { Talk } from '../../domain/ports/channel.ts';
import { type Desk, openDesk, seed } from '../support/desk.ts';
import { aDeal, apply, contact } from '../support/world.ts';

const PHONE = '+79000000001';
let desk: Desk;
let serial: number;

beforeEach(() => {
  desk = openDesk();
  serial = 0;
});

/** Maria of Telegram, with a number that was shared there, or only typed. */
async function maria(phoneVerified: boolean): Promise<void> {
  const facts = apply(aDeal(), null);
  await seed(desk, { ...facts, contact: contact({ phone: PHONE, phoneVerified }) });
  for (let at = 0; at < 5; at++) await desk.store.nextNumber('deal');
}

type Said =
  | { type: 'text'; text: string }
  | { type: 'button'; id: string }
  | { type: 'start'; payload: string };

async function say(said: Said, phone: string | undefined = PHONE): Promise<void> {
  const from = {
    address: '79000000001',
    userId: '1',
    name: 'M',
    language: null,
    ...(phone ? { phone } : {}),
  };
  const more = { replyTo: null, edited: false, pressId: 'p', messageRef: null };
  const bot = createBot({ ...desk.deps, publicUrl: 'https://till.example.com' } as unknown as BotDeps);
  await bot.take({ channel: 'second', key: `k${++serial}`, from, ...more, ...said } as unknown as Talk, 'r');
}

const newest = () => [...desk.store.tables.outbox.rows.values()].at(-1);
const asked = () => JSON.stringify(newest()?.data).includes('dlg:ok:same');
const deals = async () => (await desk.store.deals({ limit: 50 })).length;

describe('one person in two messengers', () => {
  it('is asked, and nothing is told before the answer', async () => {
    await maria(true);
    await say({ type: 'text', text: 'Здравствуйте' });
    expect(asked()).toBe(true);
    expect(JSON.stringify(newest()?.data)).not.toMatch(/Мария|Логотип/);
    expect(await deals()).toBe(1);
    expect((await desk.store.person('second', '79000000001')).contact).toBeNull();
  });

  it('is joined by yes, in the same deal, and told of it in the first messenger', async () => {
    await maria(true);
    await say({ type: 'text', text: 'Здравствуйте' });
    await say({ type: 'text', text: 'Да!' });
    const person = await desk.store.person('second', '79000000001');
    expect(person.contact).toMatchObject({ id: 'maria', channel: 'second', address: '79000000001' });
    expect((await desk.store.person('telegram', '2001')).contact?.id).toBe('maria');
    expect(await deals()).toBe(1);
    const rows = [...desk.store.tables.outbox.rows.values()];
    expect(rows.filter(({ address, channel }) => channel === 'telegram' && address === '2001')).toHaveLength(
      1,
    );
    expect(rows.some((row) => row.kind === 'from_customer' && row.data.text === 'Здравствуйте')).toBe(true);
  });

  it('stays two people by no, or by any other words, and none of those are lost', async () => {
    await maria(true);
    await say({ type: 'text', text: 'Здравствуйте' });
    await say({ type: 'text', text: 'Сколько стоит?' });
    const { contact: other, openDealId } = await desk.store.person('second', '79000000001');
    expect(other?.id).not.toBe('maria');
    expect((await desk.store.caseByDeal(openDealId ?? 0))?.deal.title).toBe('Здравствуйте');
    expect(await deals()).toBe(2);
  });

  it('is not asked where a number was only typed, is another one, or is not vouched for', async () => {
    await maria(false);
    await say({ type: 'text', text: 'Здравствуйте' });
    expect(asked()).toBe(false);
    expect(await deals()).toBe(2);
  });

  it('is not asked by a messenger that tells no number', async () => {
    await maria(true);
    await say({ type: 'text', text: 'Здравствуйте' }, '');
    expect(asked()).toBe(false);
  });

  it('is asked after a link of an advert too, which keeps its mark for whoever says no', async () => {
    await maria(true);
    await say({ type: 'start', payload: 'src_autumn' });
    expect(asked()).toBe(true);
    await say({ type: 'button', id: 'dlg:no:same' });
    const { openDealId } = await desk.store.person('second', '79000000001');
    expect((await desk.store.caseByDeal(openDealId ?? 0))?.deal.source).toBe('second:autumn');
  });
});
