import { afterAll, beforeAll, expect, it } from 'vitest';
import { deal, payAtBank, type Phone, phone } from '../support/phone.ts';
import { audit, folder, type Running, start, until } from '../support/process.ts';

const at = folder();
let till: Running;
let maria: Phone;
let anna: Phone;

beforeAll(async () => {
  till = await start(at.path);
  maria = await phone(till, 2001, 'Мария');
  anna = await phone(till, 1001, 'Анна');
  await anna.start();
}, 30_000);

afterAll(async () => {
  await till.stop();
  at.clean();
});

it('tells the whole story: a message, a deal, an invoice, a payment, both sides told, a refund', async () => {
  await maria.start('src_autumn');
  await maria.write('Нужен логотип для кафе');
  await anna.sees('Нужен логотип для кафе');
  expect(await deal(till, 1)).toMatchObject({ stage: 'lead', source: 'telegram:autumn' });

  await maria.press('dlg:use');
  await maria.act('contact', {});
  await anna.press('take:1');
  await until('the deal is taken', async () => (await deal(till, 1)).stage === 'in_work');

  await anna.write('/invoice 1 15000 Логотип');
  await anna.sees(/15\s000/);
  await anna.press('dlg:ok');
  const invoice = await maria.sees(/15\s000/);
  expect(invoice.media?.kind).toBe('photo');
  expect((await deal(till, 1)).stage).toBe('invoice_issued');

  await payAtBank(till, await maria.link('/sbp'));
  await until('the deal is paid', async () => (await deal(till, 1)).stage === 'paid', 1_500);
  await maria.sees(/оплачен|получили/i, invoice.id);
  await anna.sees(/оплатил|оплачен/i);
  expect(await deal(till, 1)).toMatchObject({ invoiced: '15000.00', paid: '15000.00', refunded: '0.00', due: '0.00' });

  const before = await maria.last();
  await anna.write('/refund 1 5000');
  await anna.write('Передумали');
  await anna.press('dlg:ok');
  await until('the refund came back', async () => (await deal(till, 1)).stage === 'partially_refunded');
  await maria.sees(/5\s000/, before);
  await anna.write('/refund 1');
  await anna.write('Совсем передумали');
  await anna.press('dlg:ok');
  await until('all is refunded', async () => (await deal(till, 1)).stage === 'refunded');
  expect(audit(at.path)).toMatchObject({ code: 0 });
}, 60_000);
