import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { tokenOf } from '../token.ts';
import type { Books, CancelOrder, Order } from './books.ts';
import { type FakePayment, Refusal, wrongField } from './state.ts';

export interface ApiOptions {
  readonly terminalKey: string;
  readonly password: string;
  readonly now: () => number;
  /** Where the form is; the payment's id follows. */
  readonly formRoot: string;
  /** Where the QRs of the SBP lead; the QR's id follows. */
  readonly sbpRoot: string;
  /** `Amount` of a payment of which a part went back: what is left now, or what it was at first. */
  readonly sums: 'now' | 'first';
  /** An order that is not there: an empty list, or a refusal. */
  readonly unknownOrder: 'empty' | 'refused';
  readonly closingAt: 'cashbox' | 'v2';
}

const day = 24 * 3_600_000;
const webAddress = z.url({ protocol: /^https?$/ }).max(250);
const date = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);

const initBody = z.object({
  Amount: z.number().int().min(1).max(9_999_999_999),
  OrderId: z.string().min(1).max(50),
  Description: z.string().max(140).default(''),
  PayType: z.enum(['O', 'T']).default('O'),
  Language: z.enum(['ru', 'en']).default('ru'),
  NotificationURL: webAddress.nullable().default(null),
  SuccessURL: webAddress,
  FailURL: webAddress,
  RedirectDueDate: date.optional(),
  Recurrent: z.literal('Y').optional(),
  CustomerKey: z.string().min(1).max(36).optional(),
  Receipt: z.unknown().optional(),
});

const paymentBody = z.object({ PaymentId: z.union([z.number(), z.string().regex(/^\d+$/)]) });
const moveBody = paymentBody.extend({
  Amount: z.number().int().positive().optional(),
  Receipt: z.unknown().optional(),
  ExternalRequestId: z.string().max(255).optional(),
});
const qrBody = paymentBody.extend({ DataType: z.enum(['PAYLOAD', 'IMAGE']).default('PAYLOAD') });
const chargeBody = paymentBody.extend({ RebillId: z.string().min(1) });
const orderBody = z.object({ OrderId: z.string().min(1) });
const testBody = paymentBody.extend({
  IsDeadlineExpired: z.boolean().default(false),
  IsRejected: z.boolean().default(false),
});

type Body = Record<string, unknown>;
type Answer = Record<string, unknown>;

/** The bank's methods under `/v2`, every answer with HTTP 200. */
export function bankApi(books: Books, options: ApiOptions): Hono {
  const app = new Hono();
  const method = (path: string, act: (body: Body) => Answer) =>
    app.post(path, async (c) => c.json(await answer(c, options, act)));
  method('/v2/Init', (body) => init(books, options, body));
  method('/v2/GetState', (body) => stateOf(books.get(idOf(body)), options));
  method('/v2/CheckOrder', (body) => orderOf(books, options, body));
  method('/v2/GetQr', (body) => qr(books, options, body));
  method('/v2/GetQrState', (body) => qrState(books.get(idOf(body))));
  method('/v2/Confirm', (body) => {
    const { PaymentId, Amount, Receipt } = checked(moveBody, body);
    return named(books.confirm(PaymentId, Amount ?? null, Receipt));
  });
  method('/v2/Cancel', (body) => cancelled(books, body));
  method('/v2/Charge', (body) => {
    const { PaymentId, RebillId } = checked(chargeBody, body);
    const payment = books.charge(PaymentId, RebillId);
    return { ...named(payment), Amount: payment.amount };
  });
  method('/v2/SbpPayTest', (body) => forced(books, body));
  method(`/${options.closingAt}/SendClosingReceipt`, (body) => {
    books.close(idOf(body), body.Receipt);
    return {};
  });
  app.notFound((c) => c.html('<html><body>404</body></html>', 404));
  return app;
}

async function answer(c: Context, options: ApiOptions, act: (body: Body) => Answer): Promise<Answer> {
  const { terminalKey, password } = options;
  try {
    const body: unknown = await c.req.json().catch(() => null);
    if (typeof body !== 'object' || body === null || Array.isArray(body)) throw wrongField('body', 'JSON');
    const fields = body as Body;
    if (fields.TerminalKey !== terminalKey) throw new Refusal('331', 'Терминал не найден или заблокирован');
    if (fields.Token !== (await tokenOf(fields, password)))
      throw new Refusal('204', 'Неверный токен. Проверьте пару TerminalKey/SecretKey.');
    return { Success: true, ErrorCode: '0', TerminalKey: terminalKey, ...act(fields) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message, details } = error;
    return { Success: false, ErrorCode: code, Message: message, Details: details };
  }
}

function checked<T>(schema: z.ZodType<T>, body: Body): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw wrongField(issue?.path.join('.') ?? 'body', issue?.message ?? 'unreadable');
}

function idOf(body: Body): string | number {
  return checked(paymentBody, body).PaymentId;
}

