import { fromDecimal, type Money } from '../../../domain/money.ts';
import type { ReceiptState } from '../../../domain/ports/payment-provider.ts';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import type { Answer } from './client.ts';
import { momentOf } from './moment.ts';
import { type WireError, wirePayload } from './wire.ts';

/** Codes of the kind `system`: "API сервиса АТОЛ Онлайн", part "Ошибки", v4 document 5.15; v5 keeps them. */
const EXISTS = 33;
const NO_STATE_YET = 34;
const NO_SUCH_UUID = 30;
/** Of the token, the login, a blocked user, a group of another login or version. */
const AUTH = new Set([10, 11, 12, 14, 20, 21]);
/** "Unknown error", "the server could not process it", "server error": nobody says what was done. */
const UNCLEAR = new Set([0, 1, 50]);

/** What became of `sell` and `sell_refund`. */
export function toRegistered({ status, body }: Answer): Outcome<ReceiptState> {
  const { uuid, error, external_id: idempotencyKey } = body;
  const reference = uuid || null;
  if (!error || exists(error))
    return reference ? done(pending(reference, idempotencyKey)) : lostReference(error);
  if (UNCLEAR.has(error.code)) return failure('unknown', error);
  return failure(isAuth(status, error) ? 'auth' : 'invalid', error);
}

/**
 * The key was used before: this is the receipt of then. Told by the code, or by its words, which some of those
 * who offer the same protocol send under another code.
 */
function exists({ code, text }: WireError): boolean {
  return code === EXISTS || /(существует|exist).*external_?id/is.test(text);
}

/** Taken for certain, and no word of its uuid: the callback tells it, or a later repeat. */
function lostReference(error: WireError | null | undefined): Failure {
  const message = error
    ? 'a receipt of this key is there, and its uuid was not told'
    : 'an answer without uuid';
  const code = error ? 'reference_lost' : 'malformed';
  return { ok: false, category: 'unknown', retryable: true, code, message };
}

function pending(receiptReference: string, idempotencyKey: string | null): ReceiptState {
  return { receiptReference, state: 'pending', fiscal: null, idempotencyKey };
}

/** What `report` says of the receipt that was asked for. */
export function toState(asked: string, { status, body }: Answer): Outcome<ReceiptState> {
  const { uuid, error, external_id: key } = body;
  const system = error && (error.type ?? 'system') === 'system' ? error : null;
  if (uuid && uuid !== asked) return malformed('a report of another receipt');
  if (system?.code === NO_STATE_YET) return done(pending(asked, key));
  if (system?.code === NO_SUCH_UUID || status === 404) return failure('not_found', error);
  if (system && isAuth(status, system)) return failure('auth', system);
  if (body.status === 'done') return registered(asked, key, body.payload);
  if (body.status === 'fail')
    return done({ ...pending(asked, key), state: 'failed', reason: reasonOf(error) });
  return body.status === 'wait' ? done(pending(asked, key)) : failure('unavailable', error);
}

function registered(asked: string, idempotencyKey: string | null, payload: unknown): Outcome<ReceiptState> {
  const read = wirePayload.safeParse(payload);
  if (!read.success) return malformed('a registered receipt without its numbers');
  return done({
    receiptReference: asked,
    state: 'succeeded',
    fiscal: {
      documentNumber: read.data.fiscal_document_number,
      storageNumber: read.data.fn_number,
      attribute: read.data.fiscal_document_attribute,
    },
    url: read.data.ofd_receipt_url ?? null,
    registeredAt: momentOf(read.data.receipt_datetime),
    idempotencyKey,
    amount: amountOf(read.data.total),
  });
}

/** The shortest text of a float is the decimal that was sent. */
function amountOf(roubles: number | null | undefined): Money | null {
  return roubles === null || roubles === undefined ? null : fromDecimal(String(roubles), 'RUB');
}

function isAuth(status: number, { code }: WireError): boolean {
  return AUTH.has(code) || status === 401 || status === 403;
}

function failure(category: Failure['category'], error: WireError | null | undefined): Failure {
  const retryable = category === 'unknown' || category === 'unavailable';
  return { ok: false, category, retryable, code: codeOf(error), message: clean(error?.text ?? '') };
}

function malformed(message: string): Failure {
  return { ok: false, category: 'unavailable', retryable: true, code: 'malformed', message };
}

/** `driver -3803`: what went wrong at the register itself has other numbers than the service's errors. */
function codeOf(error: WireError | null | undefined): string {
  return error
    ? [error.type, error.code].filter((part) => part !== null && part !== undefined).join(' ')
    : 'none';
}

function reasonOf(error: WireError | null | undefined): string {
  return error ? `${codeOf(error)}: ${clean(error.text)}` : 'ATOL gives no reason';
}

/** Texts may repeat what was sent: addresses and phones stay out of logs. */
function clean(text: string): string {
  return text.replace(/\S+@\S+|\+?\d[\d -]{8,}\d/g, '…').slice(0, 300);
}
