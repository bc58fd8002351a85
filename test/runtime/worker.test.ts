import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { booksOf } from '../../api/books.ts';
import { openStore } from '../../prisma/node.ts';
import { deal, type Phone, payAtBank, phone } from '../support/phone.ts';
import { until } from '../support/process.ts';
import { type Built, buildWorker, startWorkerd, type Workerd } from './workerd.ts';

const server = process.env.TEST_DATABASE_URL;
const LARGEST = 3 * 1024 * 1024;

describe.runIf(server)('the till inside workerd, on PostgreSQL', () => {
  let built: Built;
  let worker: Workerd;
  let maria: Phone;
  let anna: Phone;
  const till = () => ({ url: worker.url }) as Parameters<typeof deal>[0];

  beforeAll(async () => {
    built = buildWorker();
    worker = await startWorkerd(built, server ?? '');
    await worker.tick();
    const vendors = { url: worker.vendors } as Parameters<typeof phone>[0];
    maria = await phone(vendors, 2001, 'Мария');
    anna = await phone(vendors, 1001, 'Анна');
    await anna.start();
    await anna.sees('/team');
  }, 120_000);

  afterAll(async () => {
    await worker?.close();
    built?.clean();
  });

  it('is small enough to be taken: under 3 MiB, gzip', () => {
    console.log(`Worker: ${Math.round(built.gzipped / 1024)} KiB gzip`);
    expect(built.gzipped).toBeLessThan(LARGEST);
  });

  it('answers for its health, and knows its database', async () => {
    expect((await fetch(`${worker.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${worker.url}/readyz`)).status).toBe(200);
  });

  it('makes a deal of a message', async () => {
    await maria.write('Нужен логотип для кафе');
    await anna.sees('Нужен логотип для кафе');
    await maria.press('dlg:use');
    await maria.act('contact', {});
    await anna.press('take:1');
    // A list is read by Prisma's own client for Workers.
    await anna.write('/deals');
    await anna.sees('Логотип для кафе'.slice(8));
    await until('the deal is taken', async () => (await deal(till(), 1)).stage === 'in_work');
  });

  it('issues an invoice with a QR picture, and takes the payment by link', async () => {
    await anna.write('/invoice 1 15к Логотип');
    await anna.sees(/15\s000/);
    await anna.press('dlg:ok');
    const invoice = await maria.sees(/15\s000/);
    expect(invoice.media?.kind).toBe('photo');
    const before = await maria.last();
    await payAtBank(till(), await maria.link('/sbp'));
    await until('the deal is paid', async () => (await deal(till(), 1)).stage === 'paid');
    await maria.sees(/оплачен/i, before);
    await anna.sees(/оплачен/i);
  });

  it('shows its pages and their styles', async () => {
    const link = (await maria.link('/sbp')).replace(/\/sbp.*$/, '');
    const page = await fetch(link.replace('localhost', '127.0.0.1'));
    const text = await page.text();
    expect(text).toMatch(/оплачен/i);
    const [style] = /\/assets\/[^"]+\.css/.exec(text) ?? [''];
    expect((await fetch(worker.url + style)).headers.get('content-type')).toContain('text/css');
  });

  it('returns a part and then the rest', async () => {
    const before = await maria.last();
    await anna.write('/refund 1 5000');
    await anna.write('Передумали');
    await anna.press('dlg:ok');
    await until('the part came back', async () => {
      await worker.tick();
      return (await deal(till(), 1)).stage === 'partially_refunded';
    });
    await maria.sees(/5\s000/, before);
    await anna.write('/refund 1');
    await anna.write('Совсем передумали');
    await anna.press('dlg:ok');
    await until('all came back', async () => {
      await worker.tick();
      return (await deal(till(), 1)).stage === 'refunded';
    });
  });

  it('has the receipts made, asked about by the minute', async () => {
    const seen = async () =>
      (await maria.chat()).messages.some(({ text }) => text.includes('Чек по счёту №1'));
    await until(
      'the receipt is there',
      async () => {
        await worker.tick();
        return seen();
      },
      25_000,
    );
  });

  it('withstands forty at once, each with connections of its own', async () => {
    const all = await Promise.all(
      Array.from({ length: 40 }, async () => (await fetch(`${worker.url}/readyz`)).status),
    );
    expect(new Set(all)).toEqual(new Set([200]));
  });

  it('leaves books that balance', async () => {
    const store = await openStore(worker.databaseUrl);
    const { differences } = await booksOf(store, 'Europe/Moscow');
    await store.close();
    expect(differences).toEqual([]);
  });
});
