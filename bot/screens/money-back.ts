import type { DealView } from '../../domain/message.ts';
import type { Button } from '../../domain/ports/channel.ts';
import { lines, type Reader } from './reader.ts';
import { mayTryAgain, whyNotReturned } from './refund-failure.ts';

type MoneyBack = NonNullable<DealView['moneyBack']>[number];

/** Refunds that are on their way, and those that failed, with the reason and what to do. */
export function moneyBackLines(r: Reader, all: readonly MoneyBack[] | undefined): string {
  return lines(
    ...(all ?? []).flatMap(({ number, amount, at, failure }) =>
      failure === null
        ? [r.say('refund-waits', { number, amount, when: r.moment(at) })]
        : [r.say('refund-failed', { number, amount }), ...whyNotReturned(r, failure)],
    ),
  );
}

/** "Try again" for each that failed and may go through. */
export function tryAgainButtons(
  r: Reader,
  dealId: number,
  all: readonly MoneyBack[] | undefined,
): Button[][] {
  return (all ?? [])
    .filter(({ failure }) => failure !== null && mayTryAgain(failure))
    .map(({ id, amount }) => [tryAgain(r, dealId, id, amount)]);
}

export function tryAgain(r: Reader, dealId: number, refundId: string, amount: MoneyBack['amount']): Button {
  return r.button('again', [dealId, refundId], 'button-refund-again', { amount });
}
