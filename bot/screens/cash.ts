import type { DealCase } from '../../domain/case.ts';
import { HAND_KINDS, type HandKind } from '../../domain/decisions/enter-cash.ts';
import { dueOf, type Invoice } from '../../domain/invoice.ts';
import { money, toJson } from '../../domain/money.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import { stopButton } from './dialogue.ts';
import { blocks, lines, readerOf, type Viewer } from './reader.ts';

/** Money that is about to be entered; `amount` in minor units of the invoice's currency. */
interface Entered {
  readonly invoice: Invoice;
  readonly amount: bigint;
}

export function askCashSum(turn: Viewer, invoice: Invoice): Outgoing {
  const r = readerOf(turn);
  const due = toJson(money(dueOf(invoice), invoice.currency));
  return {
    text: r.say('cash-ask-sum', { number: invoice.number, due }),
    buttons: [[r.button('dlg', ['all'], 'button-cash-all', { due })], [stopButton(r)]],
  };
}

export function askCashKind(turn: Viewer, { invoice, amount }: Entered): Outgoing {
  const r = readerOf(turn);
  return {
    text: r.say('cash-ask-kind', { amount: toJson(money(amount, invoice.currency)) }),
    buttons: [
      ...HAND_KINDS.map((kind) => [r.button('dlg', ['kind', kind], `cash-kind-${kind}`)]),
      [stopButton(r)],
    ],
  };
}

export function askCashReason(turn: Viewer): Outgoing {
  const r = readerOf(turn);
  return { text: r.say('cash-ask-reason'), buttons: [[stopButton(r)]] };
}

/** The last look before it is booked. */
export function confirmCash(
  turn: Viewer,
  facts: DealCase,
  { invoice, amount, kind, reason }: Entered & { readonly kind: HandKind; readonly reason: string },
): Outgoing {
  const r = readerOf(turn);
  const { number } = invoice;
  const sum = toJson(money(amount, invoice.currency));
  const customer = facts.contact?.name ?? r.label('customer-unnamed');
  return {
    text: blocks(
      lines(
        r.say('cash-confirm', { number, amount: sum, kind: r.label(`kind-${kind}`) }),
        r.say('whose', { customer, deal: String(facts.deal.id) }),
        r.say('cash-because', { reason }),
      ),
      facts.contact && r.say('cash-confirm-tells'),
    ),
    buttons: [[r.button('dlg', ['ok'], 'button-cash-yes', { amount: sum })], [stopButton(r)]],
  };
}

export function cashEntered(turn: Viewer, { invoice, amount }: Entered): Outgoing {
  const r = readerOf(turn);
  const { number } = invoice;
  return {
    text: r.say('cash-entered', { number, amount: toJson(money(amount, invoice.currency)) }),
    buttons: [[r.button('bill', [number], 'button-bill', { number })]],
  };
}
