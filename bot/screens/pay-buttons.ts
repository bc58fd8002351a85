import type { InvoiceView } from '../../domain/message.ts';
import { PAYMENT_KINDS, type PaymentKind } from '../../domain/payment.ts';
import type { Button } from '../../domain/ports/channel.ts';
import { buttonRows, type Reader, rowsOf } from './reader.ts';

type Payable = Pick<InvoiceView, 'payToken' | 'kinds'>;

/** Kinds that a link can lead to: cash changes hands without one. */
function linked(kinds: readonly string[]): PaymentKind[] {
  return PAYMENT_KINDS.filter((kind) => kind !== 'cash' && kinds.includes(kind)).toSorted(
    (a, b) => kinds.indexOf(a) - kinds.indexOf(b),
  );
}

function payButton(r: Reader, token: string, kind: PaymentKind): Button {
  return { text: r.label(`pay-${kind}`), url: r.payUrl(token, kind) };
}

function allWays(r: Reader, token: string, key: string): Button {
  return { text: r.label(key), url: r.payUrl(token) };
}

/** A button for every way to pay, the first one alone in its row, and one for the page with all of them. */
export function payButtons(r: Reader, { payToken, kinds }: Payable): Button[][] {
  const [first, ...others] = linked(kinds).map((kind) => payButton(r, payToken, kind));
  if (!first) return [[allWays(r, payToken, 'pay-any')]];
  return [[first], ...rowsOf(others, 2), [allWays(r, payToken, 'pay-all')]];
}

/** The first way and the page with all of them, in one row: for a message that has other buttons too. */
export function payButtonsShort(r: Reader, { payToken, kinds }: Payable): Button[][] {
  const [first] = linked(kinds);
  if (!first) return [[allWays(r, payToken, 'pay-any')]];
  return buttonRows([payButton(r, payToken, first), allWays(r, payToken, 'pay-other')]);
}
