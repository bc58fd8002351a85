import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import type { Changes } from '../../domain/changes.ts';
import { cancelInvoice } from '../../domain/decisions/cancel-invoice.ts';
import { noteHoldAnswer, releaseHeld, takeHeld, watchHold } from '../../domain/decisions/hold.ts';
import { startPayment } from '../../domain/decisions/start-payment.ts';
import { heldOf } from '../../domain/hold.ts';
import { dueOf } from '../../domain/invoice.ts';
import { isBalanced } from '../../domain/ledger.ts';
import type { NewMessage } from '../../domain/message.ts';
import { settle } from '../../domain/notice.ts';
import type { Notice } from '../../domain/ports/payment-provider.ts';
import { expireInvoice } from '../../domain/reminder.ts';
import type { Failure } from '../../domain/result.ts';
import { stageOf } from '../../domain/stage.ts';
import { anOpenHold, DAY, HOUR, heldNotice, holding } from '../support/holds.ts';
import { anInvoice, apply, charged, context, NOON } from '../support/world.ts';

const TOTAL = 1_000n;
type Answer = 'ok' | 'lost' | 'down' | 'refused';

interface Held {
  readonly reference: string;
  readonly amount: bigint;
  readonly ends: number;
  state: 'open' | 'held' | 'taken' | 'free' | 'lapsed';
  taken: bigint;
}

/** A bank that holds money, takes it once, and lets go by itself when the time is over. */
class Bank {
  readonly all: Held[] = [];
  answer: Answer = 'ok';

  news(each: Held): Notice[] {
    const { reference, amount, ends } = each;
    const told = { reference, amount: { minor: amount, currency: 'RUB' } };
    const over = { ...told, chargeId: null, eventKey: `${reference}:over` };
    if (each.state === 'open') return [];
    if (each.state === 'held') return [heldNotice({ ...told, captureBefore: ends })];
    if (each.state !== 'taken') return [charged({ ...over, state: 'cancelled' })];
    return [
      charged({ ...told, chargeId: `ch_${reference}`, amount: { minor: each.taken, currency: 'RUB' } }),
    ];
  }

  tick(now: number): void {
    for (const each of this.all) if (each.state === 'held' && now >= each.ends) each.state = 'lapsed';
  }

  end(each: Held, amount: bigint): { ok: true } | Failure {
    const failure = { ok: false, retryable: true, code: this.answer, message: '' } as const;
    if (this.answer === 'down') return { ...failure, category: 'unavailable' };
    if (this.answer === 'refused') return { ...failure, category: 'refused' };
    if (each.state === 'held') {
      expect(amount <= each.amount, 'taken more than is held').toBe(true);
      each.state = amount > 0n ? 'taken' : 'free';
      each.taken = amount;
    }
    return this.answer === 'lost' ? { ...failure, category: 'unknown' } : { ok: true };
  }
}

/** One deal that holds its money, with a bank beside it and a clock. */
class Counter {
  now = NOON;
  facts: DealCase;
  readonly bank = new Bank();
  readonly said: NewMessage[] = [];

  constructor(inPieces: boolean, dueIn: number | null) {
    const dueAt = dueIn === null ? null : NOON + dueIn * HOUR;
    const facts = holding(anInvoice(TOTAL, { dueAt }));
    this.facts = { ...facts, invoices: facts.invoices.map((each) => ({ ...each, inPieces })) };
  }

  get invoice() {
    return this.facts.invoices[0]!;
  }

  at() {
    return context({ now: this.now });
  }

  save(changes: Changes | null): void {
    this.said.push(...(changes?.messages ?? []));
    this.facts = apply(this.facts, changes);
  }

  /** The customer opens a payment and the bank holds its money, or some of it. */
  start(share: bigint, part: bigint): void {
    const amount = this.invoice.inPieces ? (dueOf(this.invoice) * share) / 100n || 1n : null;
    const token = this.invoice.payToken;
    const choice = { provider: 'sandbox', kind: 'card', amount } as const;
    const started = startPayment(this.facts, token, choice, this.at());
    if (!started.ok || started.value.type !== 'ask') return;
    if (!this.invoice.inPieces) expect(heldOf(this.facts, this.invoice), 'a second hold').toBe(0n);
    const reference = `pay_${this.bank.all.length + 1}`;
    this.facts = anOpenHold(this.facts, reference, amount, this.at());
    const held = (started.value.payment.amount * part) / 100n || 1n;
    const ends = this.now + 3 * DAY;
    this.bank.all.push({ reference, amount: held, ends, state: 'open', taken: 0n });
  }

  pays(which: number): void {
    const each = this.bank.all[which % Math.max(this.bank.all.length, 1)];
    if (each?.state === 'open') each.state = 'held';
  }

  tell(which: number): void {
    const each = this.bank.all[which % Math.max(this.bank.all.length, 1)];
    for (const notice of each ? this.bank.news(each) : [])
      this.save(settle(this.facts, notice, 'sandbox', this.at()));
  }

