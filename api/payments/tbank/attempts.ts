import type { CallOptions, Started, StartRequest } from '../../../domain/ports/payment-provider.ts';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import type { TbankClient } from './client.ts';
import type { TbankConfig } from './config.ts';
import { dueAt, orderIdOf, refused, toInit } from './convert.ts';
import { faultOfReceipt } from './receipt.ts';
import { phaseOf } from './status.ts';
import { type WireListed, wireCancel, wireInit, wireOrder, wireQr } from './wire.ts';

/** What the steps of one attempt need. */
export interface Desk {
  readonly config: TbankConfig;
  readonly call: TbankClient;
  readonly now: () => number;
  readonly timeoutMs: number;
}

/**
 * The same with one limit for all its calls together. A repeat voids what nobody has the address of, so it
 * must not begin while the first is still at work: jobs repeat after a little more than one call may take.
 */
export function hurried(desk: Desk): Desk {
  const deadline = AbortSignal.timeout(desk.timeoutMs);
  return { ...desk, call: (call) => desk.call({ ...call, deadline }) };
}

type Signal = AbortSignal | undefined;

/** So many payments are made for one attempt, each after the one before is void. */
const MOST_TURNS = 9;

/** Where an attempt stands: its newest payment that is not void, and the order that is still free. */
interface Trail {
  readonly payments: readonly WireListed[];
  readonly free: string | null;
}

/**
 * Opens an attempt. The bank has no idempotency, and one order may hold several payments; so the order is
 * asked for first, always, and a payment that is there is taken up again.
 */
export async function start(
  desk: Desk,
  request: StartRequest,
  options?: CallOptions,
): Promise<Outcome<Started>> {
  const fault = faultOf(request);
  if (fault) return fault;
  const trail = await trailOf(desk, request.paymentId, { trusting: true }, options?.signal);
  // An attempt of an earlier call may be there: nobody knows.
  if (!trail.ok) return trail.category === 'unavailable' ? { ...trail, category: 'unknown' } : trail;
  return trail.value.payments.length === 0
    ? make(desk, request, trail.value.free, options?.signal)
    : resume(desk, request, trail.value, options?.signal);
}

/** What the bank would refuse, or read as something else. */
function faultOf(request: StartRequest): Failure | null {
  const { amount, hold, kind, receipt, saveMethod } = request;
  const failure = (code: string, message: string): Failure =>
    ({ ok: false, category: 'invalid', retryable: false, code, message }) as const;
  if (amount.currency !== 'RUB') return failure('currency', 'T-Bank takes roubles only');
  if (amount.minor <= 0n || amount.minor > 10n ** 12n) return failure('amount', 'the sum is out of bounds');
  if (hold && kind === 'sbp') return failure('hold', 'money can not be held by SBP');
  if (saveMethod && kind === 'sbp') return failure('save', 'only a card can be kept for later charges');
  const wrong = receipt ? faultOfReceipt(receipt, amount) : null;
  return wrong ? failure('receipt', wrong) : null;
}

/** Follows an attempt from order to order until one is free or holds a payment that is not void. */
export async function trailOf(
  desk: Desk,
  paymentId: string,
  { trusting }: { readonly trusting: boolean },
  signal: Signal,
): Promise<Outcome<Trail>> {
  let payments: readonly WireListed[] = [];
  for (let turn = 1; turn <= MOST_TURNS; turn += 1) {
    const order = await orderIdOf(paymentId, turn);
    const listed = await listOrder(desk, order, trusting, signal);
    if (!listed.ok) return listed;
    if (listed.value.length === 0) return done({ payments: trusting ? [] : payments, free: order });
    payments = listed.value;
    const next = turn < MOST_TURNS ? await orderIdOf(paymentId, turn + 1) : null;
    if (bestOf(payments).Status !== 'CANCELED') return done({ payments, free: next });
  }
  return done({ payments: trusting ? [] : payments, free: null });
}

/** `trusting`: any refusal to list an order means that there is none; the code for that is not published. */
async function listOrder({ call }: Desk, OrderId: string, trusting: boolean, signal: Signal) {
  const listed = await call({ method: 'CheckOrder', body: { OrderId }, answer: wireOrder, signal });
  if (listed.ok) return done(listed.value.Payments);
  const none = ['not_found', ...(trusting ? ['refused', 'invalid'] : [])].includes(listed.category);
  return none ? done([]) : listed;
}

const RANK = { paid: 5, held: 4, busy: 3, open: 2, failed: 1, expired: 1, cancelled: 0 } as const;

/** The payment of an order that says most: money before hope, hope before failure, the newest of equals. */
export function bestOf(payments: readonly WireListed[]): WireListed {
  const rank = ({ Status }: WireListed) => RANK[phaseOf(Status)];
  return payments.reduce((best, each) => (rank(each) >= rank(best) ? each : best));
}

async function make(
  desk: Desk,
  request: StartRequest,
  order: string | null,
  signal: Signal,
): Promise<Outcome<Started>> {
  if (order === null) return refused('refused', 'turns', 'the attempt was void too often');
  const body = await toInit(request, order, desk.now());
  const made = await desk.call({ method: 'Init', body, answer: wireInit, signal });
  if (!made.ok) return elsewhere(desk, request, { order, failure: made }, signal);
  const { PaymentId, PaymentURL } = made.value;
  const form = PaymentURL && isAddress(desk.config, PaymentURL) ? PaymentURL : null;
  const qr = request.kind === 'sbp' ? await sbpLink(desk, PaymentId, signal) : null;
  const url = (qr?.ok ? qr.value : null) ?? form;
  if (url) return done(started(desk, request, PaymentId, url));
  return qr && !qr.ok ? qr : refused('refused', 'no_form', 'the terminal has no form of the bank to pay at');
}

