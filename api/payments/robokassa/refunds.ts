import { z } from 'zod';
import type { KnownRefund, RefundRequest, RefundStarted } from '../../../domain/ports/payment-provider.ts';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import { type Answer, lost, type RobokassaClient } from './client.ts';
import type { RefundState } from './convert.ts';
import type { Operations } from './operations.ts';
import { faultOfReceipt, toRefundClaims } from './receipt.ts';
import { jwt } from './signature.ts';

type Signal = AbortSignal | undefined;
type RefundOutcome = Outcome<RefundStarted>;

export interface RefundsOptions {
  readonly root: string;
  readonly password3: string;
  readonly call: RobokassaClient;
  readonly operations: Operations;
}

/** So many finished tries are remembered; older ones are in the books of the till by then. */
const REMEMBERED = 5_000;
/** Stands for the id of a refund whose answer was lost. */
const LOST = 'lost-';
const TOO_MUCH = 'NotEnoughOperationFunds';

const created = z.union([
  z.object({ success: z.literal(true), requestId: z.string().regex(/^[\w-]{1,64}$/) }),
  z.object({ success: z.literal(false), message: z.string().nullish() }),
]);
const state = z.object({ label: z.enum(['finished', 'processing', 'canceled']) });
const words = z.object({ message: z.string().nullish() });

/**
 * Robokassa's refund service. It has no keys: a second request is a second refund. So tries of one key share
 * one request, what was answered is remembered, and a part whose fate nobody knows is not asked for again.
 */
export class Refunds {
  private readonly tries = new Map<string, Promise<RefundOutcome>>();

  constructor(private readonly options: RefundsOptions) {}

  async refund(request: RefundRequest, signal: Signal): Promise<RefundOutcome> {
    signal?.throwIfAborted();
    const { idempotencyKey: key } = request;
    const before = this.tries.get(key);
    // The first caller's signal must not end the money's way for the second, so none is passed on.
    const next = (before ?? Promise.resolve(null)).then(
      (outcome) => this.attempt(request, outcome),
      () => this.attempt(request, null),
    );
    this.tries.delete(key);
    this.tries.set(key, next);
    if (this.tries.size > REMEMBERED) this.tries.delete(this.tries.keys().next().value ?? '');
    return abortable(next, signal);
  }

  private async attempt(request: RefundRequest, before: RefundOutcome | null): Promise<RefundOutcome> {
    if (before?.ok) return before;
    // Of a try of this process we know whether it was sent; of one before a restart we are told.
    const uncertain = before ? before.category === 'unknown' : request.again === true;
    const whole = request.amount.minor === request.charged.minor;
    if (!uncertain) return this.create(request);
    if (!whole) return uncertainPart();
    const outcome = await this.create(request);
    if (outcome.ok) return outcome;
    // Nothing being left is the answer to the earlier try: all the money is back.
    if (outcome.code === TOO_MUCH)
      return done({ refundReference: `${LOST}${request.refundId}`, state: 'succeeded' });
    // Whatever became of this try, the earlier one may have been carried out.
    return lost(true, outcome.code, outcome.message);
  }

  private async create({ receipt, amount, reference }: RefundRequest): Promise<RefundOutcome> {
    const fault = receipt ? faultOfReceipt(receipt, amount) : null;
    if (fault) return no('invalid', 'receipt', fault);
    const operation = await this.options.operations.state(reference, undefined);
    if (!operation.ok) return operation;
    const { opKey } = operation.value;
    if (!opKey) return no('refused', 'no_op_key', 'Robokassa names no money to refund: is it paid?');
    const { root, password3, call } = this.options;
    const body = await jwt(password3, toRefundClaims(opKey, amount, receipt ?? null));
    const text = { type: 'application/jwt', body };
    const answer = await call({ url: `${root}/RefundService/Refund/Create`, text });
    return answer.ok ? readCreated(answer) : answer;
  }

  /** The state of a refund (`Refund/GetState`). */
  async state({ refundReference }: KnownRefund, signal: Signal): Promise<Outcome<RefundState>> {
    if (refundReference.startsWith(LOST)) return done('succeeded');
    const query = new URLSearchParams({ id: refundReference });
    const url = `${this.options.root}/RefundService/Refund/GetState?${query}`;
    const answer = await this.options.call({ url, signal });
    if (!answer.ok) return answer;
    const read = state.safeParse(jsonOf(answer.text));
    if (read.success) return done(STATES[read.data.label]);
    return lost(false, 'malformed', 'the state of a refund can not be read');
  }
}

const STATES = { finished: 'succeeded', processing: 'pending', canceled: 'failed' } as const;

function readCreated({ status, text }: Answer): RefundOutcome {
  const read = created.safeParse(jsonOf(text));
  if (read.success) {
    const { data } = read;
    if (data.success) return done({ refundReference: data.requestId, state: 'pending' });
    const code = codeOf(data.message);
    return no('refused', code, `Robokassa refuses the refund: ${code}`);
  }
  if (status === 401 || status === 403) return no('auth', `http_${status}`, 'is Password #3 right?');
  // A 4xx in the service's own words was not carried out; one of a proxy says nothing.
  const said = words.safeParse(jsonOf(text));
  if (status >= 400 && said.success && said.data.message)
    return no('invalid', codeOf(said.data.message), 'the refund service does not understand the request');
  return lost(true, 'malformed', 'an answer of another shape');
}

/** Only a word of Robokassa's own goes on: a message may hold what was sent. */
function codeOf(message: string | null | undefined): string {
  return /^[A-Za-z_]{1,64}$/.exec(message ?? '')?.[0] ?? 'refund_refused';
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function no(category: 'auth' | 'invalid' | 'refused', code: string, message: string): Failure {
  return { ok: false, category, retryable: false, code, message };
}

function uncertainPart(): Failure {
  const message = 'a part may have gone back already: look in Robokassa’s office, it is not sent twice';
  return { ok: false, category: 'unknown', retryable: true, code: 'refund_uncertain', message };
}

/** The same promise, left when the caller leaves. */
async function abortable<T>(work: Promise<T>, signal: Signal): Promise<T> {
  if (!signal) return work;
  let leave: (() => void) | undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work, left]);
  } finally {
    if (leave) signal.removeEventListener('abort', leave);
  }
}
