import { momentText } from '../moment.ts';
import { Refused } from './refused.ts';
import { type AtolFault, type FakeReceipt, type Operation, REGISTRATION, STORAGE } from './state.ts';
import type { RegisterBody } from './validate.ts';

export interface RegisterOptions {
  readonly now: () => number;
  readonly group: string;
  /** How long a receipt waits in the queue, milliseconds. */
  readonly readyAfterMs: number;
  /** Receipts that are kept; the oldest go. */
  readonly keep: number;
  /** What a repeated `external_id` is told: the uuid of the receipt that there is, or nothing. */
  readonly repeats: 'uuid' | 'bare';
  /** Where a buyer sees a receipt. */
  readonly receiptUrl: (uuid: string) => string;
  /** Told of each receipt that has ended. */
  readonly tell: (receipt: FakeReceipt) => void;
  readonly onChange: () => void;
}

const DAY = 24 * 3_600_000;

/** The queue, the register and its fiscal storage. */
export class CashRegister {
  private receipts = new Map<string, FakeReceipt>();
  private documents = 0;
  private failures: AtolFault[] = [];

  constructor(private readonly options: RegisterOptions) {}

  /** Takes a receipt into the queue. @throws Refused 400, code 33, for an `external_id` that was there */
  submit(version: 'v4' | 'v5', operation: Operation, body: RegisterBody) {
    const { now, group, readyAfterMs, repeats } = this.options;
    const { external_id: externalId, receipt, service } = body;
    const before = this.all().find((each) => each.externalId === externalId);
    if (before) {
      const text = `В системе существует чек с external_id : "${externalId}" и group_code: "${group}"`;
      const uuid = repeats === 'uuid' ? { uuid: before.uuid } : {};
      throw new Refused(400, 33, text, { status: 'wait', ...uuid });
    }
    const taken: FakeReceipt = {
      uuid: crypto.randomUUID(),
      externalId,
      version,
      operation,
      body: receipt,
      callbackUrl: service?.callback_url ?? null,
      acceptedAt: now(),
      dueAt: now() + readyAfterMs,
      destiny: this.failures.shift() ?? null,
      state: 'wait',
      printed: null,
    };
    this.receipts.set(taken.uuid, taken);
    this.forgetOld();
    this.options.onChange();
    return { uuid: taken.uuid, status: 'wait', error: null, timestamp: momentText(now()) };
  }

  /** The next receipts end so, one each. */
  failNext(...faults: AtolFault[]): void {
    this.failures.push(...faults);
  }

  /** When the next receipt in the queue is due, milliseconds; null when the queue is empty. */
  nextDue(): number | null {
    const due = this.all().flatMap(({ state, dueAt }) => (state === 'wait' ? [dueAt] : []));
    return due.length > 0 ? Math.min(...due) : null;
  }

  /** Ends whatever has waited long enough by the register's clock. */
  tick(): void {
    for (const receipt of this.receipts.values()) {
      if (receipt.state === 'wait' && receipt.dueAt <= this.options.now()) this.end(receipt);
    }
  }

  /** What `report` answers. @throws Refused 400, code 30, for a uuid that is not there */
  report(uuid: string) {
    this.tick();
    const receipt = this.receipts.get(uuid);
    if (!receipt) {
      const text = `Передан некорректный UUID : "${uuid}". Необходимо повторить запрос с корректными данными`;
      throw new Refused(400, 30, text, { status: 'fail' });
    }
    return this.reportOf(receipt);
  }

  /** The report of a receipt, which is also the body of its callback. */
  reportOf(receipt: FakeReceipt) {
    const { uuid, state, destiny, externalId, callbackUrl, printed } = receipt;
    const error = state === 'fail' && destiny ? { error_id: crypto.randomUUID(), ...destiny } : null;
    return {
      uuid,
      status: state,
      error,
      payload: printed ? this.payloadOf(receipt, printed) : null,
      timestamp: momentText(this.options.now()),
      group_code: this.options.group,
      daemon_code: 'practice-agent-1',
      device_code: 'practice-register-1',
      external_id: externalId,
      callback_url: callbackUrl ?? '',
    };
  }

  /** Oldest first. */
  all(): FakeReceipt[] {
    return [...this.receipts.values()];
  }

  /** @throws Refused 404 for a uuid that is not there */
  get(uuid: string): FakeReceipt {
    this.tick();
    const receipt = this.receipts.get(uuid);
    if (!receipt) throw new Refused(404, 30, 'Чек не найден', {});
    return receipt;
  }

  snapshot(): string {
    return JSON.stringify({ documents: this.documents, receipts: this.all() });
  }

  /** @throws SyntaxError for text that `snapshot` did not give */
  restore(text: string): void {
    const saved = JSON.parse(text) as { documents: number; receipts: FakeReceipt[] };
    this.documents = saved.documents;
    this.receipts = new Map(saved.receipts.map((receipt) => [receipt.uuid, receipt]));
    this.options.onChange();
  }

  private payloadOf({ uuid, body }: FakeReceipt, printed: NonNullable<FakeReceipt['printed']>) {
    return {
      fiscal_receipt_number: printed.receipt,
      shift_number: printed.shift,
      receipt_datetime: momentText(printed.at),
      total: body.total,
      fn_number: STORAGE,
      ecr_registration_number: REGISTRATION,
      fiscal_document_number: printed.document,
      fiscal_document_attribute: printed.sign,
      fns_site: 'www.nalog.gov.ru',
      ofd_inn: '7700000016',
      ofd_receipt_url: this.options.receiptUrl(uuid),
    };
  }

  private end(receipt: FakeReceipt): void {
    receipt.state = receipt.destiny ? 'fail' : 'done';
    if (!receipt.destiny) receipt.printed = this.print();
    this.options.onChange();
    this.options.tell(receipt);
  }

  private print(): NonNullable<FakeReceipt['printed']> {
    const at = this.options.now();
    this.documents += 1;
    const sign = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
    const shift = Math.floor(at / DAY) % 1000;
    return { at, document: this.documents, receipt: this.documents, shift, sign };
  }

  private forgetOld(): void {
    for (const [uuid, { state }] of this.receipts) {
      if (this.receipts.size <= this.options.keep) return;
      if (state !== 'wait') this.receipts.delete(uuid);
    }
  }
}
