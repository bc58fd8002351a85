import { beforeEach, describe, expect, it } from 'vitest';
import { settleInbox } from '../../api/jobs/inbox.ts';
import { checkRefunds } from '../../api/jobs/reconcile.ts';
import { applyNotice } from '../../api/settlement.ts';
import { createInboxDesk } from '../../api/unmatched/desk.ts';
import { auditDeal } from '../../domain/audit.ts';
import { applyCredit } from '../../domain/decisions/settle-payment.ts';
import type { Notice } from '../../domain/ports/payment-provider.ts';
import { done } from '../../domain/result.ts';
import { codeOf } from '../../domain/unmatched.ts';
import { type Desk, openDesk, seed } from '../support/desk.ts';
import { anInvoice, anOpenPayment, charged, context, disputed, refunded, staff } from '../support/world.ts';

const SECOND = 1_000;
const KEY = 'payment:ch_1:succeeded';
const LOST = charged({ reference: 'stranger', purpose: 'По счёту № 1' });

let desk: Desk;

beforeEach(() => {
  desk = openDesk();
});

const tell = (notice: Notice) => applyNotice(desk.deps, 'sandbox', notice, 'request-1');
const stage = async (id = 1) => (await desk.store.caseByDeal(id))?.deal.stage;
const row = () => desk.store.inboxEntry('sandbox', KEY);

