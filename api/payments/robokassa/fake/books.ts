import { fromDecimal } from '../../../../domain/money.ts';
import { sameHex, shpParts, sign } from '../signature.ts';
import {
  type FakeFiscal,
  type FakeRefund,
  type FakeShop,
  leftOf,
  type Operation,
  Wrong,
} from './operation.ts';
import { checkReceipt } from './receipt.ts';

export interface BooksOptions {
  readonly shop: FakeShop;
  readonly now: () => number;
  /** Oldest operations are forgotten beyond this many. */
  readonly keep: number;
  /** Money has come: the shop is to be told. */
  readonly tell: (operation: Operation) => void;
  readonly onChange: () => void;
}

type Fields = ReadonlyMap<string, string>;
const LARGEST = 9_223_372_036_854_775_807n;

/** What Robokassa remembers, and what payers and its office do. */
export class Books {
  /** Refunds stay `processing` until `finish`. */
  slowRefunds = false;
  /** The next charge without the customer is not accepted. */
  refuseCharge = false;
  private operations = new Map<string, Operation>();
  /** Long links that were left with us, by the id of their page. */
  private pages = new Map<string, string>();

  constructor(private readonly options: BooksOptions) {}

  /**
   * A payer comes with a signed form. The same number is the same operation while it is open.
   * @throws Wrong for a foreign signature, a used number, a wrong sum.
   */
  async open(fields: Fields): Promise<Operation> {
    const { shop, now } = this.options;
    if (fields.get('MerchantLogin') !== shop.login) throw new Wrong(26, 'there is no such shop');
    await this.checkSignature(fields, fields.get('InvId') ?? '', shpParts(fields));
    const made = operationOf(fields, fields.get('InvId') ?? '', now());
    const known = this.fresh(made.invId);
    if (known?.state === 10 || (made.expiresAt !== null && made.expiresAt <= now()))
      throw new Wrong(33, 'the time of the invoice is over');
    if (known && (known.state === 100 || known.minor !== made.minor))
      throw new Wrong(40, 'this number has been used');
    return known ?? this.keep(made);
  }

  /** `Indexjson.aspx`: the form is left here, its page has an address of its own. */
  async leave(fields: Fields): Promise<string> {
    const { invId } = await this.open(fields);
    const known = [...this.pages].find(([, each]) => each === invId)?.[0];
    const id = known ?? crypto.randomUUID();
    this.pages.set(id, invId);
    return id;
  }

  /** @throws Wrong when nothing was left under this id. */
  left(pageId: string): Operation {
    return this.get(this.pages.get(pageId) ?? '');
  }

  /** A charge by an earlier card. @throws Wrong as `open`, and when that payment was no first one. */
  async charge(fields: Fields): Promise<Operation> {
    const { shop, now } = this.options;
    if (fields.get('MerchantLogin') !== shop.login) throw new Wrong(26, 'there is no such shop');
    const invId = fields.get('InvoiceID') ?? '';
    await this.checkSignature(fields, invId, []);
    const parent = this.find(fields.get('PreviousInvoiceID') ?? '');
    if (!parent?.recurring || parent.state !== 100) throw new Wrong(1, 'there is no first payment');
    if (this.find(invId)) throw new Wrong(40, 'this number has been used');
    if (this.refuseCharge) {
      this.refuseCharge = false;
      throw new Wrong(1, 'the bank refuses');
    }
    const made = this.keep(operationOf(fields, invId, now()));
    this.pay(invId);
    return made;
  }

  /** @throws Wrong when it can't be paid any more. */
  pay(invId: string): void {
    const operation = this.get(invId);
    if (operation.state === 10) throw new Wrong(33, 'the time of the invoice is over');
    if (operation.state === 100) throw new Wrong(40, 'this number has been used');
    operation.opKey = crypto.randomUUID();
    this.change(operation, 100);
    this.options.tell(operation);
  }

  /** @throws Wrong for another's money, or more than is left. */
  refund(opKey: string, minor: bigint | null): FakeRefund {
    const operation = [...this.operations.values()].find((each) => each.opKey === opKey);
    if (!operation) throw new Wrong(404, 'OperationNotFound');
    const left = leftOf(operation);
    const wanted = minor ?? left;
    if (wanted <= 0n || wanted > left) throw new Wrong(409, 'NotEnoughOperationFunds');
    const label = this.slowRefunds ? 'processing' : 'finished';
    const refund: FakeRefund = { id: crypto.randomUUID(), minor: wanted.toString(), label };
    operation.refunds.push(refund);
    this.options.onChange();
    return refund;
  }

