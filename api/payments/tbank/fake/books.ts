import { checkReceipt, isPrepaid } from './receipts.ts';
import { type FakeFiscal, type FakePayment, type FakeState, fromText, Refusal, toText } from './state.ts';

export interface BookOptions {
  readonly now: () => number;
  /** A second `Init` of one order: refused with code 8, or a second payment. The bank's pages do not say. */
  readonly sameOrder: 'refuse' | 'allow';
  /** Oldest payments are forgotten beyond this many. */
  readonly keep: number;
  /** Told of every status that the bank notifies of. */
  readonly tell: (payment: FakePayment) => void;
  /** Told of every receipt that the cash register was given. */
  readonly print: (fiscal: FakeFiscal) => void;
  readonly onChange: () => void;
}

/** A new payment, its fields checked. */
export type Order = Pick<
  FakePayment,
  | 'orderId'
  | 'amount'
  | 'payType'
  | 'recurrent'
  | 'language'
  | 'description'
  | 'notificationUrl'
  | 'successUrl'
  | 'failUrl'
  | 'dueAt'
  | 'receipt'
>;

/** What `Cancel` is asked for. */
export interface CancelOrder {
  readonly amount: number | null;
  readonly key: string | null;
  readonly receipt: unknown;
}

const OPEN = ['NEW', 'FORM_SHOWED'];
const HELD = ['AUTHORIZED', 'PARTIAL_REVERSED'];
const PAID = ['CONFIRMED', 'PARTIAL_REFUNDED'];
/** SBP: 10 to 1,000,000 roubles. */
const SBP = { least: 1_000, most: 100_000_000 };

/** The emulated bank's books: what its API, its form and its office can do. Throws `Refusal`. */
export class Books {
  /** Refunds by SBP wait for `finishRefund`. */
  slowRefunds = false;
  /** Code with which the next `Charge` is declined; null: it goes through. */
  nextDecline: string | null = null;
  /** The cash register refuses what it is given from now on. */
  registerFails = false;
  private state: FakeState = { nextId: 5_309_711_234, payments: new Map(), rebills: new Set(), documents: 0 };

  constructor(private readonly options: BookOptions) {}

  all(): readonly FakePayment[] {
    for (const payment of this.state.payments.values()) this.expire(payment);
    return [...this.state.payments.values()];
  }

  get(id: number | string): FakePayment {
    const payment = this.state.payments.get(Number(id));
    if (!payment) throw new Refusal('255', 'Транзакция не найдена');
    this.expire(payment);
    return payment;
  }

  ofOrder(orderId: string): readonly FakePayment[] {
    return this.all().filter((each) => each.orderId === orderId);
  }

  init(order: Order): FakePayment {
    if (this.options.sameOrder === 'refuse' && this.ofOrder(order.orderId).length > 0)
      throw new Refusal('8', 'Неверный статус транзакции', 'Заказ с таким OrderId уже существует');
    if (order.receipt !== undefined) checkReceipt(order.receipt, order.amount);
    const id = this.state.nextId++;
    const fresh = { status: 'NEW', left: 0, source: null, rebillId: null, qr: null, errorCode: '0' };
    const lists = { cancels: [], closings: [], silent: false, createdAt: this.options.now() };
    const payment: FakePayment = { ...order, ...fresh, ...lists, id };
    this.state.payments.set(id, payment);
    const oldest =
      this.state.payments.size > this.options.keep ? this.state.payments.keys().next().value : null;
    if (oldest != null) this.state.payments.delete(oldest);
    this.options.onChange();
    return payment;
  }

  /** The payer opened the bank's form. */
  show(id: number | string): void {
    const payment = this.get(id);
    if (payment.status === 'NEW') this.move(payment, 'FORM_SHOWED');
  }

  /** The id of the QR: the same for the same payment. */
  qrOf(id: number | string): string {
    const payment = this.get(id);
    if (!OPEN.includes(payment.status)) throw new Refusal('8', 'Неверный статус транзакции');
    if (payment.payType === 'T') throw new Refusal('3001', 'Оплата через QR недоступна');
    if (payment.amount < SBP.least || payment.amount > SBP.most)
      throw new Refusal('3016', 'Сумма операции не входит в допустимые пределы');
    payment.qr ??= `AD${crypto.randomUUID().replaceAll('-', '').slice(0, 30).toUpperCase()}`;
    this.options.onChange();
    return payment.qr;
  }

  /** The payer pays on the form, by card or by SBP. */
  pay(id: number | string, source: 'cards' | 'qrsbp' = 'cards'): void {
    const payment = this.get(id);
    if (!OPEN.includes(payment.status)) throw new Refusal('8', 'Неверный статус транзакции');
    if (source === 'qrsbp') this.qrOf(id);
    payment.source = source;
    payment.left = payment.amount;
    if (payment.recurrent && source === 'cards') {
      payment.rebillId = `17${payment.id}`;
      this.state.rebills.add(payment.rebillId);
    }
    if (source === 'cards') this.announce(payment, 'AUTHORIZED');
    if (payment.payType === 'O') this.announce(payment, 'CONFIRMED');
  }

  decline(id: number | string, code: string): void {
    const payment = this.get(id);
    if (!OPEN.includes(payment.status)) throw new Refusal('8', 'Неверный статус транзакции');
    payment.source = 'cards';
    payment.errorCode = code;
    this.announce(payment, 'REJECTED');
  }

  charge(id: number | string, rebillId: string): FakePayment {
    const payment = this.get(id);
    if (payment.status !== 'NEW') throw new Refusal('8', 'Неверный статус транзакции');
    if (!this.state.rebills.has(rebillId))
      throw new Refusal('104', 'Ошибка выполнения рекуррента', 'RebillId не найден у терминала');
    const declined = this.nextDecline;
    this.nextDecline = null;
    if (declined === null) this.pay(id);
    else this.decline(id, declined);
    if (declined !== null) throw new Refusal(declined, 'Недостаточно средств на карте');
    return payment;
  }