async function ask(path: string, body?: unknown, key = 'key-1'): Promise<{ status: number; json: never }> {
  const answer = await desk.app.request(`/api/unmatched${path}`, {
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: (await answer.json()) as never };
}

const decide = (what: string, body: unknown, key = KEY) =>
  ask(`/sandbox/${encodeURIComponent(key)}/${what}`, body);

/** Everything in the memory is as its ledger says. */
async function inOrder(): Promise<void> {
  for (const id of await desk.store.dealIds(0, 100)) {
    const facts = await desk.store.caseByDeal(id);
    expect(facts && auditDeal(facts)).toEqual([]);
  }
  expect(await desk.store.verifyHistory()).toEqual([]);
}

describe('unknown money over the API', () => {
  it('is listed with who paid, what for, and whose it may be', async () => {
    await seed(desk, anInvoice());
    await tell(charged({ ...LOST, payer: { name: 'ООО «Ромашка»', inn: '7707083893' } }));
    await tell(charged({ state: 'failed', chargeId: null, eventKey: 'nothing came', reference: 'other' }));
    const { status, json } = await ask('?limit=5');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      more: false,
      unmatched: [
        {
          source: 'sandbox',
          key: KEY,
          type: 'payment',
          amount: '15000.00',
          currency: 'RUB',
          reference: 'stranger',
          payer: { name: 'ООО «Ромашка»', inn: '7707083893' },
          purpose: 'По счёту № 1',
          returnable: true,
          candidates: [
            { invoice: '1', deal: 1, customer: 'Мария', state: 'open', due: '15000.00', why: 'named' },
          ],
        },
      ],
    });
  });

  it('is put on an invoice, once; a second decision names the first', async () => {
    await seed(desk, anInvoice());
    await tell(LOST);
    expect(await decide('attach', { invoice: '1' })).toEqual({
      status: 200,
      json: { deal: 1, invoice: '1' },
    });
    expect(await stage()).toBe('paid');
    expect(await row()).toMatchObject({ state: 'done', dealId: 1, body: null });
    for (const again of ['attach', 'credit', 'return']) {
      const { status, json } = await decide(again, again === 'return' ? {} : { invoice: '1' });
      expect([status, json]).toMatchObject([409, { detail: 'API: deal 1, invoice 1' }]);
    }
    expect((await ask('')).json).toEqual({ unmatched: [], more: false });
    await inOrder();
  });

  it('is kept as credit, and the invoice stays open', async () => {
    await seed(desk, anInvoice());
    await tell(LOST);
    expect((await decide('credit', { invoice: '1' })).status).toBe(200);
    expect(await stage()).toBe('invoice_issued');
    expect((await desk.store.caseByDeal(1))?.payments).toMatchObject([{ state: 'succeeded' }]);
    await inOrder();
  });

  it('beside an invoice is listed until somebody counts or returns it', async () => {
    await seed(desk, anInvoice());
    await tell(LOST);
    await decide('credit', { invoice: '1' });
    const credit = async () =>
      (await desk.app.request('/api/credit', { headers: { authorization: 'Bearer key-1' } })).json();
    const [payment] = (await desk.store.caseByDeal(1))?.payments ?? [];
    const row = { payment: payment?.id, deal: 1, invoice: '1', customer: 'Мария', amount: '15000.00' };
    expect(await credit()).toEqual({ credit: [{ ...row, currency: 'RUB', mayCount: true }], more: false });
    const facts = await desk.store.caseByDeal(1);
    const counted = facts && applyCredit(facts, payment?.id ?? '', context());
    await desk.store.commit(counted ?? {});
    expect(await credit()).toEqual({ credit: [], more: false });
  });

  it('goes back through the provider, whole', async () => {
    await tell(LOST);
    expect(await decide('return', {})).toMatchObject({ status: 200, json: { deal: 1, invoice: 'R1' } });
    desk.bank.answers.refund.push(done({ refundReference: 're_9', state: 'succeeded' }));
    desk.bank.answers.look.push(done([refunded({ reference: 'stranger', refundReference: 're_9' })]));
    await checkRefunds(desk.deps);
    const facts = await desk.store.caseByDeal(1);
    expect(desk.bank.asked).toEqual([`refund ${facts?.refunds[0]?.id} 1500000`, 'look stranger']);
    expect(facts?.refunds).toMatchObject([{ state: 'succeeded', overpayment: true }]);
    await inOrder();
  });

  it('goes back by hand where the provider cannot, and is only booked', async () => {
    await applyNotice(desk.deps, 'elsewhere', LOST, 'request-1');
    const path = `/elsewhere/${encodeURIComponent(KEY)}/return`;
    expect(await ask(path, {})).toMatchObject({
      status: 422,
      json: { title: 'The provider cannot send money back' },
    });
    expect(await ask(path, { byHand: true })).toMatchObject({ status: 200, json: { invoice: 'R1' } });
    expect((await desk.store.caseByDeal(1))?.refunds).toMatchObject([{ state: 'succeeded' }]);
    await inOrder();
  });

  it('refunds and disputes of payments that we do not know can only be noted', async () => {
    await tell(refunded({ reference: 'stranger' }));
    const key = 'refund:re_1:succeeded';
    expect((await ask('')).json).toMatchObject({ unmatched: [{ type: 'refund', key, candidates: [] }] });
    expect((await decide('attach', { invoice: '1' }, key)).status).toBe(422);
    expect(await decide('seen', {}, key)).toEqual({ status: 200, json: { deal: null, invoice: null } });
    expect((await decide('seen', {}, key)).status).toBe(409);
    expect((await ask('')).json).toMatchObject({ unmatched: [] });
    const entry = await desk.store.inboxEntry('sandbox', key);
    const told = entry && (await desk.store.history(`inbox:${await codeOf(entry)}`));
    expect(told).toMatchObject([{ type: 'money_seen', actor: { type: 'api' }, data: { key } }]);
  });

  it('leaves out what waits for a charge of a deal that is known', async () => {
    await seed(desk, anOpenPayment());
    await tell(charged());
    await tell(disputed({ chargeId: 'ch_2' }));
    expect((await ask('')).json).toMatchObject({ unmatched: [] });
  });

  it.each([
    ['no key', 'attach', { invoice: '1' }, 'no such key', 404],
    ['no invoice', 'attach', { invoice: '77' }, KEY, 404],
    ['no number', 'attach', {}, KEY, 400],
    ['a number that is none', 'credit', { invoice: '1; drop' }, KEY, 400],
    ['a word too much', 'return', { byHand: false, sure: true }, KEY, 400],
    ['a payment that is only seen', 'seen', {}, KEY, 422],
  ])('says what is wrong: %s', async (_what, verb, body, key, status) => {
    await tell(LOST);
    const answer = await decide(verb, body, key);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ status });
    expect(await row()).toMatchObject({ state: 'unmatched' });
  });

  it('is for whoever has a key', async () => {
    expect((await ask('', undefined, 'wrong')).status).toBe(401);
    expect((await ask(`/sandbox/${KEY}/attach`, { invoice: '1' }, 'wrong')).status).toBe(401);
    expect((await ask('?limit=0')).status).toBe(400);
  });
});

