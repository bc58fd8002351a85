import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { atBank, BANK_KEYS, office, openPayment, pressAtBank, referenceOf } from '../support/bank.ts';
import { deal } from '../support/phone.ts';
import { audit, type Printed, runProgram, until } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

/** The day of the shop, as the program takes it. */
const TODAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Moscow' }).format();
let shop: Shop;
let guests = 2000;

beforeAll(async () => {
  shop = await openShop(BANK_KEYS);
}, 30_000);

afterAll(() => shop.close());

function compare(...words: string[]): Printed {
  const days = words.length > 0 ? words : ['--from', TODAY, '--to', TODAY];
  return runProgram('node-reconcile', days, shop.path, BANK_KEYS);
}

/** The emulations are written down a moment after they change; the program reads what is written. */
function comparedUntil(words: string): Promise<Printed> {
  return until(`the comparison to say "${words}"`, async () => {
    const printed = compare('--from', TODAY, '--provider', 'sandbox');
    return printed.output.includes(words) && printed;
  });
}

/** A customer whose payment the bank takes, telling us of it or not. */
async function paid(how: 'pay' | 'silent'): Promise<{ dealId: number; bank: string }> {
  const guest = await shop.person(++guests, `Гость ${guests}`);
  const dealId = await shop.order(guest, `Заказ ${guests}`);
  const { page } = await shop.bill(guest, dealId, '5000', 'Вывеска');
  const bank = await openPayment(`${page}/card`);
  await pressAtBank(bank, { do: how });
  return { dealId, bank: referenceOf(bank) };
}

function spoil(sql: string): void {
  const db = new Database(`${shop.path}/tillbot.db`);
  db.exec(sql);
  db.close();
}

it('finds money and a refund whose webhooks were lost, and books them by the bank’s answer', async () => {
  const heard = await paid('pay');
  await shop.stage(heard.dealId, 'paid');
  const silent = await paid('silent');
  expect(await deal(shop.till, silent.dealId)).toMatchObject({ paid: '0.00' });
  expect(await comparedUntil('до нас вовремя не дошла')).toMatchObject({ code: 0 });
  await shop.stage(silent.dealId, 'paid');
  const charge = (await atBank(shop.till, silent.bank)).charges[0]?.id ?? '';
  await office(shop.till, 'refund', charge, '2000');
  expect(await comparedUntil('Возврат 2')).toMatchObject({ code: 0 });
  await shop.stage(silent.dealId, 'partially_refunded');
  const clean = compare();
  expect(clean).toMatchObject({ code: 0 });
  expect(clean.output).toContain('Расхождений нет');
  expect(clean.output).toMatch(/оплаты\s+.*2 × 10000\.00 RUB\s+2 × 10000\.00 RUB/);
  expect(clean.output).toMatch(/возвраты\s+.*1 × 2000\.00 RUB\s+1 × 2000\.00 RUB/);
}, 30_000);

describe('what was changed by hand in the database', () => {
  it.each([
    ['another sum', 'amount = amount - 1', 'amount = amount + 1', 'у сервиса 5 000'],
    [
      'a charge that never was',
      "charge_id = 'x' || charge_id",
      'charge_id = substr(charge_id, 2)',
      'у сервиса её нет',
    ],
  ])('is found by the comparison: %s', (_what, change, back, words) => {
    const one = "WHERE state = 'succeeded' AND deal_id = 1";
    spoil(`UPDATE payments SET ${change} ${one}`);
    const printed = compare();
    spoil(`UPDATE payments SET ${back} ${one}`);
    expect(printed.output.replaceAll(/\s/g, ' ')).toContain(words);
    expect(printed.code).toBe(1);
  });

  it('is found by the audit, too', () => {
    spoil("UPDATE payments SET amount = amount - 1 WHERE state = 'succeeded' AND deal_id = 1");
    const printed = audit(shop.path);
    spoil("UPDATE payments SET amount = amount + 1 WHERE state = 'succeeded' AND deal_id = 1");
    expect(printed).toMatchObject({ code: 1, output: expect.stringContaining('booked: stored 499999') });
  });
});

it.each([
  [['--from', '2026-11-02', '--to', '2026-11-01'], 'no days in order'],
  [['--from', TODAY, '--provider', 'nobody'], 'nobody is not set up'],
  [['--form', TODAY], "Unknown option '--form'"],
])('a wrong call %j is answered with the right one', (words, why) => {
  const printed = compare(...words);
  expect(printed).toMatchObject({ code: 2, output: expect.stringContaining(why) });
  expect(printed.output).toContain('npm run reconcile -- --from');
});

it('ends clean, by the ledger and by the bank’s books', async () => {
  await until('nothing waits', async () =>
    (await (await fetch(`${shop.till.url}/metrics`)).text()).includes('tillbot_outbox_pending 0\n'),
  );
  expect(audit(shop.path)).toMatchObject({ code: 0 });
  expect(compare()).toMatchObject({ code: 0 });
});