/** Ids as text, as the older methods give them. */
function named({ id, orderId, status }: FakePayment): Answer {
  return { PaymentId: String(id), OrderId: orderId, Status: status };
}

function init(books: Books, { now, formRoot }: ApiOptions, body: Body): Answer {
  const read = checked(initBody, body);
  if (read.Recurrent && !read.CustomerKey) throw wrongField('CustomerKey', 'обязателен при Recurrent');
  const order: Order = {
    orderId: read.OrderId,
    amount: read.Amount,
    payType: read.PayType,
    recurrent: read.Recurrent === 'Y',
    language: read.Language,
    description: read.Description,
    notificationUrl: read.NotificationURL,
    successUrl: read.SuccessURL,
    failUrl: read.FailURL,
    dueAt: dueOf(read.RedirectDueDate, now()),
    receipt: read.Receipt,
  };
  const payment = books.init(order);
  return { ...named(payment), Amount: payment.amount, PaymentURL: `${formRoot}/${payment.id}` };
}

/** From a minute to 90 days; a day when nothing was said. */
function dueOf(text: string | undefined, now: number): number {
  if (text === undefined) return now + day;
  const due = Date.parse(text);
  if (!(due >= now + 60_000 && due <= now + 90 * day))
    throw new Refusal('12', 'Неверный параметр RedirectDueDate');
  return due;
}

/** `Amount` as it is shown once a part went back. */
export function sumOf({ status, amount, left }: FakePayment, sums: ApiOptions['sums']): number {
  const moved = /^(PARTIAL_)?(REFUNDED|REVERSED)$|REFUNDING$|^CONFIRMED$/.test(status);
  return moved && (sums === 'now' || status === 'CONFIRMED') ? left : amount;
}

function stateOf(payment: FakePayment, { sums }: ApiOptions): Answer {
  const failed = payment.errorCode !== '0';
  return {
    ...named(payment),
    Amount: sumOf(payment, sums),
    Params: payment.source ? [{ Route: 'ACQ', Source: payment.source }] : [],
    Message: failed ? 'Недостаточно средств на карте' : 'OK',
    ErrorCode: payment.errorCode,
  };
}

function orderOf(books: Books, { unknownOrder, sums }: ApiOptions, body: Body): Answer {
  const { OrderId } = checked(orderBody, body);
  const found = books.ofOrder(OrderId);
  if (found.length === 0 && unknownOrder === 'refused') throw new Refusal('255', 'Заказ не найден');
  const Payments = found.map((payment) => ({
    PaymentId: String(payment.id),
    Amount: sumOf(payment, sums),
    Status: payment.status,
    Success: String(payment.errorCode === '0'),
    ErrorCode: Number(payment.errorCode),
    Message: 'None',
  }));
  return { OrderId, Payments, Message: 'OK' };
}

function qr(books: Books, { sbpRoot }: ApiOptions, body: Body): Answer {
  const { PaymentId, DataType } = checked(qrBody, body);
  const id = books.qrOf(PaymentId);
  const { orderId, amount, id: paymentId } = books.get(PaymentId);
  const link = `${sbpRoot}/${id}?type=02&bank=100000000004&sum=${amount}&cur=RUB&crc=92EA`;
  const title = link.replaceAll('&', '&amp;');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 21 21"><title>${title}</title></svg>`;
  return { OrderId: orderId, PaymentId: paymentId, Data: DataType === 'IMAGE' ? svg : link, Message: 'OK' };
}

function qrState(payment: FakePayment): Answer {
  const last = payment.cancels.at(-1);
  const failed = last?.state === 'failed';
  return {
    Status: payment.status,
    OrderId: payment.orderId,
    Amount: last?.amount ?? 0,
    ...(failed ? { QrCancelCode: 'I05043', QrCancelMessage: 'У клиента нет счёта в этом банке' } : {}),
  };
}

function cancelled(books: Books, body: Body): Answer {
  const { PaymentId, Amount, Receipt, ExternalRequestId } = checked(moveBody, body);
  const order: CancelOrder = { amount: Amount ?? null, key: ExternalRequestId ?? null, receipt: Receipt };
  const { payment, before, after } = books.cancel(PaymentId, order);
  const key = ExternalRequestId ? { ExternalRequestId } : {};
  return { ...named(payment), PaymentId: payment.id, OriginalAmount: before, NewAmount: after, ...key };
}

/** For DEMO terminals: makes a payment by SBP end in a chosen way. */
function forced(books: Books, body: Body): Answer {
  const { PaymentId, IsDeadlineExpired, IsRejected } = checked(testBody, body);
  if (IsDeadlineExpired && IsRejected) throw wrongField('IsRejected', 'не вместе с IsDeadlineExpired');
  if (IsDeadlineExpired) books.end(PaymentId);
  else if (IsRejected) books.decline(PaymentId, '3014');
  else books.pay(PaymentId, 'qrsbp');
  return {};
}
