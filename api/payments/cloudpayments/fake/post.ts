import type { FakeSettings } from '../../fake-hands.ts';
import { createPost } from '../../fake-post.ts';
import { sign } from '../webhook.ts';
import type { Happened } from './books.ts';
import { fiscalOf } from './receipts.ts';
import { type KktReceipt, REASONS, sumOf, type Transaction } from './state.ts';

export interface PostOptions extends FakeSettings {
  readonly apiSecret: string;
  /** Notifications go to `<webhookRoot>/pay` and so on, as they are set in the cabinet. */
  readonly webhookRoot: string;
}

type Letter = { readonly kind: Happened | 'receipt'; readonly fields: Readonly<Record<string, string>> };
type Lie = { readonly minor: string; readonly currency: string };

const NO_ANSWER = 13;
/** A payer looks at the page meanwhile. */
const CHECK_MS = 10_000;

/** Pauses before each further try: 1, 2, 5, 10, 30 minutes and so on, up to a hundred tries. */
const PAUSES = [1, 2, 5, 10, ...Array<number>(95).fill(30)].map((minutes) => minutes * 60_000);

/** Tells the shop, again until it answers `{"code":0}`. */
export function cloudPaymentsPost(options: PostOptions) {
  let lie: Lie | null = null;
  const post = createPost<Letter>(options, {
    seal: async ({ kind, fields }) => {
      const body = new URLSearchParams(fields).toString();
      const headers = await signedHeaders(options.apiSecret, body);
      return { url: `${options.webhookRoot}/${kind}`, headers, body };
    },
    taken: async (answer) => {
      if (!answer.ok) return false;
      const said = (await answer.json()) as { code?: unknown } | null;
      return said?.code === 0;
    },
    // Where a test pays without the page, the answer to Check changes nothing, and it is not asked again.
    once: ({ kind }) => kind === 'check',
    pauses: PAUSES,
    timeoutMs: 30_000,
  });
  return {
    ...post,
    send: (kind: Happened, transaction: Transaction) => {
      const told = kind === 'check' ? null : lie;
      if (told) lie = null;
      post.send({ kind, fields: fieldsOf(kind, { ...transaction, ...told }) });
    },
    /** The shop's answer to Check; 13, as for one that can't accept, when it gives none. */
    ask: async (transaction: Transaction): Promise<number> => {
      const body = new URLSearchParams(fieldsOf('check', transaction)).toString();
      const headers = await signedHeaders(options.apiSecret, body);
      const signal = AbortSignal.timeout(CHECK_MS);
      try {
        const carry = options.fetch ?? fetch;
        const answer = await carry(`${options.webhookRoot}/check`, { method: 'POST', headers, body, signal });
        const said = (await answer.json()) as { code?: unknown } | null;
        return typeof said?.code === 'number' ? said.code : NO_ANSWER;
      } catch {
        return NO_ANSWER;
      }
    },
    sendReceipt: (receipt: KktReceipt, serial: number) =>
      post.send({ kind: 'receipt', fields: receiptFields(receipt, serial) }),
    /** The next notification of money tells another sum than there was. */
    lieOnce: (untrue: Lie) => {
      lie = untrue;
    },
  };
}

/** Both signatures: over the form as it is sent, and over its decoded text. */
export async function signedHeaders(secret: string, body: string): Promise<Record<string, string>> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  return {
    'content-type': 'application/x-www-form-urlencoded',
    'content-hmac': await sign(secret, bytes(body)),
    'x-content-hmac': await sign(secret, bytes(decodeURIComponent(body.replaceAll('+', ' ')))),
  };
}

/** Members as clients of CloudKassir name them. */
function receiptFields(receipt: KktReceipt, serial: number): Record<string, string> {
  const { id, invoiceId, transactionId, minor, at } = receipt;
  return {
    Id: id,
    ...fiscalOf(receipt, serial),
    ...(transactionId === null ? {} : { TransactionId: String(transactionId) }),
    Amount: sumOf({ minor, currency: 'RUB' }).toFixed(2),
    DateTime: new Date(at).toISOString().slice(0, 19).replace('T', ' '),
    InvoiceId: invoiceId,
    Receipt: JSON.stringify(receipt.receipt),
  };
}

/** The members of a notification, by its kind. */
function fieldsOf(kind: Happened, transaction: Transaction): Record<string, string> {
  const { id, currency, invoiceId, accountId, email, description, token, createdAt } = transaction;
  const amount = sumOf(transaction).toFixed(2);
  const common = {
    TransactionId: String(id),
    Amount: amount,
    DateTime: new Date(createdAt).toISOString().slice(0, 19).replace('T', ' '),
    InvoiceId: invoiceId,
    AccountId: accountId,
    Email: email,
    Data: JSON.stringify(transaction.jsonData),
  };
  if (kind === 'refund')
    return {
      ...common,
      PaymentTransactionId: String(transaction.originalId),
      OperationType: 'Refund',
      Rrn: '600000000001',
    };
  if (kind === 'cancel') return { ...common, Rrn: '600000000001' };
  const card = { CardFirstSix: '220000', CardLastFour: '0004', CardType: 'MIR', CardExpDate: '12/29' };
  const [reason = '', words = ''] = REASONS[transaction.reasonCode] ?? [];
  return {
    ...common,
    ...card,
    Currency: currency,
    PaymentAmount: amount,
    PaymentCurrency: currency,
    TestMode: '1',
    OperationType: 'Payment',
    Description: description,
    ...((kind === 'pay' || kind === 'confirm') && {
      Status: transaction.status,
      GatewayName: 'Test',
      AuthCode: 'A1B2C3',
    }),
    ...(kind === 'pay' && token && { Token: token }),
    ...(kind === 'fail' && {
      Reason: reason,
      ReasonCode: String(transaction.reasonCode),
      ProviderMessage: words,
    }),
  };
}
