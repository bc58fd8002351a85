import type { DealCase } from '../case.ts';
import { type Changes, joinChanges } from '../changes.ts';
import { amend } from '../draft.ts';
import type { Invoice } from '../invoice.ts';
import { toJson } from '../money.ts';
import { done, type Result } from '../result.ts';
import type { Context } from '../settings.ts';
import type { Staff } from '../staff.ts';
import { type FoundCharge, paymentOf } from './attach-charge.ts';
import { bookCharge } from './book-charge.ts';
import { returnOverpayment } from './refund.ts';
import { settleRefund } from './settle-refund.ts';

/** Where deals come from that exist only to give unknown money back. */
export const UNKNOWN_MONEY = 'unknown_money';

export interface ReturnCharge {
  /** Number for the deal, from the store. */
  readonly id: number;
  readonly charge: FoundCharge;
  /** Who says so; null for an API. */
  readonly by: Staff | null;
  readonly team: readonly Staff[];
  /** It has been given back outside of the till already, where the provider cannot: only booked. */
  readonly byHand: boolean;
}

/**
 * Gives unknown money back, all of it. Books need a deal for it: one that is closed from the start, whose
 * invoice asks for nothing and holds the money as credit until it has gone.
 */
export function returnCharge(command: ReturnCharge, context: Context): Result<Changes> {
  const { id, charge, by, byHand } = command;
  const draft = amend(closedDeal(command, context), context);
  const invoice = closedInvoice(command, context);
  draft.event('deal_opened', { source: UNKNOWN_MONEY });
  draft.invoice(invoice);
  const amount = toJson(charge.amount);
  draft.event('money_returned', { number: invoice.number, amount, provider: charge.provider, byHand });
  const payment = paymentOf({ id: invoice.id, dealId: id }, charge, by, context);
  bookCharge(draft, invoice, payment, { fee: charge.fee, silent: true }, context);
  const booked = draft.seal();
  const asked = returnOverpayment(draft.facts(), payment.id, by, context);
  if (!asked.ok) return asked;
  const given = byHand ? handedBack(draft.facts(), asked.value, context) : null;
  return done(together(booked, given ? { ...asked.value, refunds: [] } : asked.value, given ?? {}));
}

/** The refund that was just asked for has been made, by a person. */
function handedBack(facts: DealCase, asked: Changes, context: Context): Changes | null {
  const [refund] = asked.refunds ?? [];
  if (!refund) return null;
  const payment = facts.payments.find((each) => each.id === refund.paymentId);
  const notice = {
    type: 'refund',
    eventKey: refund.id,
    reference: payment?.reference ?? '',
    paymentId: refund.paymentId,
    chargeId: payment?.chargeId ?? null,
    refundReference: refund.id,
    refundId: refund.id,
    state: 'succeeded',
    amount: { minor: refund.amount, currency: refund.currency },
    at: context.now,
    reason: null,
  } as const;
  return settleRefund({ ...facts, refunds: [refund] }, notice, refund.provider, context);
}

/** All of them write the same new deal: once is enough, as the last one leaves it. */
function together(...all: readonly Changes[]): Changes {
  const deals = all.findLast((each) => each.deals?.length)?.deals ?? [];
  return { ...joinChanges(...all), deals };
}

function closedDeal({ id, by, team }: ReturnCharge, { now, settings }: Context): DealCase {
  return {
    deal: {
      id,
      funnel: settings.funnel,
      contactId: null,
      title: '',
      source: UNKNOWN_MONEY,
      responsibleId: by?.id ?? null,
      currency: settings.currency,
      stage: 'cancelled',
      lostReason: null,
      createdAt: now,
      updatedAt: now,
      version: 0,
    },
    contact: null,
    invoices: [],
    payments: [],
    refunds: [],
    disputes: [],
    receipts: [],
    postings: [],
    policy: null,
    team,
  };
}

/** Nobody is billed by it, so it takes no number of the series: `R17` for deal 17. */
function closedInvoice({ id, charge, by }: ReturnCharge, context: Context): Invoice {
  const { minor, currency } = charge.amount;
  return {
    id: context.newId(),
    number: `R${id}`,
    dealId: id,
    state: 'cancelled',
    currency,
    items: [{ title: charge.chargeId, quantity: 1000n, price: minor, amount: minor }],
    total: minor,
    paid: 0n,
    refunded: 0n,
    dueAt: null,
    payToken: context.newToken(),
    entity: context.settings.seller.id,
    inPieces: false,
    receiptTo: null,
    createdBy: by?.id ?? null,
    issuedAt: context.now,
    paidAt: null,
    cancelledAt: context.now,
    planId: null,
    part: 1,
    startsAt: null,
    askedAt: null,
    nextReminderAt: null,
    remindersDone: 0,
  };
}
