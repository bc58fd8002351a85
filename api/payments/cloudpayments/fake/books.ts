import { checkReceipt, receiptIn, totalOf } from './receipts.ts';
import {
  emptyState,
  fromText,
  type KktReceipt,
  minorOf,
  Refused,
  randomId,
  type State,
  type Transaction,
  toText,
} from './state.ts';
import { type CreateOrder, type RefundCall, type TokenCharge, termsOf } from './wire.ts';

export type Happened = 'check' | 'pay' | 'fail' | 'refund' | 'confirm' | 'cancel';

export interface BookOptions {
  readonly now: () => number;
  readonly keep: number;
  readonly tell: (kind: Happened, transaction: Transaction) => void;
  /** CloudKassir has registered a receipt, its `serial`-th. */
  readonly printed: (receipt: KktReceipt, serial: number) => void;
  readonly onChange: () => void;
}

const HOUR = 3_600_000;
/** For so long a bank holds money. */
const HOLD = 7 * 24 * HOUR;

/** What the vendor keeps: orders, transactions, tokens, receipts. Throws `Refused` in the vendor's words. */
export class Books {
  private state: State = emptyState();

  constructor(private readonly options: BookOptions) {}

  orders() {
    return [...this.state.orders.values()];
  }

  transactions(): Transaction[] {
    const all = [...this.state.transactions.values()];
    for (const each of all)
      if (each.status === 'Authorized' && each.createdAt + HOLD <= this.options.now()) this.release(each);
    return all;
  }

  receipts() {
    return [...this.state.receipts.values()];
  }

  order(id: string) {
    const order = this.state.orders.get(id);
    if (!order) throw new Refused('Not found');
    return order;
  }

  transaction(id: number): Transaction {
    const found = this.transactions().find((each) => each.id === id);
    if (!found) throw new Refused('Not found');
    return found;
  }

  /** The newest transaction of an invoice. */
  find(invoiceId: string, only: 'payments' | 'all'): Transaction {
    const found = this.transactions().filter(
      (each) => each.invoiceId === invoiceId && (only === 'all' || each.type === 'payment'),
    );
    const last = found.at(-1);
    if (!last) throw new Refused('Not found');
    return last;
  }

  createOrder(body: CreateOrder) {
    const minor = minorOf(body.Amount, body.Currency);
    if (!minor) throw new Refused('Invalid Amount value');
    if (body.SendSms && body.SendViber) throw new Refused('Invalid SendViber value');
    checkReceipt(body.JsonData, minor, body.Currency);
    const id = randomId(16);
    const order = {
      id,
      number: this.state.orders.size + 1,
      ...termsOf(body, minor),
      holds: body.RequireConfirmation,
      successUrl: body.SuccessRedirectUrl,
      failUrl: body.FailRedirectUrl,
      culture: body.CultureName.startsWith('ru') ? ('ru' as const) : ('en' as const),
      createdAt: this.options.now(),
      state: 'Created' as const,
    };
    this.state.orders.set(id, order);
    this.changed();
    return order;
  }

  cancelOrder(id: string): void {
    const order = this.order(id);
    if (order.state === 'Paid') throw new Refused('Order has been paid already');
    if (order.state === 'Cancelled') throw new Refused('Order has been cancelled already');
    order.state = 'Cancelled';
    this.changed();
  }

  /** The payment that somebody is about to make, as Check tells it. */
  asking(orderId: string): Transaction {
    const order = this.order(orderId);
    const made: Made = { ...order, token: '', originalId: null, status: 'Completed', reasonCode: 0 };
    return this.transactionOf('payment', made);
  }

  /** A payer pays an open order. `asked`: the shop was asked before, and has allowed it. */
  pay(orderId: string, asked = false): Transaction {
    const order = this.order(orderId);
    if (order.state !== 'Created') throw new Refused('Order is closed');
    order.state = 'Paid';
    const token = order.accountId ? `tk_${randomId(24)}` : '';
    if (token) this.state.tokens.set(token, order.accountId);
    return this.record({ ...order, token, reasonCode: 0 }, order.holds, asked);
  }

  /** Held money is taken, all of it or less; the rest goes back. */
  confirm(body: RefundCall): void {
    const held = this.held(body.TransactionId);
    const minor = minorOf(body.Amount, held.currency);
    if (!minor || BigInt(minor) > BigInt(held.minor)) throw new Refused('Invalid Amount value');
    checkReceipt(body.JsonData, minor, held.currency);
    if (receiptIn(body.JsonData) !== undefined)
      held.jsonData = { ...held.jsonData, cloudpayments: body.JsonData.cloudpayments };
    held.minor = minor;
    held.status = 'Completed';
    held.confirmedAt = this.options.now();
    this.options.tell('confirm', held);
    this.print(held);
    this.changed();
  }

  /** Held money goes back. */
  void(id: number | string): void {
    this.release(this.held(id));
    this.changed();
  }

  private held(id: number | string): Transaction {
    const found = this.transaction(Number(id));
    if (found.status !== 'Authorized') throw new Refused('Transaction is not authorized');
    return found;
  }

  private release(held: Transaction): void {
    held.status = 'Cancelled';
    this.options.tell('cancel', held);
  }