  /** What the job does about every hold that is due, in its order. */
  sweep(): void {
    this.save(expireInvoice(this.facts, this.invoice.id, this.at()));
    for (const { id, reference } of this.facts.payments) {
      const each = this.bank.all.find((hold) => hold.reference === reference);
      const fresh = () => this.facts.payments.find((payment) => payment.id === id)!;
      if (!each || (fresh().nextCheckAt ?? Number.POSITIVE_INFINITY) > this.now) continue;
      const which = this.bank.all.indexOf(each);
      if (this.bank.answer !== 'down') this.tell(which);
      this.save(watchHold(this.facts, id, this.at()));
      const { state, captureAmount } = fresh();
      if (state !== 'authorized' || captureAmount === null) continue;
      const answer = this.bank.end(each, captureAmount);
      if (this.bank.answer !== 'down') this.tell(which);
      this.save(noteHoldAnswer(this.facts, id, answer, this.at()));
    }
  }

  decide(which: number, percent: bigint): void {
    const payment = this.facts.payments[which % Math.max(this.facts.payments.length, 1)];
    if (!payment) return;
    const amount = percent === 100n ? null : (payment.amount * percent) / 100n;
    const decided =
      percent === 0n
        ? releaseHeld(this.facts, payment.id, this.at())
        : takeHeld(this.facts, payment.id, amount, this.at());
    if (!decided.ok) return;
    this.save(decided.value);
    const { captureAmount } = this.facts.payments.find(({ id }) => id === payment.id)!;
    expect((captureAmount ?? 0n) <= payment.amount && (captureAmount ?? 0n) <= dueOf(this.invoice)).toBe(
      true,
    );
  }

  wait(hours: number): void {
    this.now += hours * HOUR;
    this.bank.tick(this.now);
  }
}

function check({ facts, bank, said, invoice }: Counter): void {
  expect(isBalanced(facts.postings)).toBe(true);
  expect(facts.deal.stage).toBe(stageOf(facts));
  const taken = bank.all.reduce((sum, each) => sum + each.taken, 0n);
  expect(invoice.paid <= taken, 'money that is only held was counted as paid').toBe(true);
  const keys = said.map(({ dedupeKey }) => dedupeKey);
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
}

const which = fc.nat({ max: 2 });
type Step = (counter: Counter) => void;
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ share: fc.bigInt(1n, 100n), part: fc.constantFrom(100n, 100n, 60n) }).map(
    ({ share, part }) =>
      (c: Counter) =>
        c.start(share, part),
  ),
  which.map((nr) => (c: Counter) => c.pays(nr)),
  which.map((nr) => (c: Counter) => c.tell(nr)),
  fc.constant((c: Counter) => c.sweep()),
  fc.record({ nr: which, percent: fc.constantFrom(0n, 30n, 100n, 100n, 140n) }).map(
    ({ nr, percent }) =>
      (c: Counter) =>
        c.decide(nr, percent),
  ),
  fc.nat({ max: 30 }).map((hours) => (c: Counter) => c.wait(hours)),
  fc.constantFrom<Answer>('ok', 'ok', 'lost', 'down', 'refused').map((answer) => (c: Counter) => {
    c.bank.answer = answer;
  }),
  fc.constant((c: Counter) => {
    const decided = cancelInvoice(c.facts, '1', c.at());
    if (decided.ok) c.save(decided.value);
  }),
);

describe('whatever is done with held money, in whatever order', () => {
  it('books balance, held money is never paid money, nothing is taken beyond it, nothing is said twice', () => {
    const story = fc.record({
      steps: fc.array(step, { maxLength: 30, size: 'max' }),
      inPieces: fc.boolean(),
      dueIn: fc.option(fc.integer({ min: 1, max: 100 }), { nil: null }),
    });
    fc.assert(
      fc.property(story, ({ steps, inPieces, dueIn }) => {
        const counter = new Counter(inPieces, dueIn);
        for (const act of steps) {
          act(counter);
          check(counter);
        }
      }),
      { numRuns: 1_200, seed: 21 },
    );
  }, 60_000);

  it('ends by our own hand when time passes and the bank answers: nothing lapses, nothing stays in doubt', () => {
    const story = fc.record({
      steps: fc.array(step, { maxLength: 15, size: 'max' }),
      inPieces: fc.boolean(),
    });
    fc.assert(
      fc.property(story, ({ steps, inPieces }) => {
        const counter = new Counter(inPieces, null);
        for (const act of steps) act(counter);
        counter.bank.answer = 'ok';
        const lapsed = counter.bank.all.filter(({ state }) => state === 'lapsed').length;
        for (const index of counter.bank.all.keys()) counter.tell(index);
        for (let quarter = 0; quarter < 5 * 24 * 4; quarter++) {
          counter.wait(0.25);
          counter.sweep();
        }
        check(counter);
        expect(counter.bank.all.filter(({ state }) => state === 'held')).toEqual([]);
        expect(counter.bank.all.filter(({ state }) => state === 'lapsed')).toHaveLength(lapsed);
        const booked = counter.facts.postings.filter(({ account }) => account === 'provider');
        const taken = counter.bank.all.reduce((sum, each) => sum + each.taken, 0n);
        expect(booked.reduce((sum, { amount }) => sum + amount, 0n)).toBe(taken);
        expect(counter.facts.payments.filter(({ state }) => state === 'authorized')).toEqual([]);
      }),
      { numRuns: 400, seed: 22 },
    );
  }, 60_000);
});
