import { expectTypeOf, test } from 'vitest';
import type { MessageBody } from '../../domain/message.ts';
import type { Notice } from '../../domain/ports/payment-provider.ts';

type Refund = Extract<Notice, { type: 'refund' }>;
type Dispute = Extract<Notice, { type: 'dispute' }>;

test('a notice is about a payment, a refund or a dispute, and each has its own states', () => {
  expectTypeOf<Notice['type']>().toEqualTypeOf<'payment' | 'refund' | 'dispute'>();
  expectTypeOf<'authorized'>().not.toExtend<Refund['state']>();
  expectTypeOf<'succeeded'>().not.toExtend<Dispute['state']>();
});

test('every notice has the key under which it is booked once', () => {
  expectTypeOf<Notice['eventKey']>().toEqualTypeOf<string>();
  type WithoutKey = Omit<Dispute, 'eventKey'>;
  expectTypeOf<WithoutKey>().not.toExtend<Notice>();
});

test('a message carries the data of its own kind', () => {
  // @ts-expect-error a decision is no receipt
  const wrong: MessageBody = { kind: 'invoice_paid', data: { dealId: 1, approved: true } };
  expectTypeOf(wrong).toExtend<MessageBody>();
  expectTypeOf<Extract<MessageBody, { kind: 'refund_sent' }>['data']>().toHaveProperty('overpayment');
});
