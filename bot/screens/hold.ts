import type { checkTake } from '../../domain/decisions/hold.ts';
import type { InvoiceView, MessageData } from '../../domain/message.ts';
import { type MoneyJson, money, toJson } from '../../domain/money.ts';
import type { Button, Outgoing } from '../../domain/ports/channel.ts';
import type { Done } from '../../domain/result.ts';
import { stopButton } from './dialogue.ts';
import { payButtons } from './pay-buttons.ts';
import { blocks, buttonRows, lines, type Reader, readerOf, type Viewer } from './reader.ts';
import { aboutInvoice, dealRow } from './staff-money.ts';

/** The customer's money is held: not paid, nothing to do. */
export function moneyHeld(r: Reader, { number, amount, until }: MessageData['money_held']): Outgoing {
  return {
    text: blocks(
      r.say('money-held', { number, amount }),
      r.say('money-held-next', { until: r.until(until) }),
    ),
  };
}

/** The hold is over and nothing was taken. */
export function holdReleased(r: Reader, invoice: MessageData['hold_released']): Outgoing {
  const { number, amount, asks } = invoice;
  const text = blocks(r.say('hold-released', { number, amount }), asks && r.say('hold-released-asks'));
  return asks ? { text, buttons: payButtons(r, invoice) } : { text };
}

/** Take all, take less, let go. */
export function holdButtons(r: Reader, paymentId: string, amount: MoneyJson): Button[][] {
  return [
    [r.button('hld', [paymentId, 'all'], 'button-take-held', { amount })],
    [
      r.button('hld', [paymentId, 'part'], 'button-take-part'),
      r.button('hld', [paymentId, 'off'], 'button-release-held'),
    ],
  ];
}

/** What can be taken is never more than is owed. */
function least(amount: MoneyJson, due: MoneyJson): MoneyJson {
  return BigInt(due.minor) < BigInt(amount.minor) ? due : amount;
}

type Undecided = InvoiceView & { amount: MoneyJson; paymentId: string };

function undecided(r: Reader, invoice: Undecided, text: string): Outgoing {
  const buttons = holdButtons(r, invoice.paymentId, least(invoice.amount, invoice.due));
  return { text, buttons: buttonRows(...buttons, dealRow(r, invoice)) };
}

export function staffMoneyHeld(r: Reader, invoice: MessageData['staff_money_held']): Outgoing {
  const { amount, until, kind } = invoice;
  const values = { amount, kind: r.label(`kind-${kind}`) };
  const next = r.say('staff-money-held-next', { until: r.until(until) });
  return undecided(r, invoice, lines(aboutInvoice(r, invoice, 'staff-money-held', values), next));
}

export function staffHoldEnding(r: Reader, invoice: MessageData['staff_hold_ending']): Outgoing {
  const { amount, until } = invoice;
  const next = r.say('staff-hold-ending-next', { until: r.until(until) });
  return undecided(r, invoice, lines(aboutInvoice(r, invoice, 'staff-hold-ending', { amount }), next));
}

export function staffHoldFailed(r: Reader, invoice: MessageData['staff_hold_failed']): Outgoing {
  const { amount, reason } = invoice;
  const text = lines(
    aboutInvoice(r, invoice, 'staff-hold-failed', { amount }),
    r.say('staff-vendor-words', { reason }),
    r.say('staff-hold-failed-next'),
  );
  return undecided(r, invoice, text);
}

export function staffHoldReleased(r: Reader, invoice: MessageData['staff_hold_released']): Outgoing {
  const { amount, reason, asks } = invoice;
  return {
    text: lines(
      aboutInvoice(r, invoice, `staff-hold-released-${reason}`, { amount }),
      asks && r.say('staff-hold-released-asks'),
    ),
    buttons: [dealRow(r, invoice)],
  };
}

type Taken = Extract<ReturnType<typeof checkTake>, Done<unknown>>['value'];

/** How much of it? */
export function askPart(turn: Viewer, { invoice, most }: Taken): Outgoing {
  const r = readerOf(turn);
  const left = toJson(money(most, invoice.currency));
  return {
    text: r.say('hold-part-ask', { number: invoice.number, most: left }),
    buttons: [[stopButton(r)]],
  };
}

/** The order is saved; the provider is asked next. */
export function taking(turn: Viewer, { invoice, amount }: Taken): Outgoing {
  const sum = toJson(money(amount, invoice.currency));
  return { text: readerOf(turn).say('hold-taking', { number: invoice.number, amount: sum }) };
}

/** Letting go can't be undone: it is asked once more. */
export function confirmRelease(turn: Viewer, paymentId: string, number: string, amount: MoneyJson): Outgoing {
  const r = readerOf(turn);
  return {
    text: r.say('release-confirm', { number, amount }),
    buttons: [
      [r.button('hld', [paymentId, 'off', 'y'], 'button-release-yes')],
      [r.button('bill', [number], 'button-keep')],
    ],
  };
}

export function releasing(turn: Viewer, number: string, amount: MoneyJson): Outgoing {
  return { text: readerOf(turn).say('hold-releasing', { number, amount }) };
}
