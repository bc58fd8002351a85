import { z } from 'zod';
import type { ReceiptRequest, ReceiptState } from '../../../domain/ports/payment-provider.ts';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import { lost, type RobokassaClient } from './client.ts';
import type { RobokassaConfig } from './config.ts';
import { cut, faultOfReceipt, toFiscal } from './receipt.ts';
import { base64url, invIdOf, sign } from './signature.ts';

type Signal = AbortSignal | undefined;

/** The reference of a receipt that went along with payment 17; one that was made apart has its own number. */
const ALONG = 'along-';

const words = z
  .union([z.string().max(1000), z.number().transform(String)])
  .nullish()
  .catch(null)
  .transform((text) => text?.trim() || null);

/** What an order of a receipt was answered. The code is seen with a Cyrillic letter in its name, too. */
function takenOf(answer: unknown): { readonly code: string | null; readonly description: string | null } {
  const read = z.record(z.string(), z.unknown()).safeParse(answer);
  const members = Object.entries(read.success ? read.data : {});
  const named = (name: RegExp) => words.parse(members.find(([each]) => name.test(each))?.[1]);
  return { code: named(/^Result[CС]ode$/), description: named(/^ResultDescription$/) };
}

const status = z.object({
  Code: words,
  Description: words,
  Statuses: z
    .array(z.object({ Code: words }))
    .nullish()
    .catch(null),
  FnNumber: words,
  FiscalDocumentNumber: words,
  FiscalDocumentAttribute: words,
});

/** RoboFiscal: receipts apart from payments, and what became of any (docs.robokassa.ru/ru/second-receipt). */
export class Fiscal {
  constructor(
    private readonly config: RobokassaConfig,
    private readonly call: RobokassaClient,
  ) {}

  /**
   * `Attach` closes a prepayment, `Register` is the first receipt of a payment that went without. Its number follows
   * from the key, so that a repeat is of the same receipt.
   */
  async register(request: ReceiptRequest, signal: Signal): Promise<Outcome<ReceiptState>> {
    const { receipt, reference: originId, settledBy, currency } = request;
    if (receipt.type === 'refund')
      return refused('sale_only', 'Robokassa makes receipts of return with refunds only');
    const minor = receipt.items.reduce((sum, { amount }) => sum + amount, 0n);
    const fault = faultOfReceipt(receipt, { minor, currency });
    const { email, phone } = receipt.customer;
    if (fault || (!email && !phone)) return invalid(fault ?? 'a receipt has an e-mail or a phone');
    const { login: merchantId, site: url } = this.config;
    const id = await invIdOf(request.idempotencyKey);
    const json = toFiscal(receipt, { merchantId, id, originId, url, settledBy });
    const answer = await this.post(settledBy === 'prepaid' ? 'Attach' : 'Register', json, signal);
    if (!answer.ok) return answer;
    const { code, description } = takenOf(answer.value);
    const pending = { receiptReference: id, state: 'pending', fiscal: null } as const;
    if (code === '0' || code === '1' || code === '2') return done(pending);
    if (code === null || code === '1000') return lost(true, code ?? 'malformed', 'RoboFiscal gave no answer');
    // A repeat may be refused for being one: then the receipt is there.
    const known = await this.look(id, signal);
    if (known.ok && known.value.state !== 'failed') return known;
    return code === '1001' ? wrongSignature() : refused(`fiscal_${code}`, clean(description));
  }

  /** By the reference that `register` or `receiptOf` gave. */
  async look(receiptReference: string, signal: Signal): Promise<Outcome<ReceiptState>> {
    const id = receiptReference.replace(ALONG, '');
    const json = JSON.stringify({ merchantId: this.config.login, id });
    const answer = await this.post('Status', json, signal);
    if (!answer.ok) return answer.category === 'unknown' ? { ...answer, category: 'unavailable' } : answer;
    const read = status.safeParse(answer.value);
    if (!read.success) return lost(false, 'malformed', 'an answer of another shape');
    return stateOf(receiptReference, read.data);
  }

  /** The receipt that went along with a payment: its state is asked by the payment's own number. */
  receiptOf(
    { reference, refundReference }: { reference: string; refundReference: string | null },
    signal: Signal,
  ): Promise<Outcome<ReceiptState>> {
    if (refundReference === null) return this.look(`${ALONG}${reference}`, signal);
    const message = 'Robokassa does not tell what became of receipts of return';
    return Promise.resolve({ ...refused('not_told', message), category: 'not_found' });
  }

  /** The body is `base64url(json).base64url(hash(base64url(json) + Password1))`, as the official SDK has it. */
  private async post(what: string, json: string, signal: Signal): Promise<Outcome<unknown>> {
    const { fiscalRoot, hash, password1 } = this.config;
    const payload = base64url(new TextEncoder().encode(json));
    const signature = await sign(hash, `${payload}${password1}`);
    const body = `${payload}.${base64url(new TextEncoder().encode(signature))}`;
    const url = `${fiscalRoot}/RoboFiscal/Receipt/${what}`;
    const answer = await this.call({ url, text: { type: 'application/json', body }, signal });
    if (!answer.ok) return answer;
    try {
      return done(JSON.parse(answer.text) as unknown);
    } catch {
      return lost(true, 'malformed', 'an answer that is not RoboFiscal’s own');
    }
  }
}

function stateOf(receiptReference: string, answer: z.output<typeof status>): Outcome<ReceiptState> {
  const { Code: code, FnNumber: storageNumber, FiscalDocumentNumber: documentNumber } = answer;
  const { FiscalDocumentAttribute: attribute } = answer;
  const base = { receiptReference, fiscal: null } as const;
  if (code === '1001') return wrongSignature();
  if (code === '3') return done({ ...base, state: 'failed', reason: clean(answer.Description) });
  if (code !== '0' && code !== '1' && code !== '2')
    return lost(false, code ?? 'malformed', 'RoboFiscal does not tell');
  if (storageNumber && documentNumber && attribute)
    return done({ ...base, state: 'succeeded', fiscal: { documentNumber, storageNumber, attribute } });
  const isDone = code === '2' || answer.Statuses?.some((each) => /^done$/i.test(each.Code ?? ''));
  return done({ ...base, state: isDone ? 'succeeded' : 'pending' });
}

/** Robokassa's words without addresses and long runs of digits. */
function clean(text: string | null | undefined): string {
  return cut((text ?? '').replace(/\S+@\S+|\+?\d[\d -]{8,}\d/g, '…'), 200) || 'the receipt was refused';
}

function invalid(message: string): Failure {
  return { ok: false, category: 'invalid', retryable: false, code: 'receipt', message };
}

function refused(code: string, message: string): Failure {
  return { ok: false, category: 'refused', retryable: false, code, message };
}

function wrongSignature(): Failure {
  const message = 'RoboFiscal does not know this login and password';
  return { ok: false, category: 'auth', retryable: false, code: 'fiscal_1001', message };
}