/** A payment to be charged without the customer; `charged` when an earlier call came that far. */
export async function prepare(
  desk: Desk,
  request: StartRequest,
  options?: CallOptions,
): Promise<Outcome<{ readonly reference: string; readonly charged: boolean }>> {
  const fault = faultOf(request);
  if (fault) return fault;
  const signal = options?.signal;
  const trail = await trailOf(desk, request.paymentId, { trusting: true }, signal);
  if (!trail.ok) return trail.category === 'unavailable' ? { ...trail, category: 'unknown' } : trail;
  const { payments, free } = trail.value;
  if (payments.length > 0) return done(preparedOf(bestOf(payments)));
  if (free === null) return refused('refused', 'turns', 'the attempt was void too often');
  const body = await toInit(request, free, desk.now());
  const made = await desk.call({ method: 'Init', body, answer: wireInit, signal });
  if (made.ok) return done(preparedOf(made.value));
  const taken = await taker(desk, free, made, signal);
  return taken.ok ? done(preparedOf(taken.value)) : taken;
}

function preparedOf({ PaymentId, Status }: Pick<WireListed, 'PaymentId' | 'Status'>) {
  return { reference: PaymentId, charged: phaseOf(Status) !== 'open' };
}

/**
 * The bank may refuse an order that is taken: then another call made the payment in the same moment, and it
 * is this one. Gives the failure back when there is none.
 */
async function taker(
  desk: Desk,
  order: string,
  failure: Failure,
  signal: Signal,
): Promise<Outcome<WireListed>> {
  if (failure.category !== 'refused' && failure.category !== 'invalid') return failure;
  const listed = await listOrder(desk, order, false, signal);
  return listed.ok && listed.value.length > 0 ? done(bestOf(listed.value)) : failure;
}

async function elsewhere(
  desk: Desk,
  request: StartRequest,
  { order, failure }: { readonly order: string; readonly failure: Failure },
  signal: Signal,
): Promise<Outcome<Started>> {
  const taken = await taker(desk, order, failure, signal);
  if (!taken.ok) return taken;
  const { PaymentId, Status } = taken.value;
  if (phaseOf(Status) !== 'open') return done(started(desk, request, PaymentId, request.returnUrl));
  const qr = request.kind === 'sbp' ? await sbpLink(desk, PaymentId, signal) : null;
  if (qr?.ok) return done(started(desk, request, PaymentId, qr.value));
  const message = 'the attempt is being made by another call; its address is known there';
  return { ok: false, category: 'unknown', retryable: true, code: 'made_elsewhere', message };
}

/**
 * Takes up what an earlier call made. By SBP the bank gives the link again. The address of its form it gives
 * once; when that was lost nobody can have it, so the payment is voided and another made in its place.
 */
async function resume(
  desk: Desk,
  request: StartRequest,
  { payments, free }: Trail,
  signal: Signal,
): Promise<Outcome<Started>> {
  const best = bestOf(payments);
  if (phaseOf(best.Status) !== 'open') return done(started(desk, request, best.PaymentId, request.returnUrl));
  const qr = request.kind === 'sbp' ? await sbpLink(desk, best.PaymentId, signal) : null;
  if (qr?.ok) return done(started(desk, request, best.PaymentId, qr.value));
  // Not "the SBP is off here", but "no answer": the same payment is asked for again.
  if (qr && qr.category !== 'refused' && qr.category !== 'invalid') return qr;
  for (const { PaymentId, Status } of payments) {
    if (phaseOf(Status) !== 'open') continue;
    const body = { PaymentId };
    const voided = await desk.call({ method: 'Cancel', body, answer: wireCancel, signal });
    if (!voided.ok) return { ...voided, category: 'unknown', retryable: true };
    // It was paid in this very moment, and has gone back: what became of it is for `look` to tell.
    if (voided.value.Status !== 'CANCELED') return done(started(desk, request, PaymentId, request.returnUrl));
  }
  return make(desk, request, free, signal);
}

function started(desk: Desk, request: StartRequest, reference: string, url: string): Started {
  return { reference, url, qr: null, expiresAt: dueAt(request, desk.now()) };
}

/** The link of the SBP, exactly as the bank gave it. Repeatable. */
async function sbpLink(desk: Desk, PaymentId: string, signal: Signal): Promise<Outcome<string>> {
  const body = { PaymentId, DataType: 'PAYLOAD' };
  const qr = await desk.call({ method: 'GetQr', body, answer: wireQr, signal });
  if (!qr.ok) return qr;
  const link = qr.value.Data.trim();
  return isSbpLink(desk.config, link)
    ? done(link)
    : refused('refused', 'link', 'the bank gave a link that is not of the SBP');
}

/** The picture of an attempt's QR, as SVG, where the bank's own is wanted. */
export async function sbpPicture(
  desk: Desk,
  PaymentId: string,
  options?: CallOptions,
): Promise<Outcome<string>> {
  const body = { PaymentId, DataType: 'IMAGE' };
  const qr = await desk.call({ method: 'GetQr', body, answer: wireQr, signal: options?.signal });
  if (!qr.ok) return qr;
  const svg = qr.value.Data.trim();
  return /^(<\?xml[^>]*>\s*)?<svg[\s>]/i.test(svg)
    ? done(svg)
    : refused('refused', 'picture', 'the bank gave no SVG');
}

/** Links of the SBP lead to its operator; a stand-in for the bank has a stand-in for the SBP, too. */
function isSbpLink(config: TbankConfig, link: string): boolean {
  return isAddress(config, link) && (config.standIn || /(^|\.)nspk\.ru$/.test(new URL(link).hostname));
}

function isAddress({ standIn }: TbankConfig, address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol } = new URL(address);
  return protocol === 'https:' || (standIn && protocol === 'http:');
}
