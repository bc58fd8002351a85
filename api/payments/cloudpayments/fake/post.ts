import { sign } from '../webhook.ts';
import type { Happened } from './books.ts';
import { REASONS, sumOf, type Transaction } from './state.ts';

export interface PostOptions {
  readonly fetch: typeof fetch;
  readonly apiSecret: string;
  /** Notifications go to `<webhookRoot>/pay` and so on. */
  readonly webhookRoot: string;
  /** The pauses between tries are multiplied by this. */
  readonly pace: number;
}

type Letter = { readonly kind: Happened; readonly fields: Readonly<Record<string, string>> };
type Lie = { readonly minor: string; readonly currency: string };

/** Pauses before each further try: 1, 2, 5, 10, 30 minutes and so on, up to a hundred tries. */
const PAUSES = [1, 2, 5, 10, 30].map((minutes) => minutes * 60_000);
const TRIES = 100;
const TIMEOUT = 30_000;

/** Tells the shop, again until it answers `{"code":0}`. */
export class Post {
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private underway: Promise<void> = Promise.resolve();
  private readonly closed = new AbortController();
  private lie: Lie | null = null;

  constructor(private readonly options: PostOptions) {}

  send(kind: Happened, transaction: Transaction): void {
    const told = kind === 'check' ? null : this.lie;
    if (told) this.lie = null;
    this.start({ kind, fields: fieldsOf(kind, { ...transaction, ...told }) }, 0);
  }

  /** The next notification of money tells another sum than there was. */
  lieOnce(lie: Lie): void {
    this.lie = lie;
  }

  /** Settles when nothing is on its way; tries that wait for their time are not waited for. */
  async idle(): Promise<void> {
    for (let last: unknown = null; last !== this.underway; ) {
      last = this.underway;
      await this.underway;
    }
  }

  close(): void {
    this.closed.abort();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  /** One after the other, so that they come in order. */
  private start(letter: Letter, tries: number): void {
    this.underway = this.underway.then(() => this.deliver(letter, tries));
  }

  private async deliver(letter: Letter, tries: number): Promise<void> {
    if (this.closed.signal.aborted || (await this.attempt(letter))) return;
    // Nobody waits for the answer to a Check: it declines the payment, and is not asked again.
    if (tries + 1 >= TRIES || letter.kind === 'check' || this.closed.signal.aborted) return;
    const pause = PAUSES[Math.min(tries, PAUSES.length - 1)] ?? 0;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.start(letter, tries + 1);
    }, pause * this.options.pace);
    this.timers.add(timer);
  }

  private async attempt({ kind, fields }: Letter): Promise<boolean> {
    const signal = AbortSignal.any([this.closed.signal, AbortSignal.timeout(TIMEOUT)]);
    const body = new URLSearchParams(fields).toString();
    try {
      const headers = await signedHeaders(this.options.apiSecret, body);
      const address = `${this.options.webhookRoot}/${kind}`;
      const response = await this.options.fetch(address, { method: 'POST', headers, body, signal });
      if (!response.ok) return false;
      const answer = (await response.json()) as { code?: unknown } | null;
      return answer?.code === 0;
    } catch {
      return false;
    }
  }
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
    ...(kind === 'pay' && { Status: 'Completed', GatewayName: 'Test', AuthCode: 'A1B2C3' }),
    ...(kind === 'pay' && token && { Token: token }),
    ...(kind === 'fail' && {
      Reason: reason,
      ReasonCode: String(transaction.reasonCode),
      ProviderMessage: words,
    }),
  };
}
