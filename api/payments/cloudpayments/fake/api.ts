import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Books } from './books.ts';
import { fiscalOf } from './receipts.ts';
import { type Order, REASONS, Refused, sumOf, type Transaction } from './state.ts';
import {
  byId,
  byInvoice,
  byTransaction,
  confirmCall,
  createOrder,
  kktReceipt,
  refundCall,
  tokenCharge,
} from './wire.ts';

export interface ApiOptions {
  readonly publicId: string;
  readonly apiSecret: string;
  readonly publicRoot: string;
  /** Where notifications go, without their kind. */
  readonly webhookRoot: string;
  /** Charges by token are declined while it says so. */
  readonly declines: () => boolean;
}

/** The API: every call a POST with JSON, every answer with `Success` and `Message`. */
export function cloudPaymentsApi(books: Books, options: ApiOptions): Hono {
  const app = new Hono();
  const authorization = `Basic ${btoa(`${options.publicId}:${options.apiSecret}`)}`;
  const on = <T>(path: string, shape: z.ZodType<T>, model: (body: T) => unknown) =>
    app.post(path, async (c) => {
      if (c.req.header('authorization') !== authorization) return c.text('', 401);
      const read = shape.safeParse(await c.req.json().catch(() => undefined));
      if (!read.success)
        return refusal(c, `Invalid ${String(read.error.issues[0]?.path[0] ?? 'body')} value`);
      try {
        const key = c.req.header('x-request-id');
        const answer = books.once(key && `${path} ${key}`, () => answerOf(model(read.data)));
        return c.json(answer as Record<string, unknown>);
      } catch (error) {
        if (error instanceof Refused) return refusal(c, error.message);
        throw error;
      }
    });
  app.post('/test', (c) =>
    c.req.header('authorization') === authorization ? c.json(answerOf(null)) : c.text('', 401),
  );
  for (const kind of ['pay', 'fail', 'confirm', 'refund', 'recurrent', 'cancel'])
    on(`/site/notifications/${kind}/get`, z.unknown(), () => ({
      IsEnabled: true,
      Address: `${options.webhookRoot}/${kind}`,
      HttpMethod: 'POST',
      Encoding: 'UTF8',
      Format: 'CloudPayments',
    }));
  on('/orders/create', createOrder, (body) => orderModel(books.createOrder(body), options.publicRoot));
  on('/orders/cancel', byId, ({ Id }) => void books.cancelOrder(Id));
  on('/payments/get', byTransaction, ({ TransactionId }) =>
    transactionModel(books, books.transaction(Number(TransactionId))),
  );
  on('/payments/find', byInvoice, ({ InvoiceId }) =>
    transactionModel(books, books.find(InvoiceId, 'payments')),
  );
  on('/v2/payments/find', byInvoice, ({ InvoiceId }) =>
    transactionModel(books, books.find(InvoiceId, 'all')),
  );
  on('/payments/refund', refundCall, (body) => ({ TransactionId: books.refund(body).id }));
  on('/payments/confirm', confirmCall, (body) => void books.confirm(body));
  on('/payments/void', byTransaction, ({ TransactionId }) => void books.void(TransactionId));
  for (const step of ['charge', 'auth'])
    on(`/payments/tokens/${step}`, tokenCharge, (body) => {
      const made = books.chargeToken(body, { declines: options.declines(), holds: step === 'auth' });
      return transactionModel(books, made);
    });
  on('/kkt/receipt', kktReceipt, (body) => ({
    Id: books.register(body.Type, body.InvoiceId, body.CustomerReceipt),
  }));
  on('/kkt/receipt/status/get', byId, ({ Id }) => (books.receipt(Id).id ? 'Processed' : 'NotFound'));
  on('/kkt/receipt/get', byId, ({ Id }) => receiptModel(books, Id));
  return app;
}

function answerOf(model: unknown) {
  const declined =
    (model as { Status?: unknown; OriginalTransactionId?: unknown } | null)?.Status === 'Declined';
  return { Success: !declined, Message: null, Model: model ?? null };
}

function refusal(c: Context, message: string): Response {
  return c.json({ Success: false, Message: message, Model: null });
}

function orderModel(order: Order, publicRoot: string) {
  return {
    Id: order.id,
    Number: order.number,
    Amount: sumOf(order),
    Currency: order.currency,
    CurrencyCode: 0,
    Email: order.email,
    Description: order.description,
    RequireConfirmation: order.holds,
    Url: `${publicRoot}/d/${order.id}`,
    CreatedDateIso: new Date(order.createdAt).toISOString().slice(0, 19),
    PaymentDate: null,
    StatusCode: 0,
    Status: 'Created',
    InternalId: order.number,
  };
}

const STATUS_CODES = { Authorized: 2, Completed: 3, Cancelled: 4, Declined: 5 } as const;

function transactionModel(books: Books, transaction: Transaction) {
  const { id, status, reasonCode, originalId, jsonData, token } = transaction;
  const [reason = '', words = ''] = REASONS[reasonCode] ?? [];
  const iso = (at: number) => new Date(at).toISOString().slice(0, 19);
  const at = iso(transaction.createdAt);
  const confirmed = status === 'Completed' ? iso(transaction.confirmedAt ?? transaction.createdAt) : null;
  return {
    TransactionId: id,
    Amount: sumOf(transaction),
    Currency: transaction.currency,
    InvoiceId: transaction.invoiceId,
    AccountId: transaction.accountId,
    Email: transaction.email,
    Description: transaction.description,
    JsonData: JSON.stringify(jsonData),
    CreatedDateIso: at,
    AuthDateIso: status === 'Declined' ? null : at,
    ConfirmDateIso: confirmed,
    TestMode: true,
    CardFirstSix: '220000',
    CardLastFour: '0004',
    CardType: 'MIR',
    Status: status,
    StatusCode: STATUS_CODES[status],
    Reason: reason,
    ReasonCode: reasonCode,
    CardHolderMessage: words,
    Refunded: books.leftOf(transaction) === 0n,
    OriginalTransactionId: originalId,
    Token: token || null,
  };
}

function receiptModel(books: Books, id: string) {
  const found = books.receipt(id);
  const serial = books.receipts().findIndex((each) => each.id === id) + 1;
  const date = new Date(found.at).toISOString().slice(0, 19);
  return { Id: id, ...fiscalOf(found, serial), DateTime: date, Receipt: found.receipt };
}
