import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyDatabase } from '../support/database.ts';
import { deal, type Phone, payAtBank, phone } from '../support/phone.ts';
import { audit, folder, type Running, start, until } from '../support/process.ts';

/** The whole story over HTTP, against the started process, on one database. */
function story(
  name: string,
  open: () => Promise<{ env: Record<string, string>; drop(): Promise<void> }>,
): void {
  describe(`the story on ${name}`, () => {
    const at = folder();
    let database: Awaited<ReturnType<typeof open>>;
    let till: Running;
    let maria: Phone;
    let anna: Phone;

    beforeAll(async () => {
      database = await open();
      till = await start(at.path, database.env);
      maria = await phone(till, 2001, 'Мария');
      anna = await phone(till, 1001, 'Анна');
      await anna.start();
    }, 30_000);

    afterAll(async () => {
      await till.stop();
      await database.drop();
      at.clean();
    });

    it('begins with a message: a deal with its source, a card for the managers, one who takes it', async () => {
      await maria.start('src_autumn');
      await maria.write('Нужен логотип для кафе');
      await anna.sees('Нужен логотип для кафе');
      expect(await deal(till, 1)).toMatchObject({ stage: 'lead', source: 'telegram:autumn' });
      await maria.press('dlg:use');
      await maria.act('contact', {});
      await anna.press('take:1');
      await until('the deal is taken', async () => (await deal(till, 1)).stage === 'in_work');
    });

    it('goes on with an invoice by one command: sum echoed, confirmed, sent with a QR', async () => {
      await anna.write('/invoice 1 15к Логотип');
      await anna.sees(/15\s000/);
      expect((await deal(till, 1)).invoices).toEqual([]);
      await anna.press('dlg:ok');
      const invoice = await maria.sees(/15\s000/);
      expect(invoice.media?.kind).toBe('photo');
      expect((await deal(till, 1)).stage).toBe('invoice_issued');
    });

    it('is paid by link: the deal moves and both sides know within a second', async () => {
      const before = await maria.last();
      await payAtBank(till, await maria.link('/sbp'));
      await until('the deal is paid', async () => (await deal(till, 1)).stage === 'paid', 1_500);
      await maria.sees(/оплачен/i, before);
      await anna.sees(/оплачен/i);
      expect(await deal(till, 1)).toMatchObject({
        invoiced: '15000.00',
        paid: '15000.00',
        refunded: '0.00',
        due: '0.00',
      });
    });

    it('comes full circle: a part is refunded, then all of it, and the customer knows', async () => {
      const before = await maria.last();
      await anna.write('/refund 1 5000');
      await anna.write('Передумали');
      await anna.press('dlg:ok');
      await until('the part came back', async () => (await deal(till, 1)).stage === 'partially_refunded');
      await maria.sees(/5\s000/, before);
      await anna.write('/refund 1');
      await anna.write('Совсем передумали');
      await anna.press('dlg:ok');
      await until('all came back', async () => (await deal(till, 1)).stage === 'refunded');
      expect(audit(at.path, database.env)).toMatchObject({ code: 0 });
    });
  });
}

story('SQLite', async () => ({ env: {}, drop: async () => {} }));

const server = process.env.TEST_DATABASE_URL;
if (server) {
  story('PostgreSQL', async () => {
    const { url, drop } = await emptyDatabase(server, `story_${process.pid}`);
    return { env: { DATABASE_URL: url }, drop };
  });
}
