import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPayment, pressAtBank, referenceOf } from '../support/bank.ts';
import { deal, type Phone, phone } from '../support/phone.ts';
import { allSaid, audit, folder, type Running, start, until } from '../support/process.ts';

const at = folder();
let env: Record<string, string>;
let till: Running;
let anna: Phone;
let maria: Phone;

beforeAll(async () => {
  env = { PORT: String(await freePort()) };
  till = await start(at.path, env);
  anna = await phone(till, 1001, 'Анна');
  maria = await phone(till, 2001, 'Мария');
  await anna.start();
  await anna.sees('/team');
}, 30_000);

afterAll(async () => {
  await till.stop();
  at.clean();
});

/** The address has to stay the same over a restart: the bank remembers it. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** What was being sent as the power went comes again only when its lease is over, and is not what is tested here. */
async function powerCut(): Promise<void> {
  await allSaid(till);
  await till.kill();
  till = await start(at.path, env);
}

/** The emulated messenger keeps what it holds a moment later than a real one would. */
async function kept(words: string): Promise<void> {
  const file = join(at.path, 'sandbox.json');
  await until(
    'the messenger kept it',
    async () => existsSync(file) && readFileSync(file, 'utf8').includes(words),
  );
}

it('goes on with the questions after a stop: nothing is asked twice, nothing is forgotten', async () => {
  await maria.write('Логотип');
  await maria.sees('Как к вам обращаться');
  expect(await till.stop()).toBe(0);
  till = await start(at.path, env);
  const before = await maria.last();
  await maria.write('Мария Петровна');
  await maria.sees('телефон', before);
  await anna.sees('Клиент: Мария Петровна');
  expect(await deal(till, 1)).toMatchObject({ stage: 'lead' });
});

it('goes on after a power cut in the middle of the questions', async () => {
  await kept('телефон');
  await powerCut();
  await maria.act('contact', {});
  await maria.sees('Спасибо, Мария Петровна');
  await expect(deal(till, 2)).rejects.toThrow('404');
});

it('goes on after a power cut in the middle of an invoice', async () => {
  await anna.write('/invoice 1');
  await anna.sees('За что счёт');
  await anna.write('Логотип');
  await anna.sees('Сколько');
  await kept('Сколько');
  await powerCut();
  await anna.press('dlg:skip');
  await anna.sees('Какая цена');
  await anna.write('5000');
  await anna.sees('Проверьте счёт');
  await anna.press('dlg:ok');
  await maria.sees('Логотип — 5');
  expect((await deal(till, 1)).invoices).toHaveLength(1);
});

it('shows the same open payment after a power cut, and hears of the money once', async () => {
  const link = (await maria.link('/card')).replace('localhost', '127.0.0.1');
  const page = await openPayment(link);
  await kept(referenceOf(page));
  await powerCut();
  expect(await openPayment(link)).toBe(page);
  await pressAtBank(page, { do: 'pay' });
  await until('the deal is paid', async () => (await deal(till, 1)).stage === 'paid', 20_000);
  await maria.sees('оплачен');
  await kept('оплачен');
  await powerCut();
  const { messages } = await maria.chat();
  expect(messages.filter(({ text }) => text.includes('Счёт №1 оплачен'))).toHaveLength(1);
  expect(await deal(till, 1)).toMatchObject({ paid: '5000.00', due: '0.00' });
  expect(audit(at.path)).toMatchObject({ code: 0 });
}, 60_000);
