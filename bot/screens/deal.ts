import type { DealCase } from '../../domain/case.ts';
import { isShipped } from '../../domain/decisions/market-order.ts';
import type { HistoryEvent } from '../../domain/history.ts';
import type { DealView, MessageData } from '../../domain/message.ts';
import { fromJson } from '../../domain/money.ts';
import type { Button, Outgoing } from '../../domain/ports/channel.ts';
import { mayWork } from '../../domain/rights.ts';
import { dealView } from '../../domain/views.ts';
import { deliveryLines } from './deliveries.ts';
import { moneyBackLines, tryAgainButtons } from './money-back.ts';
import { blocks, buttonRows, lines, type Reader, readerOf, rowsOf, type StaffViewer } from './reader.ts';
import { sourceName } from './source.ts';
import { timeline } from './timeline.ts';

/** Invoices that a card names; older ones are counted. */
const INVOICES = 5;
/** Stages in which a deal can still be given up: no money in it. */
const LOSABLE = new Set(['lead', 'in_work', 'invoice_issued', 'awaiting_payment', 'cancelled']);

/** What a reader of a deal can do. */
interface Powers {
  readonly take: boolean;
  readonly work: boolean;
  readonly answer: boolean;
  /** Say for which company the customer pays. */
  readonly company: boolean;
  /** Say that a marketplace's order is handed over. */
  readonly ship: boolean;
}

/** The card of a deal, for all who might take it; drawn again whenever the deal changes. */
export function dealCard(r: Reader, deal: MessageData['deal_card']): Outgoing {
  const free = deal.responsibleId === null;
  // A card does not know whether its customer has a chat: only deals that staff opened have none.
  const answer = !deal.unreachable && !deal.toShip && (deal.source !== 'staff' || deal.customer !== null);
  return {
    text: blocks(
      deal.isNew && r.say('deal-new'),
      head(r, deal),
      invoiceLines(r, deal),
      moneyBackLines(r, deal.moneyBack),
    ),
    buttons: dealButtons(r, deal, {
      take: free,
      work: true,
      answer,
      company: false,
      ship: deal.toShip === true,
    }),
  };
}

/**
 * `/deal 1`: the card, what happened lately, and what this reader can do.
 * @param history the deal's timeline, for what became of messages to the customer.
 */
export function dealPage(
  turn: StaffViewer,
  facts: DealCase,
  history: readonly HistoryEvent[] = [],
): Outgoing {
  const r = readerOf(turn);
  const deal = dealView(facts);
  const work = mayWork(turn.staff, facts).ok;
  const reachable = facts.contact !== null && facts.contact.unreachable === null;
  const take = work && deal.responsibleId === null;
  return {
    text: blocks(
      head(r, deal),
      invoiceLines(r, deal),
      moneyBackLines(r, deal.moneyBack),
      timeline(r, facts),
      deliveryLines(r, history),
    ),
    buttons: dealButtons(r, deal, {
      take,
      work,
      answer: work && reachable,
      company: work && facts.contact !== null,
      ship: work && deal.toShip === true && !isShipped(history),
    }),
  };
}

function head(r: Reader, deal: DealView): string {
  const customer = deal.customer ?? r.label('customer-unnamed');
  return lines(
    r.say('deal-title', { deal: String(deal.id), title: deal.title || r.label('deal-untitled') }),
    deal.phone
      ? r.say('deal-customer-phone', { customer, phone: deal.phone })
      : r.say('deal-customer', { customer }),
    deal.company && r.say('deal-company', deal.company),
    deal.email && r.say('deal-email', { email: deal.email }),
    deal.unreachable && r.say(deal.noChat ? 'deal-no-chat' : 'deal-unreachable'),
    r.say('deal-stage', { stage: stageText(r, deal.stage) }),
    deal.responsible ? r.say('deal-responsible', { name: deal.responsible }) : r.say('deal-free'),
    r.say('deal-source', { source: sourceName(r, deal.source) }),
  );
}

function stageText(r: Reader, stage: string): string {
  return r.label(`stage-${stage}`);
}

function invoiceLines(r: Reader, deal: DealView): string {
  const shown = deal.invoices.slice(-INVOICES);
  const more = deal.invoices.length - shown.length;
  return lines(
    ...shown.map(({ number, state, total, due }) => {
      const left = fromJson(due).minor > 0n && due.minor !== total.minor;
      const key = left ? 'deal-invoice-left' : 'deal-invoice';
      return r.say(key, { number, total, due, state: r.label(`invoice-state-${state}`) });
    }),
    more > 0 && r.say('deal-invoices-more', { count: more }),
  );
}

function dealButtons(r: Reader, deal: DealView, { take, work, answer, company, ship }: Powers): Button[][] {
  const bills = deal.invoices.slice(-INVOICES).filter(({ state }) => state !== 'cancelled');
  return buttonRows(
    [take && r.button('take', [deal.id], 'button-take')],
    [ship && r.button('shp', [deal.id], 'button-ship')],
    [
      work && r.button('inv', [deal.id], 'button-invoice'),
      answer && r.button('ans', [deal.id], 'button-answer'),
    ],
    ...rowsOf(
      bills.map(({ number }) => r.button('bill', [number], 'button-bill', { number })),
      3,
    ),
    ...(work ? tryAgainButtons(r, deal.id, deal.moneyBack) : []),
    [
      company && r.button('comp', [deal.id], 'button-company'),
      work && LOSABLE.has(deal.stage) && r.button('lost', [deal.id], 'button-lost'),
    ],
  );
}
