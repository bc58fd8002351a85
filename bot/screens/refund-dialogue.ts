import type { DealCase } from '../../domain/case.ts';
import { refundableOf } from '../../domain/decisions/refund.ts';
import type { Invoice } from '../../domain/invoice.ts';
import { type MoneyJson, money, toJson } from '../../domain/money.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import type { Refusal } from '../../domain/result.ts';
import { stopButton } from './dialogue.ts';
import { blocks, buttonRows, lines, readerOf, type Viewer } from './reader.ts';

export { pressPlease, sentForApproval, stopped } from './dialogue.ts';

/** Quick reasons for a refund: `refund-reason-<n>`. */
const REASONS = ['1', '2', '3', '4'];

interface Asked {
  readonly invoice: Invoice;
  /** Minor units of the invoice's currency. */
  readonly amount: bigint;
}

/** @param asked with all that is left as its amount. */
export function askSum(turn: Viewer, asked: Asked): Outgoing {
  const r = readerOf(turn);
  const left = sumOf(asked);
  return {
    text: r.say('refund-ask-sum', { number: asked.invoice.number, left }),
    buttons: [[r.button('dlg', ['all'], 'button-refund-all', { left })], [stopButton(r)]],
  };
}

export function askReason(turn: Viewer, asked: Asked): Outgoing {
  const r = readerOf(turn);
  return {
    text: r.say('refund-ask-reason', { number: asked.invoice.number, amount: sumOf(asked) }),
    buttons: [
      ...REASONS.map((reason) => [r.button('dlg', ['reason', reason], `refund-reason-${reason}`)]),
      [stopButton(r)],
    ],
  };
}

/** The words behind a quick reason; empty for one that there is not. */
export function reasonText(turn: Viewer, reason: string): string {
  return REASONS.includes(reason) ? readerOf(turn).label(`refund-reason-${reason}`) : '';
}

/** The last look before money moves. */
export function confirmRefund(
  turn: Viewer,
  facts: DealCase,
  asked: Asked & { readonly reason: string; readonly refusal: Refusal | null },
): Outgoing {
  const r = readerOf(turn);
  const amount = sumOf(asked);
  const customer = facts.contact?.name ?? r.label('customer-unnamed');
  return {
    text: blocks(
      lines(
        r.say('refund-confirm', { number: asked.invoice.number, amount }),
        r.say('whose', { customer, deal: String(facts.deal.id) }),
        r.say('refund-because', { reason: asked.reason }),
      ),
      r.say('refund-back-where'),
      asked.refusal && r.say('refund-above', { ceiling: asked.refusal.args?.ceiling }),
    ),
    buttons: buttonRows(
      [
        asked.refusal
          ? r.button('dlg', ['ok'], 'button-ask-owner')
          : r.button('dlg', ['ok'], 'button-refund', { amount }),
      ],
      [stopButton(r)],
    ),
  };
}

/** The order to return money is saved; the provider is asked next. @param amount null: all that was left. */
export function onItsWay(turn: Viewer, number: string, amount: bigint | null, facts: DealCase): Outgoing {
  const r = readerOf(turn);
  const invoice = facts.invoices.find((each) => each.number === number);
  const minor = amount ?? (invoice ? refundableOf(facts, invoice) : 0n);
  const sum = toJson(money(minor, invoice?.currency ?? facts.deal.currency));
  return {
    text: r.say('refund-on-its-way', { number, amount: sum }),
    buttons: [[r.button('bill', [number], 'button-bill', { number })]],
  };
}

function sumOf({ invoice, amount }: Asked): MoneyJson {
  return toJson(money(amount, invoice.currency));
}
