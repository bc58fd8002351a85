import { beforeEach, describe, expect, it } from 'vitest';
import { openPayment, takersIn } from '../../api/cashier.ts';
import type { Deps } from '../../api/context.ts';
import { checkPayments } from '../../api/jobs/reconcile.ts';
import type { DealCase } from '../../domain/case.ts';
import type { Offer } from '../../domain/policy.ts';
import { done } from '../../domain/result.ts';
import { type Desk, failure, openDesk, type ScriptedBank, scriptedBank, seed } from '../support/desk.ts';
import { holding } from '../support/holds.ts';
import { anInvoice, charged, contact, SETTINGS } from '../support/world.ts';

let desk: Desk;
let [alfa, beta, gamma]: ScriptedBank[] = [];
const banks = () => [alfa!, beta!, gamma!];
let deps: Deps;

beforeEach(() => {
  [alfa, beta, gamma] = ['alfa', 'beta', 'gamma'].map(scriptedBank);
  const providers = new Map(banks().map(({ provider }) => [provider.id, provider]));
  const settings = { ...SETTINGS, takers: takersIn(providers.values(), 'RUB') };
  desk = openDesk({ providers, settings });
  deps = desk.deps;
});

const offer = (kind: Offer['kind'], ...providers: string[]): Offer => ({ kind, providers });

/** A deal whose people pay as `people` say. */
async function shop(people: readonly Offer[] | null, more: Partial<DealCase> = {}): Promise<string> {
  const facts = { ...anInvoice(), ...more };
  await seed(desk, holding(facts, { people, hold: false }));
  return facts.invoices[0]?.payToken ?? '';
}

const press = (token: string, kind = 'card') => openPayment(deps, token, kind, 'request-1');
const asked = () => banks().map(({ provider, asked: calls }) => [provider.id, calls.length]);
const payments = async () => (await desk.store.caseByDeal(1))?.payments ?? [];
const states = async () => (await payments()).map(({ provider, state }) => `${provider} ${state}`);

async function sweepAfter(ms: number): Promise<void> {
  desk.pass(ms);
  await checkPayments(deps);
}

describe('who is asked for a payment', () => {
  it('is the funnel’s first provider for the kind, and nobody else while that one answers', async () => {
    const token = await shop([offer('card', 'beta', 'alfa'), offer('sbp')]);
    expect(await press(token)).toEqual(done('https://bank.example.com/beta-1'));
    expect(await press(token, 'sbp')).toEqual(done('https://bank.example.com/alfa-1'));
    expect(asked()).toEqual([
      ['alfa', 1],
      ['beta', 1],
      ['gamma', 0],
    ]);
  });

  it('is none but those that the policy names', async () => {
    const token = await shop([offer('card', 'beta')]);
    beta!.answers.start.push(failure('unavailable'));
    expect(await press(token)).toMatchObject({ ok: false, code: 'provider_failed' });
    expect(asked().map(([, calls]) => calls)).toEqual([0, 1, 0]);
  });

  it('is nobody for a kind that is not offered to these payers', async () => {
    const token = await shop([offer('sbp')]);
    expect(await press(token)).toMatchObject({ ok: false, code: 'kind_not_offered' });
    expect(asked().map(([, calls]) => calls)).toEqual([0, 0, 0]);
  });

  it('differs for a company', async () => {
    const company = { name: 'ООО «Пример»', inn: '5544332219', kpp: null };
    const token = await shop([offer('sbp')], { contact: contact({ company }) });
    expect(await press(token)).toMatchObject({ ok: true });
  });
});

describe.each(['unavailable', 'unreachable', 'unknown', 'rate_limited', 'auth', 'refused'] as const)(
  'the first provider fails: %s',
  (category) => {
    it('the next one of the kind is asked at once', async () => {
      const token = await shop([offer('card', 'beta', 'gamma')]);
      beta!.answers.start.push(failure(category));
      expect(await press(token)).toEqual(done('https://bank.example.com/gamma-1'));
      expect(await press(token)).toEqual(done('https://bank.example.com/gamma-1'));
      expect(asked().map(([, calls]) => calls)).toEqual([0, 1, 1]);
    });
  },
);

describe('what became of the first attempt', () => {
  const failedOver = async () => {
    const token = await shop([offer('card', 'beta', 'gamma')]);
    beta!.answers.start.push(failure('unknown'));
    await press(token);
    expect(await states()).toEqual(['beta unknown', 'gamma pending']);
  };

  it('was never made: it is over, and not made any more', async () => {
    await failedOver();
    beta!.answers.look.push(failure('not_found'));
    await sweepAfter(60_000);
    expect(await states()).toEqual(['beta failed', 'gamma pending']);
    expect(beta!.asked.filter((call) => call.startsWith('start'))).toHaveLength(1);
  });

  it('was made after all: it is voided at the provider, since nobody can come to it', async () => {
    await failedOver();
    const [first] = await payments();
    const told = { reference: 'b-1', paymentId: first?.id ?? null, chargeId: null };
    beta!.answers.look.push(done([charged({ ...told, state: 'pending', eventKey: 'b-1:pending' })]));
    await sweepAfter(60_000);
    expect(await states()).toEqual(['beta pending', 'gamma pending']);
    beta!.answers.look.push(done([charged({ ...told, state: 'cancelled', eventKey: 'b-1:cancelled' })]));
    await sweepAfter(120_000);
    expect(beta!.asked).toContain('cancel b-1');
    expect(await states()).toEqual(['beta cancelled', 'gamma pending']);
  });

  it('brought money all the same: it is booked', async () => {
    await failedOver();
    const [first] = await payments();
    beta!.answers.look.push(done([charged({ reference: 'b-1', paymentId: first?.id ?? null })]));
    await sweepAfter(60_000);
    expect((await desk.store.caseByDeal(1))?.deal.stage).toBe('paid');
    expect(await states()).toEqual(['beta succeeded', 'gamma pending']);
  });

  it('nobody works: the customer hears that, nothing is lost, and a later press may go through', async () => {
    const token = await shop([offer('card', 'beta', 'gamma')]);
    beta!.answers.start.push(failure('unavailable'));
    gamma!.answers.start.push(failure('unknown'));
    expect(await press(token)).toMatchObject({ ok: false, code: 'provider_unknown' });
    expect(await states()).toEqual(['beta unknown', 'gamma unknown']);
    expect(await press(token)).toEqual(done('https://bank.example.com/beta-1'));
    const keys = (await payments()).map(({ idempotencyKey }) => `start ${idempotencyKey}`);
    expect(beta!.asked).toEqual([keys[0], keys[0]]);
  });
});
