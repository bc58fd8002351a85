import { fromDecimal, type Money, money, toDecimal } from '../../../domain/money.ts';
import type { KnownRefund, Notice, StartRequest } from '../../../domain/ports/payment-provider.ts';
import { withNumber } from '../../../domain/purpose.ts';
import type { RobokassaConfig } from './config.ts';
import { cut } from './receipt.ts';
import { base64url } from './signature.ts';
import type { OperationState } from './state.ts';

type PaymentNotice = Extract<Notice, { type: 'payment' }>;
type RefundNotice = Extract<Notice, { type: 'refund' }>;

/** Letters of `Description`. */
const LONGEST_DESCRIPTION = 100;

/** Our own fields, which come back with every notice. Values are of letters, digits, `_` and `-` only. */
export const SHP = {
  payment: 'Shp_payment',
  /** Path of the pay page, base64url: where the customer is led from the one SuccessURL of the shop. */
  back: 'Shp_back',
  /** `1`: the card is kept for later charges. */
  save: 'Shp_save',
} as const;

/** Why a request can't be put into Robokassa's words; null when it can. */
export function faultOfRequest({ amount, paymentId }: StartRequest): string | null {
  if (amount.currency !== 'RUB') return 'Robokassa takes roubles only';
  if (amount.minor <= 0n) return 'the sum must be positive';
  return /^[\w-]{1,64}$/.test(paymentId)
    ? null
    : 'the id of the payment has other signs than letters and digits';
}

/** Fields of the payment form, without the signature. `receipt` is the encoded text that is signed. */
export function toLink(
  config: RobokassaConfig,
  request: StartRequest,
  invId: string,
  receipt: string | null,
): Record<string, string> {
  const { amount, customer, expiresAt, kind, saveMethod } = request;
  const label = config.labels[kind];
  return {
    MerchantLogin: config.login,
    OutSum: toDecimal(amount),
    InvId: invId,
    Description: describe(request),
    Culture: customer.locale.startsWith('ru') ? 'ru' : 'en',
    Encoding: 'utf-8',
    ...(customer.email && { Email: customer.email }),
    ...(label && { IncCurrLabel: label }),
    ...(expiresAt !== null && { ExpirationDate: new Date(expiresAt).toISOString() }),
    ...(receipt !== null && { Receipt: receipt }),
    ...(receipt === null && config.ownReceipts && { IsWithoutFreeSale: 'true' }),
    ...(saveMethod && config.recurring && { Recurring: 'true' }),
    ...(config.test && { IsTest: '1' }),
    ...ourFields(request, Boolean(saveMethod && config.recurring)),
  };
}

function ourFields({ paymentId, returnUrl }: StartRequest, save: boolean): Record<string, string> {
  const path = URL.canParse(returnUrl) ? new URL(returnUrl).pathname : '/';
  const back = base64url(new TextEncoder().encode(path));
  return { [SHP.payment]: paymentId, [SHP.back]: back, ...(save && { [SHP.save]: '1' }) };
}

/** Fields of a charge without the customer, without the signature. */
export function toRecurring(
  config: RobokassaConfig,
  request: StartRequest & { readonly savedMethod: string },
  invId: string,
  receipt: string | null,
): Record<string, string> {
  return {
    MerchantLogin: config.login,
    InvoiceID: invId,
    PreviousInvoiceID: request.savedMethod,
    OutSum: toDecimal(request.amount),
    Description: describe(request),
    ...(receipt !== null && { Receipt: receipt }),
  };
}

function describe({ invoiceNumber, purpose }: StartRequest): string {
  return cut(withNumber(purpose, invoiceNumber), LONGEST_DESCRIPTION);
}

/** What is told of an attempt, whoever tells it. */
interface Told {
  readonly invId: string;
  readonly paymentId: string | null;
  readonly at: number;
}

/** Money that came. An operation is paid once, so its number is also the id of the charge. */
export function succeeded(
  { invId, paymentId, at }: Told,
  amount: Money,
  fee: Money | null,
  savedMethod: PaymentNotice['savedMethod'],
): PaymentNotice {
  return {
    type: 'payment',
    eventKey: `payment:${invId}:succeeded`,
    reference: invId,
    paymentId,
    state: 'succeeded',
    chargeId: invId,
    amount,
    fee: fee && fee.minor > 0n ? fee : null,
    savedMethod: savedMethod ?? null,
    at,
    reason: null,
  };
}

/** The card of a first payment, to be named by its number. Only cards can be charged again. */
export function savedMethodOf(
  invId: string,
  fields: ReadonlyMap<string, string>,
  method: string | null,
  account: string | null,
): PaymentNotice['savedMethod'] {
  if (fields.get(SHP.save) !== '1' || (method !== null && !/card/i.test(method))) return null;
  const digits = /(\d{4})$/.exec(account ?? '')?.[1];
  return { token: invId, title: digits ? `•• ${digits}` : '••••' };
}

const STATES: Readonly<Record<number, PaymentNotice['state']>> = {
  5: 'pending',
  10: 'expired',
  20: 'authorized',
  50: 'pending',
  60: 'failed',
  80: 'pending',
  100: 'succeeded',
};

/** What the state of an operation means; nothing for a state that is not documented. */
export function toNotices(
  { invId, paymentId, at: now }: Told,
  operation: OperationState,
): readonly PaymentNotice[] {
  const state = STATES[operation.code];
  if (!state) return [];
  const { amount, method, account, fields } = operation;
  const told = { invId, paymentId: fields.get(SHP.payment) || paymentId, at: operation.at ?? now };
  if (state === 'succeeded' && amount) {
    return [succeeded(told, amount, null, savedMethodOf(invId, fields, method, account))];
  }
  const { at } = told;
  return [
    {
      type: 'payment',
      eventKey: `payment:${invId}:${state}`,
      reference: invId,
      paymentId: told.paymentId,
      state,
      chargeId: null,
      amount: amount ?? money(0n, 'RUB'),
      fee: null,
      at,
      reason: state === 'failed' ? 'the money was not credited and went back' : null,
    },
  ];
}

export type RefundState = RefundNotice['state'];

export function toRefundNotice(
  { invId, paymentId, at }: Told,
  refund: KnownRefund,
  state: RefundState,
): RefundNotice {
  return {
    type: 'refund',
    eventKey: `refund:${refund.refundReference}:${state}`,
    reference: invId,
    paymentId,
    chargeId: refund.chargeId,
    refundReference: refund.refundReference,
    refundId: refund.refundId,
    state,
    amount: refund.amount,
    at,
    reason: state === 'failed' ? 'the refund was cancelled' : null,
  };
}

/** `100.000000` and the like, exactly; null for what is no positive sum. */
export function sumOf(text: string): Money | null {
  const sum = fromDecimal(text, 'RUB');
  return sum && sum.minor > 0n ? sum : null;
}