  confirm(id: number | string, amount: number | null, receipt: unknown): FakePayment {
    const payment = this.get(id);
    if (!HELD.includes(payment.status)) throw new Refusal('8', 'Неверный статус транзакции');
    const taken = amount ?? payment.left;
    if (taken < 1 || taken > payment.left)
      throw new Refusal('251', 'Неверная сумма', 'Больше, чем захолдировано');
    if (receipt !== undefined) checkReceipt(receipt, taken);
    if (payment.receipt !== undefined && receipt === undefined && taken !== payment.amount)
      throw new Refusal('308', 'Сумма всех позиций в чеке должна равняться сумме всех видов оплаты');
    if (receipt !== undefined) payment.receipt = receipt;
    payment.left = taken;
    this.announce(payment, 'CONFIRMED');
    return payment;
  }

  /** Gives what there was before and after. */
  cancel(id: number | string, order: CancelOrder): { payment: FakePayment; before: number; after: number } {
    const payment = this.get(id);
    // Not for the SBP: there the bank does not look at the key.
    const known =
      order.key && payment.source !== 'qrsbp' && payment.cancels.some(({ key }) => key === order.key);
    if (known) return { payment, before: payment.amount, after: payment.left };
    if (OPEN.includes(payment.status)) {
      this.move(payment, 'CANCELED');
      return { payment, before: payment.amount, after: 0 };
    }
    if (!HELD.includes(payment.status) && !PAID.includes(payment.status))
      throw new Refusal('8', 'Неверный статус транзакции');
    return this.giveBack(payment, order);
  }

  private giveBack(payment: FakePayment, { amount, key, receipt }: CancelOrder) {
    const before = payment.left;
    const back = amount ?? before;
    if (back < 1 || back > before) throw new Refusal('251', 'Неверная сумма отмены', 'Больше, чем осталось');
    if (receipt !== undefined) checkReceipt(receipt, back);
    const held = HELD.includes(payment.status);
    const slow = !held && this.slowRefunds && payment.source === 'qrsbp';
    payment.cancels.push({ key, amount: back, state: slow ? 'slow' : 'done' });
    payment.left -= back;
    if (slow) this.move(payment, 'ASYNC_REFUNDING');
    else this.returned(payment, held ? 'REVERSED' : 'REFUNDED');
    if (!held && !slow) this.print(payment, { type: 'IncomeReturn', amount: back, receipt });
    return { payment, before, after: payment.left };
  }

  private returned(payment: FakePayment, status: 'REVERSED' | 'REFUNDED'): void {
    this.announce(payment, payment.left > 0 ? `PARTIAL_${status}` : status);
  }

  /** The SBP has returned the money, or could not. */
  finishRefund(id: number | string, outcome: 'done' | 'failed'): void {
    const payment = this.get(id);
    const slow = payment.cancels.find(({ state }) => state === 'slow');
    if (!slow) throw new Refusal('8', 'Неверный статус транзакции');
    slow.state = outcome;
    if (outcome === 'failed') payment.left += slow.amount;
    if (outcome === 'done') {
      this.returned(payment, 'REFUNDED');
      this.print(payment, { type: 'IncomeReturn', amount: slow.amount, receipt: undefined });
      return;
    }
    this.move(payment, payment.left === payment.amount ? 'CONFIRMED' : 'PARTIAL_REFUNDED');
  }

  close(id: number | string, receipt: unknown): void {
    const payment = this.get(id);
    if (payment.status !== 'CONFIRMED') throw new Refusal('8', 'Неверный статус транзакции');
    if (!isPrepaid(payment.receipt)) throw new Refusal('315', 'Информация о чеках не найдена');
    checkReceipt(receipt, payment.left);
    payment.closings.push(receipt);
    this.print(payment, { type: 'Income', amount: payment.left, receipt });
  }

  /** Its time is over now. */
  end(id: number | string): void {
    const payment = this.get(id);
    if (!OPEN.includes(payment.status)) throw new Refusal('8', 'Неверный статус транзакции');
    this.move(payment, 'DEADLINE_EXPIRED');
  }

  /** From now on nobody is told about this payment. */
  hush(id: number | string): void {
    this.get(id).silent = true;
  }

  snapshot(): string {
    return toText(this.state);
  }

  /** @throws SyntaxError for text that `snapshot` did not give. */
  restore(text: string): void {
    this.state = fromText(text);
    this.options.onChange();
  }

  private expire(payment: FakePayment): void {
    const over = OPEN.includes(payment.status) && payment.dueAt <= this.options.now();
    if (over) this.move(payment, 'DEADLINE_EXPIRED');
  }

  private announce(payment: FakePayment, status: string): void {
    this.move(payment, status);
    if (!payment.silent && status !== 'PARTIAL_REVERSED') this.options.tell(payment);
    if (status === 'CONFIRMED')
      this.print(payment, { type: 'Income', amount: payment.left, receipt: payment.receipt });
  }

  /** Of a payment with a receipt; one of return that was not given is made of the first. */
  private print(payment: FakePayment, what: Pick<FakeFiscal, 'type' | 'amount' | 'receipt'>): void {
    if (payment.receipt === undefined) return;
    if (!this.registerFails) this.state.documents += 1;
    const document = this.registerFails ? null : this.state.documents;
    this.options.print({ payment, document, ...what, receipt: what.receipt ?? payment.receipt });
    this.options.onChange();
  }

  private move(payment: FakePayment, status: string): void {
    payment.status = status;
    this.options.onChange();
  }
}
