import type { DealCase } from '../../domain/case.ts';
import { isCancellable } from '../../domain/decisions/cancel-invoice.ts';
import { checkCash } from '../../domain/decisions/enter-cash.ts';
import { awaitsHandover } from '../../domain/decisions/receipts.ts';
import { refundableOf } from '../../domain/decisions/refund.ts';
import { isPaidElsewhere } from '../../domain/elsewhere.ts';
import { heldOf, heldPayments, takeable } from '../../domain/hold.ts';
import { isPayable } from '../../domain/invoice.ts';
import { money, toJson } from '../../domain/money.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import { refuse } from '../../domain/result.ts';
import { mayWork } from '../../domain/rights.ts';
import { dealView, invoiceView } from '../../domain/views.ts';
import { disputeButton, disputeLine } from './dispute.ts';
import { holdButtons } from './hold.ts';
import { isBegun, itemLines, planLines } from './invoice.ts';
import { moneyBackLines, tryAgainButtons } from './money-back.ts';
import { blocks, buttonRows, lines, readerOf, type StaffViewer } from './reader.ts';
import { receiptLines } from './receipt.ts';
import { refusedTo } from './refusal.ts';

/** An invoice as staff open it: what and how much, where the money stands, the link to pay, what can be done now. */
export function invoicePage(turn: StaffViewer, facts: DealCase, number: string): Outgoing {
  const invoice = facts.invoices.find((each) => each.number === number);
  if (!invoice) return refusedTo(turn, refuse('invoice_not_found', { number }));
  const r = readerOf(turn);
  const view = invoiceView(facts, invoice.id, turn.deps.settings);
  const work = mayWork(turn.staff, facts).ok;
  const asked = facts.contact !== null && invoice.askedAt !== null;
  const payable = isPayable(invoice, turn.context.now);
  const sum = (minor: bigint) => toJson(money(minor, invoice.currency));
  const held = heldOf(facts, invoice);
  const undecided = heldPayments(facts, invoice)
    .filter(({ captureAmount }) => captureAmount === null)
    .flatMap((each) => holdButtons(r, each.id, sum(takeable(each, invoice))));
  const back = dealView(facts).moneyBack?.filter((each) => each.number === number);
  const mayEnter = checkCash(
    facts,
    { number, amount: null, by: turn.staff },
    { now: turn.context.now, settings: turn.deps.settings },
  ).ok;
  const customer = view.customer ?? r.label('customer-unnamed');
  const state = r.label(`invoice-state-${invoice.state}`);
  return {
    text: blocks(
      lines(
        r.say('invoice-page', { number, state }),
        r.say('whose', { customer, deal: String(view.dealId) }),
      ),
      lines(
        itemLines(r, view.items),
        r.say('invoice-total', { total: view.total }),
        isBegun(view) && r.say('invoice-page-paid', { paid: view.paid }),
        invoice.refunded > 0n && r.say('invoice-page-refunded', { refunded: sum(invoice.refunded) }),
        held > 0n && r.say('invoice-page-held', { held: sum(held) }),
        isBegun(view) && payable && r.say('invoice-page-due', { due: view.due }),
        r.say('invoice-page-issued', { when: r.day(invoice.issuedAt) }),
        payable && view.dueAt !== null && r.say('invoice-due', { until: r.until(view.dueAt) }),
      ),
      planLines(r, view),
      disputeLine(r, facts, invoice),
      moneyBackLines(r, back),
      receiptLines(r, facts, invoice.id),
      payable &&
        (isPaidElsewhere(facts)
          ? r.say('pay-elsewhere')
          : r.say('pay-link', { url: r.payUrl(view.payToken) })),
    ),
    buttons: buttonRows(
      ...(work ? undecided : []),
      [
        work && invoice.state === 'planned' && r.button('ask', [number], 'button-ask-part'),
        work && payable && asked && r.button('rem', [number], 'button-remind'),
        work && isCancellable(invoice) && r.button('can', [number], 'button-cancel-invoice'),
      ],
      [mayEnter && r.button('cash', [number], 'button-cash')],
      [work && awaitsHandover(facts, invoice, turn.deps) && r.button('done', [number], 'button-handed-over')],
      [work && refundableOf(facts, invoice) > 0n && r.button('ref', [number], 'button-refund-some')],
      [work && disputeButton(r, facts, invoice)],
      ...(work ? tryAgainButtons(r, view.dealId, back) : []),
      [r.button('deal', [view.dealId], 'button-open-deal')],
    ),
  };
}
