import type { ChargeRequest, Started, StartRequest } from '../../../domain/ports/payment-provider.ts';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import { lost, type RobokassaClient } from './client.ts';
import type { RobokassaConfig } from './config.ts';
import { faultOfRequest, toLink, toRecurring } from './convert.ts';
import { faultOfReceipt, toReceipt } from './receipt.ts';
import { invIdOf, shpParts, sign } from './signature.ts';
import { type OperationState, readState } from './state.ts';

/** Longer addresses are cut by servers on the way (IIS takes 2,048 letters of a query by default). */
const LONGEST_LINK = 2_000;

type Signal = AbortSignal | undefined;

/** Payments: links to pay, charges without the customer, and what became of them. */
export class Operations {
  constructor(
    private readonly config: RobokassaConfig,
    private readonly call: RobokassaClient,
  ) {}

  /**
   * The signed link. It is made here, without a call, and is the same for the same request. Only one that is
   * too long to be a link (a receipt of many lines) is left at Robokassa first, by `Indexjson.aspx`.
   */
  async start(request: StartRequest, signal: Signal): Promise<Outcome<Started>> {
    signal?.throwIfAborted();
    const fault = faultOf(request);
    if (fault) return fault;
    const reference = await invIdOf(request.idempotencyKey);
    const receipt = receiptOf(request);
    const fields = toLink(this.config, request, reference, receipt);
    const SignatureValue = await this.sign(fields, reference, receipt, shpParts(Object.entries(fields)));
    const query = new URLSearchParams({ ...fields, SignatureValue }).toString();
    const { expiresAt } = request;
    if (query.length <= LONGEST_LINK) {
      const url = `${this.config.pageRoot}/Merchant/Index.aspx?${query}`;
      return done({ reference, url, qr: null, expiresAt });
    }
    const left = await this.leave({ ...fields, SignatureValue }, signal);
    return left.ok ? done({ reference, url: left.value, qr: null, expiresAt }) : left;
  }

  private async leave(form: Readonly<Record<string, string>>, signal: Signal): Promise<Outcome<string>> {
    const answer = await this.call({ url: `${this.config.root}/Merchant/Indexjson.aspx`, form, signal });
    if (!answer.ok) return answer;
    const id = invoiceIdOf(answer.text);
    if (id) return done(`${this.config.pageRoot}/Merchant/Index/${id}`);
    if (answer.status < 400) return lost(true, 'malformed', 'an answer without an invoiceID');
    return {
      ok: false,
      category: 'invalid',
      retryable: false,
      code: `http_${answer.status}`,
      message: 'the long link was refused',
    };
  }

  /**
   * Charges the card of an earlier payment. `OK<InvId>` says that it was accepted, not that it is paid. The
   * number is looked for first: a second request of one number is refused, and must not read as "failed".
   */
  async charge(request: ChargeRequest, signal: Signal): Promise<Outcome<{ readonly reference: string }>> {
    signal?.throwIfAborted();
    const fault = faultOf(request) ?? faultOfMethod(request);
    if (fault) return fault;
    const reference = await invIdOf(request.idempotencyKey);
    const known = await this.state(reference, signal);
    if (known.ok) return done({ reference });
    if (known.category !== 'not_found') return known;
    const receipt = receiptOf(request);
    const fields = toRecurring(this.config, request, reference, receipt);
    const SignatureValue = await this.sign(fields, reference, receipt, []);
    const url = `${this.config.root}/Merchant/Recurring`;
    const answer = await this.call({ url, form: { ...fields, SignatureValue }, signal });
    if (!answer.ok) return answer;
    const accepted = /^"?OK\+?(\d{1,19})"?$/.exec(answer.text.trim())?.[1];
    if (accepted === reference) return done({ reference });
    if (accepted) return lost(true, 'malformed', 'another number was accepted than the one asked for');
    const made = await this.state(reference, signal);
    if (made.ok) return done({ reference });
    return made.category === 'not_found' ? declined() : lost(true, made.code, made.message);
  }

  /** What Robokassa knows of an operation (`OpStateExt`). */
  async state(invId: string, signal: Signal): Promise<Outcome<OperationState>> {
    const { root, login, hash, password2 } = this.config;
    const Signature = await sign(hash, login, invId, password2);
    const query = new URLSearchParams({ MerchantLogin: login, InvoiceID: invId, Signature });
    const url = `${root}/Merchant/WebService/Service.asmx/OpStateExt?${query}`;
    const answer = await this.call({ url, signal });
    return answer.ok ? readState(answer.text) : answer;
  }

  private sign(
    { OutSum = '' }: Readonly<Record<string, string>>,
    invId: string,
    receipt: string | null,
    tail: readonly string[],
  ): Promise<string> {
    const { hash, login, password1 } = this.config;
    return sign(hash, login, OutSum, invId, ...(receipt === null ? [] : [receipt]), password1, ...tail);
  }
}

function faultOf(request: StartRequest): Failure | null {
  const { receipt, amount } = request;
  const fault = faultOfRequest(request) ?? (receipt ? faultOfReceipt(receipt, amount) : null);
  return fault ? invalid(fault) : null;
}

function faultOfMethod({ savedMethod }: ChargeRequest): Failure | null {
  return /^[1-9]\d{0,18}$/.test(savedMethod) ? null : invalid('the saved method is no number of a payment');
}

function invalid(message: string): Failure {
  return { ok: false, category: 'invalid', retryable: false, code: 'invalid', message };
}

function receiptOf({ receipt }: StartRequest): string | null {
  return receipt ? toReceipt(receipt) : null;
}

function declined(): Failure {
  const message = 'Robokassa did not accept the charge; its office says why';
  return { ok: false, category: 'refused', retryable: false, code: 'not_accepted', message };
}

function invoiceIdOf(text: string): string | null {
  try {
    const id = (JSON.parse(text) as { invoiceID?: unknown } | null)?.invoiceID;
    return typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? id : null;
  } catch {
    return null;
  }
}
