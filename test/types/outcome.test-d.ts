import { expectTypeOf, test } from 'vitest';
import type { PaymentProvider, StartRequest } from '../../domain/ports/payment-provider.ts';
import { type Failure, type Outcome, type Refusal, type Result, refuse } from '../../domain/result.ts';

declare const outcome: Outcome<{ reference: string }>;
declare const result: Result<number>;

test('a value is there only when the call succeeded', () => {
  // @ts-expect-error it may have failed
  outcome.value;
  if (outcome.ok) expectTypeOf(outcome.value.reference).toBeString();
  else expectTypeOf(outcome).toEqualTypeOf<Failure>();
  if (!result.ok) expectTypeOf(result).toEqualTypeOf<Refusal>();
});

test('a failure always says whether its outcome is known', () => {
  // @ts-expect-error a category is required
  const failed: Failure = { ok: false, retryable: true, code: 'x', message: 'x' };
  expectTypeOf(failed.category).toExtend<string>();
  expectTypeOf<'unknown'>().toExtend<Failure['category']>();
});

test('a refusal has a code that texts know', () => {
  refuse('sum_unreadable', { given: '15' });
  // @ts-expect-error no such refusal
  refuse('because');
});

test('a payment cannot be started without its idempotency key', () => {
  type WithoutKey = Omit<StartRequest, 'idempotencyKey'>;
  expectTypeOf<WithoutKey>().not.toExtend<Parameters<PaymentProvider['start']>[0]>();
});

test('what a provider may lack has to be asked for', () => {
  const give = (provider: PaymentProvider, request: Parameters<NonNullable<PaymentProvider['refund']>>[0]) =>
    // @ts-expect-error not every provider refunds
    provider.refund(request);
  expectTypeOf(give).toBeFunction();
});
