import type { Invoice } from '../../domain/invoice.ts';
import { money, toJson } from '../../domain/money.ts';
import type { Button, Outgoing } from '../../domain/ports/channel.ts';
import type { DealRow } from '../../domain/ports/store.ts';
import { blocks, buttonRows, lines, type Reader, readerOf, rowsOf, type StaffViewer } from './reader.ts';

/** A page of a list. */
export interface Paging {
  /** From 0. */
  readonly page: number;
  /** There is an older one. */
  readonly more: boolean;
}

/** `/deals`: two lines and a button for each. */
export function dealList(turn: StaffViewer, rows: readonly DealRow[], paging: Paging): Outgoing {
  const r = readerOf(turn);
  const turns = pageButtons(r, 'deals', paging);
  if (rows.length === 0) return { text: r.say(paging.page > 0 ? 'list-end' : 'deals-none'), buttons: turns };
  const buttons = rows.map(({ deal, contactName }) => {
    const key = contactName ? 'button-deal-of' : 'button-deal';
    return r.button('deal', [deal.id], key, { deal: String(deal.id), customer: contactName ?? '' });
  });
  return {
    text: blocks(r.say('deals-title'), ...rows.map((row) => dealRow(r, row))),
    buttons: [...rowsOf(buttons, 2), ...turns],
  };
}

function dealRow(r: Reader, { deal, contactName, responsibleName }: DealRow): string {
  const customer = contactName ?? r.label('customer-unnamed');
  const stage = r.label(`stage-${deal.stage}`);
  return lines(
    r.say('deal-title', { deal: String(deal.id), title: deal.title || r.label('deal-untitled') }),
    responsibleName
      ? r.say('deals-row', { customer, stage, name: responsibleName })
      : r.say('deals-row-free', { customer, stage }),
  );
}

/** `/invoices`: a line and a button for each, and the way to money that no invoice asked for, if there is any. */
export function invoiceList(
  turn: StaffViewer,
  rows: readonly Invoice[],
  paging: Paging,
  unknownMoney = false,
): Outgoing {
  const r = readerOf(turn);
  const turns = [
    ...pageButtons(r, 'invs', paging),
    ...buttonRows([unknownMoney && r.button('unm', [0], 'button-unmatched')]),
  ];
  if (rows.length === 0)
    return { text: r.say(paging.page > 0 ? 'list-end' : 'invoices-none'), buttons: turns };
  const buttons = rows.map(({ number }) => r.button('bill', [number], 'button-bill', { number }));
  return {
    text: blocks(r.say('invoices-title'), lines(...rows.map((row) => invoiceRow(r, row)))),
    buttons: [...rowsOf(buttons, 4), ...turns],
  };
}

function invoiceRow(r: Reader, { number, total, currency, state, dealId }: Invoice): string {
  const values = { number, total: toJson(money(total, currency)), deal: String(dealId) };
  return r.say('invoices-row', { ...values, state: r.label(`invoice-state-${state}`) });
}

/** Newer and older pages of a list. */
function pageButtons(r: Reader, verb: 'deals' | 'invs', { page, more }: Paging): Button[][] {
  return buttonRows([
    page > 0 && r.button(verb, [page - 1], 'button-newer'),
    more && r.button(verb, [page + 1], 'button-older'),
  ]);
}
