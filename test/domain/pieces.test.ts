import { describe, expect, it } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import { notePaymentStarted, startPayment } from '../../domain/decisions/start-payment.ts';
import { pieceOf } from '../../domain/pieces.ts';
import { anOpenHold, heldNotice, holding } from '../support/holds.ts';
import { anInvoice, apply, charged, context, hear } from '../support/world.ts';

const inPieces = (facts: DealCase = anInvoice()): DealCase => ({
  ...facts,
  invoices: facts.invoices.map((each) => ({ ...each, inPieces: true })),
});

const press = (facts: DealCase, amount: bigint | null) =>
  startPayment(
    facts,
    facts.invoices[0]?.payToken ?? '',
    { provider: 'sandbox', kind: 'card', amount },
    context(),
  );

function opened(facts: DealCase, amount: bigint | null, reference: string): DealCase {
  const pressed = press(facts, amount);
  if (!pressed.ok || pressed.value.type !== 'ask') throw new Error('nothing was asked');
  const asked = apply(facts, pressed.value.changes);
  const url = `https://bank.example/${reference}`;
  const answer = { ok: true, value: { reference, url, qr: null, expiresAt: null } } as const;
  return apply(asked, notePaymentStarted(asked, pressed.value.payment.id, answer, context()));
}

describe('an invoice that may be paid in pieces', () => {
  it('takes any sum from one rouble to all that is owed', () => {
    expect(pieceOf(inPieces(), inPieces().invoices[0]!)).toEqual({ least: 100n, most: 1_500_000n });
    for (const amount of [100n, 700_001n, 1_500_000n])
      expect(press(inPieces(), amount)).toMatchObject({ ok: true, value: { payment: { amount } } });
    for (const amount of [-1n, 0n, 99n, 1_500_001n])
      expect(press(inPieces(), amount)).toMatchObject({
        code: 'piece_out_of_range',
        args: { least: { minor: '100' }, most: { minor: '1500000' } },
      });
  });

  it('is asked for whole where the customer names no sum, and to the end where less than a rouble is left', () => {
    expect(press(inPieces(), null)).toMatchObject({ value: { payment: { amount: 1_500_000n } } });
    const almost = opened(inPieces(), 1_499_950n, 'pay_1');
    const amount = { minor: 1_499_950n, currency: 'RUB' };
    const left = hear(almost, [charged({ amount })]).facts;
    expect(press(left, null)).toMatchObject({ value: { payment: { amount: 50n } } });
    expect(press(left, 50n)).toMatchObject({ ok: true });
  });

  it('shows an open attempt of the same sum again, and makes another for another sum', () => {
    const facts = opened(inPieces(), 500_000n, 'pay_1');
    expect(press(facts, 500_000n)).toMatchObject({ value: { type: 'reuse' } });
    expect(press(facts, 600_000n)).toMatchObject({ value: { type: 'ask' } });
  });

  it('is paid piece by piece', () => {
    const first = opened(inPieces(), 500_000n, 'pay_1');
    const part = hear(first, [charged({ amount: { minor: 500_000n, currency: 'RUB' } })]).facts;
    expect(part.invoices[0]).toMatchObject({ state: 'partially_paid', paid: 500_000n });
    const second = opened(part, 1_000_000n, 'pay_2');
    const amount = { minor: 1_000_000n, currency: 'RUB' };
    const paid = hear(second, [charged({ reference: 'pay_2', chargeId: 'ch_2', amount })]).facts;
    expect(paid.deal.stage).toBe('paid');
  });

  it('takes beside a piece that is held only what is not held yet', () => {
    const amount = { minor: 400_000n, currency: 'RUB' };
    const facts = hear(anOpenHold(inPieces(holding()), 'pay_1', 400_000n), [heldNotice({ amount })]).facts;
    expect(press(facts, null)).toMatchObject({ value: { payment: { amount: 1_100_000n } } });
    expect(press(facts, 1_100_001n)).toMatchObject({ code: 'piece_out_of_range' });
  });
});

it('an invoice that may not be paid in pieces takes no other sum', () => {
  expect(press(anInvoice(), 1_500_000n)).toMatchObject({ ok: true });
  for (const amount of [100n, 1_499_999n, 1_500_001n])
    expect(press(anInvoice(), amount)).toMatchObject({ code: 'piece_out_of_range' });
});