describe('many at once', () => {
  it('two managers on two deals: one wins, the other is told who and where', async () => {
    const anna = staff();
    const boris = staff({ id: 'boris', name: 'Борис', address: '1002' });
    await seed(desk, anInvoice());
    await desk.store.commit({ staff: [{ ...boris, version: 0 }] });
    await tell(LOST);
    const entry = await row();
    const code = entry ? await codeOf(entry) : '';
    const inbox = createInboxDesk(desk.deps);
    const answers = await Promise.all([
      inbox.attach(code, { number: '1', asCredit: false }, { staff: anna, requestId: 'a' }),
      inbox.giveBack(code, false, { staff: boris, requestId: 'b' }),
      inbox.attach(code, { number: '1', asCredit: true }, { staff: boris, requestId: 'c' }),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const winner = answers[0].ok ? 'Анна' : 'Борис';
    for (const lost of answers.filter(({ ok }) => !ok))
      expect(lost).toMatchObject({ code: 'money_settled', args: { name: winner } });
    const payments = [...desk.store.tables.payments.values()];
    expect(payments.filter(({ chargeId }) => chargeId === 'ch_1')).toHaveLength(1);
    expect(await inbox.find(code)).toMatchObject({ ok: false, code: 'money_settled' });
    await inOrder();
  });

  it('a sweep that had read the row before does not open it again', async () => {
    await seed(desk, anInvoice());
    await tell(LOST);
    desk.pass(60 * SECOND);
    const store = desk.store.staff.bind(desk.store);
    let between: Promise<unknown> | null = null;
    desk.store.staff = async () => {
      between ??= decide('attach', { invoice: '1' });
      await between;
      return store();
    };
    await settleInbox(desk.deps);
    expect(await row()).toMatchObject({ state: 'done', dealId: 1 });
    expect(await stage()).toBe('paid');
  });

  it('a sweep that finds the deal later leaves word for whoever presses a button under the alarm', async () => {
    await tell(charged());
    desk.pass(60 * SECOND);
    await settleInbox(desk.deps);
    await seed(desk, anOpenPayment());
    desk.pass(60 * SECOND);
    await settleInbox(desk.deps);
    expect(await stage()).toBe('paid');
    expect(await decide('attach', { invoice: '1' })).toMatchObject({
      status: 409,
      json: { detail: 'Tillbot: deal 1, invoice 1' },
    });
    await inOrder();
  });

  it('a crash before the row is closed is made up for: listed no more, closed by the sweep', async () => {
    await seed(desk, anInvoice());
    await tell(LOST);
    const close = desk.store.settleInbox.bind(desk.store);
    desk.store.settleInbox = () => Promise.reject(new Error('the power went'));
    expect((await decide('attach', { invoice: '1' })).status).toBe(503);
    desk.store.settleInbox = close;
    expect(await row()).toMatchObject({ state: 'unmatched' });
    expect((await ask('')).json).toMatchObject({ unmatched: [] });
    expect((await decide('return', {})).status).toBe(409);
    desk.pass(60 * SECOND);
    await settleInbox(desk.deps);
    expect(await row()).toMatchObject({ state: 'done', dealId: 1 });
    await inOrder();
  });

  it('the charge is told again, by the deal that it was not given to: nothing is booked, nobody is alarmed', async () => {
    await tell(LOST);
    await seed(desk, anOpenPayment());
    const other = anInvoice();
    await desk.store.commit({
      deals: [{ ...other.deal, id: 2, contactId: null, version: 0 }],
      invoices: other.invoices.map((each) => ({
        ...each,
        id: 'other',
        number: '2',
        dealId: 2,
        payToken: 'other',
      })),
    });
    expect((await decide('attach', { invoice: '2' })).status).toBe(200);
    // The attempt of deal 1 brought it after all.
    expect(await tell(charged({ eventKey: 'by another door' }))).toBe('applied');
    expect([await stage(1), await stage(2)]).toEqual(['awaiting_payment', 'paid']);
    await tell(refunded({ chargeId: 'ch_1' }));
    expect([await stage(1), await stage(2)]).toEqual(['awaiting_payment', 'refunded']);
    expect(await desk.store.queueDepths(0)).toMatchObject({ inboxUnmatched: 0 });
    await inOrder();
  });
});
