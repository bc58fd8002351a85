import { expect, test } from 'vitest';
import { checkReceipts } from '../../api/jobs/receipts.ts';
import { applyNotice } from '../../api/settlement.ts';
import type { FiscalRegister, RegisterRequest } from '../../domain/ports/fiscal-register.ts';
import { done } from '../../domain/result.ts';
import type { Seller } from '../../domain/seller.ts';
import type { Settings } from '../../domain/settings.ts';
import { openDesk, seed } from '../support/desk.ts';
import { anOpenPayment, charged, SETTINGS } from '../support/world.ts';

const MAIN: Seller = { ...SETTINGS.seller, inn: '5544332219', email: 'shop@example.com', receipts: 'law' };
const SCHOOL: Seller = {
  ...MAIN,
  id: 'school',
  inn: '7700000016',
  email: 'school@example.com',
  taxSystem: 'osn',
};

/** What a cash register is asked for when a deal of the main funnel was paid. */
async function askedFor(policies: Settings['policies']): Promise<RegisterRequest[]> {
  const asked: RegisterRequest[] = [];
  const pending = done({ receiptReference: 'r-1', state: 'pending', fiscal: null } as const);
  const register: FiscalRegister = {
    id: 'atol',
    currencies: ['RUB'],
    register: async (request) => {
      asked.push(request);
      return pending;
    },
    look: async () => pending,
    readWebhook: async () => ({ ok: false, status: 400, reason: 'none is sent' }),
  };
  const registers = { own: 'atol', providers: [], contactFirst: false };
  const desk = openDesk({
    settings: { ...SETTINGS, seller: MAIN, registers, policies },
    registers: new Map([[register.id, register]]),
  });
  const facts = anOpenPayment();
  await seed(desk, {
    ...facts,
    invoices: facts.invoices.map((each) => ({ ...each, receiptTo: 'maria@example.com' })),
  });
  await applyNotice(desk.deps, 'sandbox', charged(), 'request-1');
  await checkReceipts(desk.deps);
  return asked;
}

test('a receipt is made in the name of the till’s seller', async () => {
  const { inn, email, taxSystem } = MAIN;
  expect(await askedFor({})).toMatchObject([{ seller: { inn, email, taxSystem } }]);
});

test('in a funnel with a seller of its own, the receipt is that seller’s', async () => {
  const { inn, email, taxSystem } = SCHOOL;
  const choices = { people: null, companies: null, hold: false, cash: false, inPieces: false };
  const asked = await askedFor({ main: { ...choices, seller: SCHOOL } });
  expect(asked).toMatchObject([{ seller: { inn, email, taxSystem }, receipt: { taxSystem } }]);
});
