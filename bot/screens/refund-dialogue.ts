import type { DealCase } from '../../domain/case.ts';
import { BY_HAND } from '../../domain/decisions/enter-cash.ts';
import { type CheckedRefund, refundableOf } from '../../domain/decisions/refund.ts';
import { type MoneyJson, money, toJson } from '../../domain/money.ts';
import type { Button, Outgoing } from '../../domain/ports/channel.ts';
import { type Refusal, refuse } from '../../domain/result.ts';
import {
  type PickedItem,
  priceItems,
  type ReturnableItem,
  returnableItems,
} from '../../domain/returnable.ts';
import { quantityText, returnedViews } from '../../domain/views.ts';
import { formatDecimal } from '../texts/format.ts';
import { stopButton } from './dialogue.ts';
import { itemLines } from './invoice.ts';
import { blocks, buttonRows, lines, type Reader, readerOf, type Viewer } from './reader.ts';
import { refusedTo } from './refusal.ts';

export { pressPlease, sentForApproval, stopped } from './dialogue.ts';

/** Quick reasons for a refund: `refund-reason-<n>`. */
const REASONS = ['1', '2', '3', '4'];
/** Lines that have buttons; further ones are picked by writing. */
const LINES = 20;
const LONGEST_TITLE = 28;

type Asked = CheckedRefund;

/** @param asked with all that is left as its amount. */
export function askSum(turn: Viewer, asked: Asked, pick: boolean): Outgoing {
  const r = readerOf(turn);
  const left = sumOf(asked);
  return {
    text: r.say('refund-ask-sum', { number: asked.invoice.number, left }),
    buttons: buttonRows(
      [r.button('dlg', ['all'], 'button-refund-all', { left })],
      [pick && r.button('dlg', ['items'], 'button-refund-items')],
      [stopButton(r)],
    ),
  };
}

/** @param pick whether the items may be picked instead. */
export function askReason(turn: Viewer, asked: Asked, pick: boolean): Outgoing {
  const r = readerOf(turn);
  return {
    text: lines(
      r.say('refund-ask-reason', { number: asked.invoice.number, amount: sumOf(asked) }),
      returnedLines(r, asked),
    ),
    buttons: buttonRows(
      ...REASONS.map((reason) => [r.button('dlg', ['reason', reason], `refund-reason-${reason}`)]),
      [pick && r.button('dlg', ['items'], 'button-refund-items')],
      [stopButton(r)],
    ),
  };
}

/** What is returned of each line, and what that is worth so far. */
export function pickItems(
  turn: Viewer,
  facts: DealCase,
  number: string,
  picked: readonly PickedItem[],
): Outgoing {
  const r = readerOf(turn);
  const invoice = facts.invoices.find((each) => each.number === number);
  if (!invoice) return refusedTo(turn, refuse('invoice_not_found', { number }));
  const left = returnableItems(facts, invoice);
  const priced = picked.length > 0 ? priceItems(facts, invoice, picked) : null;
  const worth = priced?.ok ? priced.value.reduce((total, each) => total + each.amount, 0n) : 0n;
  const amount = toJson(money(worth, invoice.currency));
  const of = (item: ReturnableItem) => picked.find(({ line }) => line === item.line)?.quantity ?? 0n;
  return {
    text: blocks(
      r.say('refund-pick', { number }),
      lines(...left.map((item) => lineText(r, item, of(item), invoice.currency))),
      worth > 0n && r.say('refund-pick-sum', { amount }),
    ),
    buttons: buttonRows(
      ...left.slice(0, LINES).map((item) => lineButtons(r, item, of(item))),
      [worth > 0n && r.button('dlg', ['next'], 'button-refund-next', { amount })],
      [stopButton(r)],
    ),
  };
}

function lineText(r: Reader, item: ReturnableItem, picked: bigint, currency: string): string {
  const values = {
    line: String(item.line + 1),
    title: item.title,
    quantity: formatDecimal(quantityText(item.quantity), r.locale),
    amount: toJson(money(item.amount, currency)),
  };
  return picked > 0n
    ? r.say('refund-pick-some', { ...values, picked: formatDecimal(quantityText(picked), r.locale) })
    : r.say('refund-pick-none', values);
}

function lineButtons(r: Reader, item: ReturnableItem, picked: bigint): Button[] {
  const { line, quantity } = item;
  const title = item.title.length > LONGEST_TITLE ? `${item.title.slice(0, LONGEST_TITLE - 1)}…` : item.title;
  const key = picked > 0n ? 'button-item-picked' : 'button-item';
  const all = r.button('dlg', ['item', line], key, { title });
  if (quantity <= 1000n) return [all];
  return [
    r.button('dlg', ['less', line], 'button-less'),
    all,
    r.button('dlg', ['more', line], 'button-more'),
  ];
}

/** What was written is no line with a quantity that is there. */
export function pickUnreadable(turn: Viewer, given: string): Outgoing {
  return { text: readerOf(turn).say('refund-pick-unreadable', { given: given.slice(0, 40) }) };
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
      returnedLines(r, asked),
      ...wherever(r, facts, asked.invoice.id),
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

/** Where the money goes: back to where it came from, or into the customer's hand. */
function wherever(r: Reader, { payments }: DealCase, id: string): (string | false)[] {
  const paid = payments.filter(({ invoiceId, state }) => invoiceId === id && state === 'succeeded');
  const handed = paid.filter(({ provider }) => provider === BY_HAND);
  return [
    handed.length < paid.length && r.say('refund-back-where'),
    handed.length > 0 && r.say('refund-hand-over'),
  ];
}

function returnedLines(r: Reader, { invoice, items }: Asked): string | null {
  return items && itemLines(r, returnedViews(invoice, items));
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
