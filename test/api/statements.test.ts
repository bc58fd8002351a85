import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditDeal } from '../../domain/audit.ts';
import type { DealCase } from '../../domain/case.ts';
import { issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import { openDeal } from '../../domain/decisions/open-deal.ts';
import { type Desk, openDesk, seed } from '../support/desk.ts';
import { apply, contact, context, SETTINGS, staff } from '../support/world.ts';

const OWN = '40702810600000000123';
const BUYER = { inn: '7700000023', account: '40702810600000000777' };
const STRANGER = { inn: '5500000015', account: '40702810900000000888' };

/** A shop with an account and three open invoices of 1,000 each; a company buys by the first two. */
async function shop(): Promise<Desk> {
  const account = { bank: 'Банк', bic: '044525900', account: OWN, correspondent: null };
  const desk = openDesk({ settings: { ...SETTINGS, seller: { ...SETTINGS.seller, account } } });
  for (const id of [1, 2, 3]) await seed(desk, billed(id));
  return desk;
}

function billed(id: number): DealCase {
  const company = id < 3 ? { name: 'ООО «Покупатель»', inn: BUYER.inn, kpp: null } : null;
  const person = contact({ id: `c${id}`, address: `200${id}`, company });
  const deal = { id, contact: person, title: 'Заказ', source: 'telegram', responsibleId: null };
  const opened = openDeal({ ...deal, team: id === 1 ? [staff()] : [] }, context());
  const facts = apply(opened.facts, opened.changes);
  const items = [{ title: 'Торт', quantity: 1000n, price: 100_000n }];
  const issued = issueInvoice(facts, { items, dueAt: null, counter: id - 1, by: staff() }, context());
  if (!issued.ok) throw new Error(issued.code);
  return apply(facts, issued.value.changes);
}

interface Written {
  readonly day: number;
  readonly number: number;
  readonly sum: string;
  readonly payer: typeof BUYER;
  readonly purpose: string;
}

const paid = (over: Partial<Written> = {}): Written => ({
  day: 1,
  number: 77,
  sum: '1000,00',
  payer: BUYER,
  purpose: 'Оплата по счёту № 1',
  ...over,
});

function csv(lines: readonly Written[]): string {
  const head = 'Дата;Номер документа;Кредит;ИНН контрагента;Счет контрагента;Назначение платежа';
  const rows = lines.map(({ day, number, sum, payer, purpose }) =>
    [`0${day}.12.2026`, number, sum, payer.inn, payer.account, purpose].join(';'),
  );
  return [head, ...rows].join('\n');
}

function post(desk: Desk, lines: readonly Written[]): Promise<Response> {
  const headers = { authorization: 'Bearer key-1' };
  return Promise.resolve(desk.app.request('/api/statements', { method: 'POST', headers, body: csv(lines) }));
}

const report = async (desk: Desk, lines: readonly Written[]) =>
  (await (await post(desk, lines)).json()) as Record<string, unknown> & { booked: { number: string }[] };

/** All that the books say, and what waits for a person. */
async function books(desk: Desk) {
  const deals = await Promise.all([1, 2, 3].map((id) => desk.store.caseByDeal(id)));
  const found = deals.filter((facts) => facts !== null);
  expect(found.flatMap(auditDeal)).toEqual([]);
  const waiting = await desk.store.unmatched(100, 0);
  return {
    invoices: found.map(({ invoices: [invoice] }) => `${invoice?.state} ${invoice?.paid}`),
    charges: found.flatMap(({ payments }) => payments.map(({ chargeId }) => chargeId)).toSorted(),
    waiting: waiting.map(({ key }) => key).toSorted(),
  };
}

describe('a statement over the API', () => {
  test('books what is sure, keeps what is not, and tells the owners once', async () => {
    const desk = await shop();
    const lines = [
      paid(),
      paid({ number: 78, sum: '400,00', purpose: 'по счету 2' }),
      paid({ number: 79, sum: '400,00', payer: STRANGER, purpose: 'по счету 3' }),
      paid({ number: 80, sum: '55,00', payer: STRANGER, purpose: 'Пополнение' }),
    ];
    expect(await report(desk, lines)).toMatchObject({
      lines: 4,
      booked: [
        { number: '1', whole: true },
        { number: '2', whole: false },
      ],
      doubtful: 1,
      unknown: 1,
      seen: 0,
    });
    expect((await books(desk)).invoices).toEqual(['paid 100000', 'partially_paid 40000', 'open 0']);
    // Each claim gives one message of an address: all that Anna is told.
    const told: string[] = [];
    for (let round = 0; round < 30; round++) {
      const claim = { now: desk.deps.clock.now(), leaseMs: 60_000, limit: 50, token: `t${round}` };
      for (const { id, kind, address } of await desk.store.claimMessages(claim)) {
        told.push(`${kind} → ${address}`);
        await desk.store.reportDelivery(id, claim.token, { state: 'sent', sentRef: id }, claim.now);
      }
    }
    expect(told.filter((each) => each.startsWith('staff_statement'))).toEqual(['staff_statement → 1001']);
  });

  test('two equal payments of one day are two payments', async () => {
    const desk = await shop();
    const half = paid({ sum: '500,00' });
    expect((await report(desk, [half, half])).booked).toHaveLength(2);
    expect(await report(desk, [half, half])).toMatchObject({ booked: [], seen: 2 });
    expect((await books(desk)).invoices[0]).toBe('paid 100000');
  });

  test('the same file twice at once is booked once', async () => {
    const desk = await shop();
    const lines = [paid(), paid({ number: 5, payer: STRANGER, purpose: 'что-то' })];
    await Promise.all([post(desk, lines), post(desk, lines), post(desk, lines)]);
    const after = await books(desk);
    expect(after.charges).toHaveLength(1);
    expect(after.waiting).toHaveLength(1);
  });

  test('nothing of a file with one bad line is booked', async () => {
    const desk = await shop();
    const before = await books(desk);
    expect((await post(desk, [paid(), paid({ sum: 'много' })])).status).toBe(422);
    expect(await books(desk)).toEqual(before);
  });

  test('needs a key, and a size that is a statement’s', async () => {
    const desk = await shop();
    expect((await desk.app.request('/api/statements', { method: 'POST', body: 'x' })).status).toBe(401);
    const body = new Uint8Array(10 * 1024 * 1024 + 1);
    const headers = { authorization: 'Bearer key-1' };
    expect((await desk.app.request('/api/statements', { method: 'POST', headers, body })).status).toBe(413);
  });
});

describe('whatever files come', () => {
  const anyLine = fc.record({
    day: fc.integer({ min: 1, max: 3 }),
    number: fc.integer({ min: 1, max: 2 }),
    sum: fc.constantFrom('1000,00', '300,00', '700,00', '1200,00'),
    payer: fc.constantFrom(BUYER, STRANGER),
    purpose: fc.constantFrom('по счету 1', 'по счету № 2', 'счёт 3', 'по счетам 1, 2', 'без номера'),
  });
  const lines = fc.array(anyLine, { maxLength: 8 });

  test('again, shuffled, and overlapping by days leave the same books', async () => {
    await fc.assert(
      fc.asyncProperty(lines, fc.infiniteStream(fc.nat()), async (all, order) => {
        const plain = await shop();
        await post(plain, all);
        const expected = await books(plain);

        const again = await shop();
        const shuffled = all
          .map((line) => ({ line, at: order.next().value as number }))
          .toSorted((a, b) => a.at - b.at);
        await post(
          again,
          shuffled.map(({ line }) => line),
        );
        await post(again, all);
        expect(await books(again)).toEqual(expected);

        const daily = await shop();
        for (const until of [1, 2, 3, 3])
          await post(
            daily,
            all.filter(({ day }) => day <= until),
          );
        expect(await books(daily)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
