import type { DealCase } from './case.ts';
import { isToShip } from './elsewhere.ts';
import { dueOf, type Invoice } from './invoice.ts';
import type { DealView, InvoiceView, ItemView, PlanView } from './message.ts';
import { type MoneyJson, money, toJson } from './money.ts';
import { LIVE } from './payment.ts';
import { kindsFor } from './policy.ts';
import type { Refund, RefundItem } from './refund.ts';
import { failedRefunds, refundsOnTheirWay } from './returnable.ts';
import type { Settings } from './settings.ts';
import { hasNoChat } from './site-contact.ts';

/** `1`, `0.5`: thousandths as decimal text. */
export function quantityText(thousandths: bigint): string {
  const whole = thousandths / 1000n;
  const rest = (thousandths % 1000n).toString().padStart(3, '0').replace(/0+$/, '');
  return rest ? `${whole}.${rest}` : `${whole}`;
}

/** An invoice as messages and pages show it, as it is in `facts`. @throws Error when it is not there: a bug. */
export function invoiceView(facts: DealCase, invoiceId: string, settings: Settings): InvoiceView {
  const invoice = facts.invoices.find((each) => each.id === invoiceId);
  if (!invoice) throw new Error(`Deal ${facts.deal.id} has no invoice ${invoiceId}`);
  const sum = (minor: bigint): MoneyJson => toJson(money(minor, invoice.currency));
  const items: ItemView[] = invoice.items.map((item) => ({
    title: item.title,
    quantity: quantityText(item.quantity),
    amount: sum(item.amount),
  }));
  return {
    dealId: invoice.dealId,
    number: invoice.number,
    items,
    total: sum(invoice.total),
    paid: sum(invoice.paid),
    due: sum(dueOf(invoice)),
    dueAt: invoice.dueAt,
    payToken: invoice.payToken,
    kinds: kindsFor(facts, settings),
    plan: planView(facts, invoice),
    customer: facts.contact?.name ?? null,
  };
}

/** Where an invoice stands in its staged payment; parts that were cancelled are no longer of it. */
function planView(facts: DealCase, invoice: Invoice): PlanView | null {
  if (invoice.planId === null) return null;
  const all = facts.invoices.filter((each) => each.planId === invoice.planId && each.state !== 'cancelled');
  const sum = (of: (each: Invoice) => bigint): MoneyJson =>
    toJson(
      money(
        all.reduce((total, each) => total + of(each), 0n),
        invoice.currency,
      ),
    );
  const next = all.find((each) => each.part > invoice.part && each.state === 'planned');
  return {
    part: invoice.part,
    parts: all.length,
    total: sum((each) => each.total),
    paid: sum((each) => each.paid),
    left: sum(dueOf),
    nextAt: next?.startsAt ?? null,
  };
}

/** Returned items as messages show them. */
export function returnedViews(invoice: Invoice, items: readonly RefundItem[]): ItemView[] {
  return items.map(({ line, quantity, amount }) => ({
    title: invoice.items[line]?.title ?? '',
    quantity: quantityText(quantity),
    amount: toJson(money(amount, invoice.currency)),
  }));
}

/** Refunds that are on their way, and those that failed and nobody tried again. */
function moneyBack(facts: DealCase): NonNullable<DealView['moneyBack']> {
  const numberOf = ({ invoiceId }: Refund): string =>
    facts.invoices.find(({ id }) => id === invoiceId)?.number ?? '';
  return [...refundsOnTheirWay(facts), ...failedRefunds(facts)].map((refund) => ({
    id: refund.id,
    number: numberOf(refund),
    amount: toJson(money(refund.amount, refund.currency)),
    at: refund.finishedAt ?? refund.createdAt,
    failure: refund.state === 'failed' ? (refund.failure ?? '') : null,
  }));
}

/** A deal as its card shows it. */
export function dealView(facts: DealCase): DealView {
  const { deal, contact } = facts;
  const responsible = facts.team.find((member) => member.id === deal.responsibleId);
  return {
    id: deal.id,
    stage: deal.stage,
    title: deal.title,
    source: deal.source,
    customer: contact?.name ?? null,
    phone: contact?.phone ?? null,
    responsible: responsible?.name ?? null,
    responsibleId: deal.responsibleId,
    unreachable: contact !== null && contact.unreachable !== null,
    ...(contact && hasNoChat(contact) ? { noChat: true, email: contact.email } : {}),
    ...(isToShip(facts) ? { toShip: true } : {}),
    company: contact?.company ? { name: contact.company.name, inn: contact.company.inn } : null,
    invoices: facts.invoices.map((invoice) => ({
      number: invoice.number,
      state: invoice.state,
      total: toJson(money(invoice.total, invoice.currency)),
      due: toJson(money(dueOf(invoice), invoice.currency)),
    })),
    moneyBack: moneyBack(facts),
  };
}

/** Attempts of one invoice that can still bring money. */
export function livePayments(facts: DealCase, invoiceId: string): DealCase['payments'] {
  return facts.payments.filter((payment) => payment.invoiceId === invoiceId && LIVE.has(payment.state));
}
