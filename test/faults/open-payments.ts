import { SIGNATURE_HEADER, sign } from '../../api/payments/sandbox/webhook.ts';
import type { WireEvent } from '../../api/payments/sandbox/wire.ts';
import { type Changes, joinChanges } from '../../domain/changes.ts';
import { issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import { openDeal } from '../../domain/decisions/open-deal.ts';
import { notePaymentStarted, startPayment } from '../../domain/decisions/start-payment.ts';
import type { Store } from '../../domain/ports/store.ts';
import { apply, contact, context } from '../support/world.ts';

/** A payment that waits for its money, as the till and the practice bank know it. */
export interface OpenPayment {
  readonly dealId: number;
  readonly number: string;
  readonly paymentId: string;
  readonly reference: string;
  /** The id that its money will have. */
  readonly chargeId: string;
  readonly amount: bigint;
}

/** Settings of a till whose practice bank is elsewhere; nobody answers there, and nobody has to. */
export const BANK = {
  SANDBOX: 'off',
  SANDBOX_BANK_API_ROOT: 'http://127.0.0.1:9',
  SANDBOX_BANK_SECRET_KEY: 'key-of-the-tests',
  SANDBOX_BANK_WEBHOOK_SECRET: 'secret-of-the-tests',
};

const AT_ONCE = 500;
/** Deals and invoices have numbers from here on, out of the way of those that the till gives out. */
const FROM = 900_000;

/** `unreachable`: why nothing is said there; not given: it is. */
interface Where {
  readonly channel: string;
  readonly address: string;
  readonly unreachable?: string | null;
}

export interface Opening {
  /** Number of the first deal. */
  readonly from?: number;
  /** Where a customer is told of it; in a channel that is not set up when it is not given. */
  readonly tell?: (id: number) => Where;
}

/** Writes `count` deals, each with one invoice and a payment that is open at the bank. */
export async function openPayments(
  store: Store,
  count: number,
  { from = FROM, tell = (id) => ({ channel: 'letter', address: `box-${id}` }) }: Opening = {},
): Promise<OpenPayment[]> {
  const made = Array.from({ length: count }, (_, index) => waiting(from + index, tell(from + index)));
  for (let first = 0; first < count; first += AT_ONCE) {
    const page = made.slice(first, first + AT_ONCE);
    await Promise.all(page.map(({ changes }) => store.commit(changes)));
  }
  return made.map(({ open }) => open);
}

function waiting(id: number, where: Where): { open: OpenPayment; changes: Changes } {
  const at = context({
    now: Date.now(),
    newId: () => crypto.randomUUID(),
    newToken: () => crypto.randomUUID(),
  });
  // Where their channel is not set up, what is said to them waits in the outbox and can be counted there.
  const customer = contact({ id: `contact-${id}`, ...where });
  const about = { id, contact: customer, title: 'Логотип', source: 'api', responsibleId: null, team: [] };
  const opened = openDeal(about, at);
  const amount = BigInt(100_00 + id - FROM);
  const items = [{ title: 'Логотип', quantity: 1000n, price: amount }];
  const dealt = apply(opened.facts, opened.changes);
  const issued = issueInvoice(dealt, { items, dueAt: null, counter: id - 1, by: null }, at);
  if (!issued.ok) throw new Error(issued.code);
  const invoiced = apply(dealt, issued.value.changes);
  const { payToken, number } = issued.value.invoice;
  const asked = startPayment(invoiced, payToken, { provider: 'sandbox', kind: 'sbp' }, at);
  if (!asked.ok || asked.value.type !== 'ask') throw new Error('nothing was asked');
  const reference = `pay_${id}`;
  const answer = { reference, url: `https://bank.example/${reference}`, qr: null, expiresAt: null };
  const paying = apply(invoiced, asked.value.changes);
  const started = notePaymentStarted(paying, asked.value.payment.id, { ok: true, value: answer }, at);
  const all = [opened.changes, issued.value.changes, asked.value.changes ?? {}, started ?? {}];
  const open = {
    dealId: id,
    number,
    paymentId: asked.value.payment.id,
    reference,
    chargeId: `ch_${id}`,
    amount,
  };
  return { open, changes: asOne(all) };
}

/** Four decisions on a new deal as one: of each row the last state, as a new row. */
function asOne(all: readonly Changes[]): Changes {
  const { counters, ...joined } = joinChanges(...all);
  const last = <T extends { id: string | number }>(rows: readonly T[] = []): T[] => [
    ...new Map(rows.map((row) => [row.id, row])).values(),
  ];
  return {
    ...joined,
    deals: last(joined.deals).map((row) => ({ ...row, version: 0 })),
    contacts: last(joined.contacts).map((row) => ({ ...row, version: 0 })),
    invoices: last(joined.invoices),
    payments: last(joined.payments),
    // The invoice as it was issued is no news here: what follows from the money is counted.
    messages: [],
  };
}

/** The bank's event that the money of `open` has come. */
export function chargeEvent(open: OpenPayment, over: { minor?: string; currency?: string } = {}): WireEvent {
  const { reference, paymentId, chargeId } = open;
  const amount = { minor: String(open.amount), currency: 'RUB' };
  const at = Date.now();
  return {
    id: `evt_${chargeId}`,
    type: 'charge.succeeded',
    about: chargeId,
    payment: {
      id: reference,
      state: 'succeeded',
      amount,
      kind: 'sbp',
      description: 'Логотип',
      paymentId,
      url: `https://bank.example/${reference}`,
      expiresAt: null,
      createdAt: at,
      held: null,
      ended: null,
      charges: [{ id: chargeId, amount: { ...amount, ...over }, fee: '0', at }],
      declines: [],
      refunds: [],
      disputes: [],
    },
  };
}

/** Headers of a webhook with this body, signed now. */
export async function signedHeaders(body: Uint8Array, at = Date.now()): Promise<Record<string, string>> {
  const signature = await sign(BANK.SANDBOX_BANK_WEBHOOK_SECRET, body, at);
  return { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature };
}