  finish(refundId: string, label: 'finished' | 'canceled'): void {
    const refund = this.findRefund(refundId);
    if (!refund) throw new Wrong(404, 'there is no such refund');
    refund.label = label;
    this.options.onChange();
  }

  /** RoboFiscal has made a receipt of this operation. */
  file(operation: Operation, receipt: FakeFiscal): void {
    operation.fiscal.push(receipt);
    this.options.onChange();
  }

  findRefund(id: string): FakeRefund | undefined {
    return this.all()
      .flatMap(({ refunds }) => refunds)
      .find((each) => each.id === id);
  }

  find(invId: string): Operation | undefined {
    return this.fresh(invId);
  }

  /** @throws Wrong when there is none. */
  get(invId: string): Operation {
    const operation = this.fresh(invId);
    if (!operation) throw new Wrong(3, 'there is no such operation');
    return operation;
  }

  all(): readonly Operation[] {
    return [...this.operations.values()];
  }

  snapshot(): string {
    return JSON.stringify({ operations: [...this.operations.values()], pages: [...this.pages] });
  }

  /** @throws SyntaxError for text that `snapshot` did not give. */
  restore(text: string): void {
    const saved = JSON.parse(text) as { operations: Operation[]; pages: [string, string][] };
    this.operations = new Map(
      saved.operations.map((each) => [each.invId, { ...each, fiscal: each.fiscal ?? [] }]),
    );
    this.pages = new Map(saved.pages);
  }

  private async checkSignature(fields: Fields, invId: string, tail: readonly string[]): Promise<void> {
    const { shop } = this.options;
    const receipt = fields.has('Receipt') ? [fields.get('Receipt') ?? ''] : [];
    const sum = fields.get('OutSum') ?? '';
    const expected = await sign(shop.hash, shop.login, sum, invId, ...receipt, shop.password1, ...tail);
    if (!sameHex(expected, fields.get('SignatureValue') ?? ''))
      throw new Wrong(29, 'the signature does not fit');
  }

  /** As it is now: time may have ended it. */
  private fresh(invId: string): Operation | undefined {
    const operation = this.operations.get(invId);
    const over = operation?.state === 5 && (operation.expiresAt ?? Infinity) <= this.options.now();
    if (operation && over) {
      operation.state = 10;
      operation.stateAt = operation.expiresAt ?? operation.stateAt;
      this.options.onChange();
    }
    return operation;
  }

  private keep(operation: Operation): Operation {
    this.operations.set(operation.invId, operation);
    const oldest = this.operations.keys().next().value;
    if (this.operations.size > this.options.keep && oldest) this.operations.delete(oldest);
    this.options.onChange();
    return operation;
  }

  private change(operation: Operation, state: Operation['state']): void {
    operation.state = state;
    operation.stateAt = this.options.now();
    this.options.onChange();
  }
}

/** @throws Wrong for a number or a sum that can't be. */
function operationOf(fields: Fields, invId: string, now: number): Operation {
  const amount = fromDecimal(fields.get('OutSum') ?? '', 'RUB');
  if (!amount || amount.minor <= 0n) throw new Wrong(31, 'the sum can not be');
  if (!/^[1-9]\d{0,18}$/.test(invId) || BigInt(invId) > LARGEST) throw new Wrong(30, 'the number can not be');
  const until = fields.get('ExpirationDate');
  const receipt = fields.get('Receipt');
  return {
    invId,
    minor: amount.minor.toString(),
    description: (fields.get('Description') ?? '').slice(0, 100),
    email: fields.get('Email') ?? '',
    culture: fields.get('Culture') === 'en' ? 'en' : 'ru',
    label: fields.get('IncCurrLabel') ?? 'BankCardPSR',
    shp: [...fields].filter(([name]) => /^shp_/i.test(name)),
    receipt: receipt === undefined ? null : checkReceipt(receipt, amount.minor),
    recurring: fields.get('Recurring') === 'true',
    test: fields.get('IsTest') === '1',
    createdAt: now,
    expiresAt: until ? Date.parse(until) : null,
    state: 5,
    stateAt: now,
    opKey: null,
    refunds: [],
    fiscal: [],
  };
}
