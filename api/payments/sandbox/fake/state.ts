import { z } from 'zod';
import type { WireDispute, WirePayment } from '../wire.ts';

/** A payment inside the practice bank, with what its API does not show. */
export interface BankPayment extends WirePayment {
  readonly idempotencyKey: string;
  readonly webhookUrl: string;
  readonly returnUrl: string;
  /** Money is held first, and taken on `capture`. */
  readonly hold: boolean;
  /** It tells nobody anything: the lost webhook. */
  silent: boolean;
  /** Moments at which late money arrives. */
  late: number[];
  /** What has happened, to be told again on request. */
  events: { readonly id: string; readonly type: string; readonly about: string }[];
}

/** What was answered to a key, so that a repeat gets the same. */
export interface Answered {
  readonly request: string;
  readonly answer: string;
}

export interface BankState {
  payments: Map<string, BankPayment>;
  answers: Map<string, Answered>;
}

/** A refusal in the bank's own form. `field` is what was wrong in the request. */
export class BankError extends Error {
  constructor(
    readonly status: 400 | 401 | 404 | 409,
    readonly code: string,
    message: string,
    readonly field?: string,
  ) {
    super(message);
  }
}

export function bankId(prefix: string): string {
  return `${prefix}_${crypto.randomUUID().replaceAll('-', '').slice(0, 20)}`;
}

/** What the API shows, as a copy: later changes must not reach into an event on its way. */
export function shown(payment: BankPayment): WirePayment {
  const { idempotencyKey, webhookUrl, returnUrl, hold, silent, late, events, ...rest } = payment;
  return structuredClone(rest);
}

/** What may still be returned of a charge, minor units: without refunds and money taken by disputes. */
export function leftOf(payment: WirePayment, chargeId: string): bigint {
  const of = <T extends { chargeId: string }>(list: readonly T[]) =>
    list.filter((each) => each.chargeId === chargeId);
  const refunds = of(payment.refunds).filter(({ state }) => state !== 'failed');
  const disputes = of(payment.disputes).filter(({ state }) => state !== 'won');
  const gone = [...refunds, ...disputes].reduce((sum, { amount }) => sum + BigInt(amount.minor), 0n);
  return BigInt(payment.charges.find(({ id }) => id === chargeId)?.amount.minor ?? '0') - gone;
}

/** Moments at which time changes a payment. */
export function momentsOf({ state, expiresAt, held, late }: BankPayment): readonly number[] {
  if (state === 'pending' && expiresAt !== null) return [expiresAt, ...late];
  return state === 'authorized' && held ? [held.until, ...late] : late;
}

/** Maps keep their order: the first is the oldest. */
export function forget(map: Map<string, unknown>, keep: number): void {
  for (const key of map.keys()) {
    if (map.size <= keep) return;
    map.delete(key);
  }
}

/** One line of the bank's statement. */
export interface Entry {
  readonly type: 'charge' | 'refund' | 'dispute';
  readonly id: string;
  readonly reference: string;
  readonly amount: { readonly minor: string; readonly currency: string };
  /** What the bank kept, minor units. */
  readonly fee: string;
  readonly at: number;
}

/** Money that moved in `[from, to)`, oldest first; a refund counts when it succeeded, a dispute until it is won. */
export function statement(payments: Iterable<WirePayment>, from: number, to: number): Entry[] {
  const entries = [...payments].flatMap(({ id: reference, charges, refunds, disputes }) => [
    ...charges.map((each): Entry => ({ type: 'charge', ...lineOf(each, reference), fee: each.fee })),
    ...refunds
      .filter(({ state }) => state === 'succeeded')
      .map((each): Entry => ({ type: 'refund', ...lineOf(each, reference) })),
    ...disputes
      .filter(({ state }) => state !== 'won')
      .map((each): Entry => ({ type: 'dispute', ...lineOf({ ...each, at: each.openedAt }, reference) })),
  ]);
  return entries.filter(({ at }) => at >= from && at < to).sort((a, b) => a.at - b.at);
}

function lineOf(
  { id, amount, at }: { id: string; amount: WireDispute['amount']; at: number },
  reference: string,
) {
  return { id, reference, amount, fee: '0', at };
}

const saved = z.object({
  payments: z.array(z.tuple([z.string(), z.looseObject({ id: z.string() })])),
  answers: z.array(z.tuple([z.string(), z.object({ request: z.string(), answer: z.string() })])),
});

export function toText({ payments, answers }: BankState): string {
  return JSON.stringify({ payments: [...payments], answers: [...answers] });
}

/** @throws SyntaxError for text that `toText` did not write. */
export function fromText(text: string): BankState {
  const read = saved.safeParse(JSON.parse(text));
  if (!read.success) throw new SyntaxError('not a snapshot of the practice bank');
  const payments = read.data.payments as unknown as [string, BankPayment][];
  return { payments: new Map(payments), answers: new Map(read.data.answers) };
}
