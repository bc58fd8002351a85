import { DateTime } from 'luxon';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPayment, pressAtBank } from '../support/bank.ts';
import { deal, type Phone } from '../support/phone.ts';
import { audit, until } from '../support/process.ts';
import { type Bill, openShop, type Shop } from '../support/shop.ts';

const REMIND_AFTER = '3s,6s,9s';

interface Guest extends Bill {
  readonly phone: Phone;
  readonly dealId: number;
}

let shop: Shop;
let quiet: Shop;
/** Does nothing: gets every reminder. When the last one is there, everybody else’s time has come too. */
let patient: Guest;
let sleeper: Guest;
const guests: Record<string, Guest> = {};

beforeAll(async () => {
  const here = DateTime.now().setZone('Europe/Moscow');
  const hours = [here.minus({ hours: 1 }), here.plus({ hours: 2 })].map((time) => time.toFormat('HH:mm'));
  [shop, quiet] = await Promise.all([
    openShop({ REMIND_AFTER }),
    openShop({ REMIND_AFTER, QUIET_HOURS: hours.join('-') }),
  ]);
}, 60_000);

afterAll(() => Promise.all([shop.close(), quiet.close()]));

/** A customer with an invoice of 5,000. */
async function billed(where: Shop, id: number): Promise<Guest> {
  const guest = await where.person(id, `Гость ${id}`);
  const dealId = await where.order(guest, `Заказ ${id}`);
  return { ...(await where.bill(guest, dealId, '5000', 'Вывеска')), phone: guest, dealId };
}

async function reminders({ phone }: Guest): Promise<string[]> {
  const { messages } = await phone.chat();
  return messages.filter(({ from, text }) => from === 'bot' && text.includes('🔔')).map(({ text }) => text);
}

it('takes away the cause before the first reminder: paid, cancelled, stopped', async () => {
  const payer = await billed(shop, 2001);
  await pressAtBank(await openPayment(`${payer.page}/card`), { do: 'pay' });
  await shop.stage(payer.dealId, 'paid');
  const cancelled = await billed(shop, 2002);
  await shop.anna.write(`/cancel ${cancelled.number}`);
  await shop.anna.press('Да, отменить счёт');
  await shop.stage(cancelled.dealId, 'cancelled');
  const stopper = await billed(shop, 2003);
  await stopper.phone.write('стоп');
  await stopper.phone.sees('напоминать об оплате больше не буду');
  Object.assign(guests, { payer, cancelled, stopper });
});

async function putsOff({ phone, number }: Guest): Promise<void> {
  const bubble = await phone.sees('🔔 Напоминаю про счёт');
  await phone.press(`tom:${number}`);
  await phone.sees('завтра');
  const data = bubble.buttons.flat().flatMap((button) => button.callback_data ?? button.url ?? []);
  expect(data).toEqual(expect.arrayContaining([`tom:${number}`, `paid:${number}`, `no:${number}`]));
  expect(data.some((each) => each.includes('/pay/'))).toBe(true);
}

async function declines({ phone, number }: Guest): Promise<void> {
  await phone.sees('🔔 Напоминаю про счёт');
  await phone.press(`no:${number}`);
  await phone.sees('больше не напомню');
  await shop.anna.sees(`Клиенту больше не нужен счёт №${number}`);
}

async function saysPaid({ phone, number, dealId }: Guest): Promise<void> {
  await phone.sees('🔔 Напоминаю про счёт');
  await phone.press(`paid:${number}`);
  await phone.sees('Банк ещё не подтвердил');
  await shop.anna.sees(`Клиент говорит, что оплатил счёт №${number}`);
  expect(await deal(shop.till, dealId)).toMatchObject({ stage: 'invoice_issued', paid: '0.00' });
}

it('reminds with buttons that put it off, ask the bank, or end it', async () => {
  sleeper = await billed(quiet, 2010);
  const later = await billed(shop, 2004);
  const puttingOff = putsOff(later);
  const decliner = await billed(shop, 2005);
  const declining = declines(decliner);
  const sure = await billed(shop, 2006);
  const saying = saysPaid(sure);
  patient = await billed(shop, 2007);
  await Promise.all([puttingOff, declining, saying]);
  Object.assign(guests, { later, sure, decliner });
});

it('reminds three times, each time in other words, and no more', async () => {
  await until('the third reminder', async () => (await reminders(patient)).length === 3, 15_000);
  expect(new Set(await reminders(patient)).size).toBe(3);
  const counts = await Promise.all(
    Object.entries(guests).map(async ([name, guest]) => [name, (await reminders(guest)).length]),
  );
  expect(Object.fromEntries(counts)).toEqual({
    payer: 0,
    cancelled: 0,
    stopper: 0,
    later: 1,
    decliner: 1,
    sure: 3,
  });
});

it('says nothing in quiet hours, and tells a manager who wants it when it will be said', async () => {
  expect(await reminders(sleeper)).toEqual([]);
  await quiet.anna.write(`/remind ${sleeper.number}`);
  await quiet.anna.sees('Сейчас у клиента тихие часы');
  expect(await reminders(sleeper)).toEqual([]);
});

it('reminds at once when a manager wants it, also of what is paid in part', async () => {
  await pressAtBank(await openPayment(`${patient.page}/card`), { do: 'less', sum: '2000' });
  await shop.stage(patient.dealId, 'partially_paid');
  const seen = await patient.phone.last();
  await shop.anna.write(`/remind ${patient.number}`);
  expect((await patient.phone.sees('🔔', seen)).text).toMatch(/3\s000/);
  expect(audit(shop.path)).toMatchObject({ code: 0 });
  expect(audit(quiet.path)).toMatchObject({ code: 0 });
});
