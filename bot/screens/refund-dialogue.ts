import type { DealCase } from '../../domain/case.ts';
import { refundableOf } from '../../domain/decisions/refund.ts';
import type { Invoice } from '../../domain/invoice.ts';
import { type MoneyJson, money, toJson } from '../../domain/money.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import type { Refusal } from '../../domain/result.ts';
import { blocks, buttonRows, lines, readerOf, type Viewer } from './reader.ts';

export { pressPlease, sentForApproval } from './invoice-dialogue.ts';
export { stopped } from './staff.ts';

/** Quick reasons for a refund: `refund-reason-<n>`. */
const REASONS = ['1', '2', '3'];

interface Asked {
  readonly invoice: Invoice;
  /** Minor units of the invoice's currency. */
  readonly amount: bigint;
}

/** @param asked with all that is left as its amount. */
export function askSum(turn: Viewer, asked: Asked): Outgoing {
  const r = readerOf(turn);
  const amount = sumOf(asked);
  return {
    text: r.say('ask-refund-sum', { number: asked.invoice.number, amount }),
    buttons: [
      [r.button('dlg', ['all'], 'button-refund-all', { amount })],
      [r.button('dlg', ['stop'], 'button-stop')],
    ],
  };
}

export function askReason(turn: Viewer, asked: Asked): Outgoing {
  const r = readerOf(turn);
  return {
    text: r.say('ask-refund-reason', { number: asked.invoice.number, amount: sumOf(asked) }),
    buttons: [
      ...REASONS.map((reason) => [r.button('dlg', ['reason', reason], `refund-reason-${reason}`)]),
      [r.button('dlg', ['stop'], 'button-stop')],
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
        r.say('confirm-refund', { number: asked.invoice.number, amount }),
        r.say('whose', { customer, deal: String(facts.deal.id) }),
        r.say('confirm-refund-reason', { reason: asked.reason }),
      ),
      asked.refusal
        ? r.say('needs-owner', { ceiling: asked.refusal.args?.ceiling })
        : r.say('confirm-refund-next'),
    ),
    buttons: buttonRows(
      [
        asked.refusal
          ? r.button('dlg', ['ok'], 'button-ask-owner')
          : r.button('dlg', ['ok'], 'button-refund-sure', { amount }),
      ],
      [r.button('dlg', ['stop'], 'button-stop')],
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
    text: lines(r.say('refund-on-its-way', { number, amount: sum }), r.say('refund-on-its-way-next')),
    buttons: [[r.button('bill', [number], 'button-bill', { number })]],
  };
}

function sumOf({ invoice, amount }: Asked): MoneyJson {
  return toJson(money(amount, invoice.currency));
}