  /** The bank declines; the order stays open. */
  decline(orderId: string, reasonCode = 5051, asked = false): Transaction {
    const order = this.order(orderId);
    if (order.state !== 'Created') throw new Refused('Order is closed');
    return this.record({ ...order, token: '', reasonCode }, false, asked);
  }

  chargeToken(body: TokenCharge, { declines, holds }: { declines: boolean; holds: boolean }): Transaction {
    const minor = minorOf(body.Amount, body.Currency);
    if (!minor) throw new Refused('Invalid Amount value');
    if (this.state.tokens.get(body.Token) !== body.AccountId) throw new Refused('Invalid Token value');
    checkReceipt(body.JsonData, minor, body.Currency);
    const reasonCode = declines ? 5051 : 0;
    return this.record({ ...termsOf(body, minor), token: body.Token, reasonCode }, holds);
  }

  /** Never more than is left of the payment. */
  refund(body: RefundCall): Transaction {
    const original = this.transaction(Number(body.TransactionId));
    if (original.type === 'refund' || original.status !== 'Completed')
      throw new Refused('Invalid TransactionId value');
    const minor = minorOf(body.Amount, original.currency);
    if (!minor || BigInt(minor) > this.leftOf(original)) throw new Refused('Invalid Amount value');
    checkReceipt(body.JsonData, minor, original.currency);
    // The payment's own data are not repeated.
    return this.add('refund', {
      ...original,
      minor,
      jsonData: body.JsonData,
      token: '',
      originalId: original.id,
      status: 'Completed',
    });
  }

  leftOf({ id, minor }: Transaction): bigint {
    const back = this.transactions().filter(({ originalId }) => originalId === id);
    return back.reduce((left, refund) => left - BigInt(refund.minor), BigInt(minor));
  }

  register(type: string, invoiceId: string, receipt: Record<string, unknown>): string {
    checkReceipt({ cloudpayments: { CustomerReceipt: receipt } }, null, 'RUB');
    const id = randomId(20);
    const minor = totalOf(receipt, 'RUB');
    this.file({ id, type, invoiceId, transactionId: null, minor, receipt, at: this.options.now() });
    this.changed();
    return id;
  }

  /** The receipt that came along with money. */
  private print({ id: transactionId, type, invoiceId, minor, jsonData }: Transaction): void {
    const receipt = receiptIn(jsonData);
    if (receipt === undefined) return;
    const kind = type === 'refund' ? 'IncomeReturn' : 'Income';
    const at = this.options.now();
    this.file({ id: randomId(20), type: kind, invoiceId, transactionId, minor, receipt, at });
  }

  private file(receipt: KktReceipt): void {
    this.state.receipts.set(receipt.id, receipt);
    this.options.printed(receipt, this.state.receipts.size);
  }

  receipt(id: string) {
    const found = this.state.receipts.get(id);
    if (!found) throw new Refused('Not found');
    return found;
  }

  /** The same `X-Request-ID` gets its first answer again, for an hour. */
  once(key: string | undefined, answer: () => unknown): unknown {
    const now = this.options.now();
    const before = key === undefined ? undefined : this.state.answers.get(key);
    if (before && now - before.at < HOUR) return JSON.parse(before.answer);
    const made = answer();
    if (key !== undefined) this.state.answers.set(key, { answer: JSON.stringify(made), at: now });
    this.changed();
    return made;
  }

  snapshot(): string {
    return toText(this.state);
  }

  /** @throws SyntaxError for text that `snapshot` did not give. */
  restore(text: string): void {
    this.state = fromText(text);
    this.options.onChange();
  }

  private record(of: Omit<Made, 'status' | 'originalId'>, holds = false, asked = false): Transaction {
    const done = holds ? 'Authorized' : 'Completed';
    const status = of.reasonCode === 0 ? done : 'Declined';
    return this.add('payment', { ...of, originalId: null, status }, asked);
  }

  private transactionOf(type: Transaction['type'], of: Made): Transaction {
    const { minor, currency, invoiceId, accountId, email, description, jsonData } = of;
    const { token, originalId, status, reasonCode } = of;
    const id = 2_200_000_000 + this.state.transactions.size + 1;
    const facts = { minor, currency, invoiceId, accountId, email, description, jsonData };
    const rest = { token, originalId, status, reasonCode, createdAt: this.options.now(), confirmedAt: null };
    return { id, type, ...facts, ...rest };
  }

  private add(type: Transaction['type'], of: Made, asked = false): Transaction {
    const made = this.transactionOf(type, of);
    const { status } = made;
    this.state.transactions.set(made.id, made);
    if (type === 'payment' && !asked) this.options.tell('check', made);
    const kind = type === 'refund' ? 'refund' : status === 'Declined' ? 'fail' : 'pay';
    this.options.tell(kind, made);
    if (status === 'Completed') this.print(made);
    this.changed();
    return made;
  }

  /** Orders, answers and receipts beyond what is kept go, oldest first; transactions keep their numbers. */
  private changed(): void {
    for (const map of [this.state.orders, this.state.answers, this.state.receipts] as Map<
      string,
      unknown
    >[]) {
      for (const key of map.keys()) {
        if (map.size <= this.options.keep) break;
        map.delete(key);
      }
    }
    this.options.onChange();
  }
}

type Made = Omit<Transaction, 'id' | 'type' | 'createdAt' | 'confirmedAt'>;
