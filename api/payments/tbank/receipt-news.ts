import type { ReceiptNotice, ReceiptState } from '../../../domain/ports/payment-provider.ts';
import { paymentIdOf } from './convert.ts';
import { cut } from './text.ts';
import { type WireReceiptNews, wireReceiptNews } from './wire.ts';

/**
 * What a signed notification tells of a receipt: that it is registered, by its three fiscal numbers, or that the
 * register refused it. Nothing where it tells neither: a register that is set up and not connected sends the
 * lines only.
 */
export function receiptNews(fields: Readonly<Record<string, unknown>>): readonly ReceiptNotice[] {
  const read = wireReceiptNews.safeParse(fields);
  const state = read.success ? stateOf(read.data) : null;
  if (!read.success || !state) return [];
  const { PaymentId: reference, OrderId, Type, Receipt } = read.data;
  const prepaid = Receipt?.Payments?.AdvancePayment;
  return [
    {
      eventKey: `receipt:${state.receiptReference}:${state.state}`,
      reference,
      paymentId: paymentIdOf(OrderId),
      chargeId: reference,
      // The bank gives refunds no ids: which one it was, its sum tells.
      refundReference: null,
      type: /return/i.test(Type ?? '') ? 'refund' : 'payment',
      settledBy: prepaid === undefined || prepaid === null ? null : prepaid > 0n ? 'prepaid' : 'electronic',
      namesItself: false,
      state,
    },
  ];
}

function stateOf(news: WireReceiptNews): ReceiptState | null {
  const { PaymentId, Success, ErrorCode, Amount, Type, ReceiptDatetime } = news;
  const { FnNumber: storageNumber, FiscalDocumentNumber: documentNumber } = news;
  const { FiscalDocumentAttribute: attribute } = news;
  const amount = Amount ? { minor: Amount, currency: 'RUB' } : null;
  const failed = Success === false || (ErrorCode !== null && ErrorCode !== '0');
  if (failed) {
    const receiptReference = [PaymentId, Type ?? 'receipt', Amount ?? '', ReceiptDatetime ?? ''].join(':');
    return { receiptReference, state: 'failed', fiscal: null, reason: reasonOf(news), amount };
  }
  if (!storageNumber || !documentNumber || !attribute) return null;
  return {
    receiptReference: `${PaymentId}:${storageNumber}:${documentNumber}`,
    state: 'succeeded',
    fiscal: { documentNumber, storageNumber, attribute },
    url: webAddress(news.Url),
    registeredAt: instantOf(ReceiptDatetime),
    amount,
  };
}

/** The register's words; addresses and long runs of digits stay out. */
function reasonOf({ ErrorCode, ErrorMessage, Message }: WireReceiptNews): string {
  const words = (ErrorMessage ?? Message ?? '').replace(/\S+@\S+|\+?\d[\d *-]{8,}\d/g, '…');
  return cut([ErrorCode && `code ${ErrorCode}`, words].filter(Boolean).join(': '), 200) || 'refused';
}

function webAddress(text: string | null): string | null {
  return text && URL.canParse(text) && new URL(text).protocol === 'https:' ? text : null;
}

/** `2026-11-24T12:00:00+03:00`; Moscow's clock where no zone is named. Null for what is no time. */
function instantOf(text: string | null): number | null {
  if (!text) return null;
  const at = Date.parse(/[zZ]$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}+03:00`);
  return Number.isNaN(at) ? null : at;
}
