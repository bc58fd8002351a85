import type { DealCase } from '../../domain/case.ts';
import { lineAmount } from '../../domain/decisions/issue-invoice.ts';
import type { Invoice } from '../../domain/invoice.ts';
import type { ItemView } from '../../domain/message.ts';
import { type MoneyJson, money, toJson } from '../../domain/money.ts';
import type { PlannedPart } from '../../domain/plan.ts';
import type { Button, Outgoing } from '../../domain/ports/channel.ts';
import type { Instant } from '../../domain/ports/clock.ts';
import type { Refusal } from '../../domain/result.ts';
import { quantityText } from '../../domain/views.ts';
import { buttonId } from './buttons.ts';
import { stopButton } from './dialogue.ts';
import { itemLines } from './invoice.ts';
import { blocks, buttonRows, lines, type Reader, readerOf, type Viewer } from './reader.ts';

export { pressPlease, sentForApproval, stopped } from './dialogue.ts';

/** Longest hint that a button shows. */
const HINT = 40;

interface Draft {
  /** Quantities in thousandths, prices in minor units. */
  readonly items: readonly { readonly title: string; readonly quantity: bigint; readonly price: bigint }[];
  readonly dueAt: number | null;
  /** Parts of a staged payment; null for one payment. */
  readonly plan?: readonly PlannedPart[] | null;
  /** `above_ceiling` when an owner must approve; null when it may go out. */
  readonly refusal: Refusal | null;
}

/** @param hint what the deal is about, offered as the first item; empty for none. */
export function askTitle(turn: Viewer, dealId: number, hint: string): Outgoing {
  const r = readerOf(turn);
  const short = hint.length > HINT ? `${hint.slice(0, HINT - 1).trimEnd()}…` : hint;
  const use = short !== '' && { id: buttonId('dlg', 'use'), text: short };
  return { text: r.say('ask-title', { deal: String(dealId) }), buttons: buttonRows([use], [stopButton(r)]) };
}

export function askQuantity(turn: Viewer, title: string): Outgoing {
  const r = readerOf(turn);
  return { text: r.say('ask-quantity', { title }), buttons: quantityButtons(r) };
}

export function askPrice(turn: Viewer, title: string): Outgoing {
  const r = readerOf(turn);
  return { text: r.say('ask-price', { title }), buttons: [[stopButton(r)]] };
}

export function askDue(turn: Viewer): Outgoing {
  const r = readerOf(turn);
  return { text: r.say('ask-due'), buttons: dueButtons(r) };
}

/** What would go out, word for word; nothing exists yet. */
export function preview(turn: Viewer, facts: DealCase, { items, dueAt, plan, refusal }: Draft): Outgoing {
  const r = readerOf(turn);
  const { id, currency } = facts.deal;
  const customer = facts.contact?.name ?? r.label('customer-unnamed');
  const sum = (minor: bigint): MoneyJson => toJson(money(minor, currency));
  const amounts = items.map(({ price, quantity }) => lineAmount(price, quantity));
  const shown: ItemView[] = items.map(({ title, quantity }, index) => ({
    title,
    quantity: quantityText(quantity),
    amount: sum(amounts[index] ?? 0n),
  }));
  const chat = facts.contact !== null && facts.contact.unreachable === null;
  return {
    text: blocks(
      r.say('preview', { customer, deal: String(id) }),
      lines(
        itemLines(r, shown),
        r.say('invoice-total', { total: sum(amounts.reduce((total, amount) => total + amount, 0n)) }),
        ...(plan ?? []).map(({ amount, startsAt }, index) => planned(r, index, sum(amount), startsAt)),
        plan
          ? null
          : dueAt === null
            ? r.say('preview-no-due')
            : r.say('invoice-due', { until: r.until(dueAt) }),
      ),
      refusal && r.say('preview-above', { ceiling: refusal.args?.ceiling }),
      !chat && r.say('preview-no-chat'),
    ),
    buttons: buttonRows(
      [r.button('dlg', ['ok'], refusal ? 'button-ask-owner' : chat ? 'button-send' : 'button-issue')],
      plan ? [] : [r.button('dlg', ['add'], 'button-add-item'), r.button('dlg', ['due'], 'button-due')],
      [stopButton(r)],
    ),
  };
}

/** One part of a staged payment: the first goes out now, others on their day or when staff say so. */
function planned(r: Reader, index: number, amount: MoneyJson, startsAt: Instant | null): string {
  const values = { part: index + 1, amount };
  if (index === 0) return r.say('plan-now', values);
  return startsAt === null
    ? r.say('plan-later', values)
    : r.say('plan-day', { ...values, day: r.day(startsAt) });
}

/** Until when to pay; any other day is written in words. */
function dueButtons(r: Reader): Button[][] {
  return [
    [r.button('dlg', ['due', '3d'], 'button-due-3d'), r.button('dlg', ['due', '7d'], 'button-due-7d')],
    [r.button('dlg', ['due', 'none'], 'button-due-none')],
    [stopButton(r)],
  ];
}

function quantityButtons(r: Reader): Button[][] {
  return [[r.button('dlg', ['skip'], 'button-one')], [stopButton(r)]];
}

/** It is on its way; where a customer has no chat, whoever issued it hands over the link. */
export function issued(turn: Viewer, facts: DealCase, invoice: Invoice): Outgoing {
  const r = readerOf(turn);
  const { number, total, currency, payToken } = invoice;
  const chat = facts.contact !== null && facts.contact.unreachable === null;
  const values = { number, total: toJson(money(total, currency)) };
  return {
    text: chat
      ? r.say('issued', values)
      : lines(r.say('issued-link', values), r.say('pay-link', { url: r.payUrl(payToken) })),
    buttons: [
      [
        r.button('bill', [number], 'button-bill', { number }),
        r.button('deal', [facts.deal.id], 'button-open-deal'),
      ],
    ],
  };
}

export function quantityUnreadable(turn: Viewer, given: string): Outgoing {
  const r = readerOf(turn);
  return { text: r.say('quantity-unreadable', { given: given.slice(0, HINT) }), buttons: quantityButtons(r) };
}

export function dayUnreadable(turn: Viewer, given: string): Outgoing {
  const r = readerOf(turn);
  return { text: r.say('day-unreadable', { given: given.slice(0, HINT) }), buttons: dueButtons(r) };
}
