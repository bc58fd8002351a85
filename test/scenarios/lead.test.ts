import { afterAll, beforeAll, expect, it } from 'vitest';
import { deal, type Phone, payAtBank } from '../support/phone.ts';
import { audit } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

let shop: Shop;
let anna: Phone;
let maria: Phone;

beforeAll(async () => {
  shop = await openShop();
  anna = shop.anna;
  maria = await shop.person(2001, 'Мария');
}, 30_000);

afterAll(() => shop.close());

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

/** Does something and gives what the bot says to it. */
async function after(who: Phone, act: () => Promise<unknown>, answer: string | RegExp): Promise<string> {
  const before = await who.last();
  await act();
  return (await who.sees(answer, before)).text;
}

const noDeal = (id: number) => expect(deal(shop.till, id)).rejects.toThrow('404');

it('asks in the language of the messenger, one thing at a time, and each may be skipped', async () => {
  const john = await shop.person(3001, 'John', 'en-GB');
  await after(john, () => john.start(), 'Hello');
  await after(john, () => john.write('A logo'), 'name');
  await after(john, () => john.press('dlg:skip'), 'phone');
  await after(john, () => john.act('key', { text: 'Skip' }), 'Thank');
  expect((await anna.sees('A logo')).text).toMatch(/John/);

  const ivan = await shop.person(3002, 'Иван');
  await after(ivan, () => ivan.start('src_autumn'), 'Расскажите');
  await after(ivan, () => ivan.press('dlg:skip'), 'Как к вам обращаться');
  await after(ivan, () => ivan.write('Иван Иванович'), 'телефон');
  await after(ivan, () => ivan.act('key', { text: 'Пропустить' }), 'Спасибо, Иван Иванович');
  await anna.sees('Клиент: Иван Иванович');
  expect(await deal(shop.till, 2)).toMatchObject({ stage: 'lead', source: 'telegram:autumn' });
});

it('takes a typed phone, and hands on what is none', async () => {
  const olga = await shop.person(3003, 'Ольга');
  await after(olga, () => olga.write('Визитки'), 'Как к вам обращаться');
  await after(olga, () => olga.press('dlg:use'), 'телефон');
  await after(olga, () => olga.write('Зачем вам мой телефон?'), 'телефон');
  await anna.sees('Зачем вам мой телефон?');
  await after(olga, () => olga.write('123'), 'телефон');
  await after(olga, () => olga.write('+7 900 000-00-01'), 'Спасибо, Ольга');
  await anna.sees('Клиент: Ольга, +79000000001');
});

it('never opens a second deal while one is open', async () => {
  await shop.order(maria, 'Логотип');
  await after(maria, () => maria.start(), 'С возвращением');
  await maria.write('И визитки');
  await anna.sees('И визитки');
  await after(maria, () => maria.start('src_winter'), 'С возвращением');
  await noDeal(5);
});

it('hands on pictures, voices and files to the manager, and an answer to the customer without a name', async () => {
  const files = [
    ['photo', 'эскиз.png', 'image/png'],
    ['voice', 'voice.ogg', 'audio/ogg'],
    ['document', 'бриф.pdf', 'application/pdf'],
  ] as const;
  for (const [kind, name, mime] of files) {
    const before = await anna.last();
    await maria.act('file', { kind, name, mime, base64: PIXEL, caption: `Вот ${kind}` });
    const told = await anna.sees(`Вот ${kind}`, before);
    expect(told.text).toContain('Мария');
    expect(told.media?.kind).toBe(kind);
  }
  const told = await anna.sees('Вот document');
  const seen = await maria.last();
  await anna.write('Спасибо, посмотрю', told.id);
  const answer = await maria.sees('Спасибо, посмотрю', seen);
  expect(answer.text).toBe('Спасибо, посмотрю');
  expect((await maria.chat()).messages.some(({ text }) => text.includes('Анна'))).toBe(false);
  const picture = await maria.last();
  await anna.press('ans:4');
  await anna.act('file', {
    kind: 'photo',
    name: 'макет.png',
    mime: 'image/png',
    base64: PIXEL,
    caption: 'Макет',
  });
  expect((await maria.sees('Макет', picture)).media?.kind).toBe('photo');
});

it('takes thanks after the payment for no new order', async () => {
  const { page } = await shop.bill(maria, 4, '5000', 'Логотип');
  await payAtBank(shop.till, `${page}/sbp`);
  await shop.stage(4, 'paid');
  const before = await anna.last();
  await maria.write('Спасибо!');
  expect((await anna.sees('Спасибо!', before)).text).toContain('сделка №4');
  await noDeal(5);
});

it('takes words after a lost or cancelled deal for a new one', async () => {
  const petr = await shop.person(3005, 'Пётр');
  const lost = await shop.order(petr, 'Баннер');
  await anna.press(`lost:${lost}`);
  await anna.sees('Почему сделка');
  await anna.press('dlg:reason:2');
  await shop.stage(lost, 'lost');
  const next = await shop.order(petr, 'Плакат');
  expect(next).toBe(lost + 1);
  const { number } = await shop.bill(petr, next, '100', 'Плакат');
  await anna.press(`bill:${number}`);
  await anna.press('Отменить счёт');
  await anna.press('Да, отменить счёт');
  await shop.stage(next, 'cancelled');
  expect(await shop.order(petr, 'Листовки')).toBe(next + 1);
});

it.each(['стоп', 'STOP', '/stop', 'Стоп '])(
  'ends reminders for good by %s, and goes on talking',
  async (word) => {
    const guest = await shop.person(3100 + word.length + word.charCodeAt(0), 'Гость');
    await shop.order(guest, `Заказ ${guest.id}`);
    await after(guest, () => guest.write(word), 'напоминать об оплате больше не буду');
    await guest.write('А цена?');
    await anna.sees('А цена?');
  },
);

it('keeps its books in order through all of it', () => {
  expect(audit(shop.path)).toMatchObject({ code: 0 });
});
