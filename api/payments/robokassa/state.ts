import { fromDecimal, type Money } from '../../../domain/money.ts';
import { done, type Failure, type Outcome } from '../../../domain/result.ts';
import { lost } from './client.ts';
import { readXml, textAt, type XmlElement } from './xml.ts';

/** What `OpStateExt` says about one operation. */
export interface OperationState {
  /** 5 started, 10 over, 20 held, 50 crediting, 60 given back, 80 suspended, 100 done. */
  readonly code: number;
  readonly amount: Money | null;
  /** Robokassa's id of the money, needed for refunds. */
  readonly opKey: string | null;
  /** `BankCard`, `SBP` and so on. */
  readonly method: string | null;
  /** The payer's account, masked: `220220******4242`. */
  readonly account: string | null;
  /** When it came into this state. */
  readonly at: number | null;
  readonly fields: ReadonlyMap<string, string>;
}

/**
 * Reads the answer of `OpStateExt`. `not_found`: nobody has opened the link yet (code 3). An answer that
 * can't be read is `unavailable`, money without a sum too.
 */
export function readState(source: string): Outcome<OperationState> {
  const root = readXml(source);
  const result = root?.name === 'OperationStateResponse' ? textAt(root, 'Result', 'Code') : undefined;
  if (!root || result === undefined || !/^\d{1,5}$/.test(result)) return unreadable();
  if (result !== '0') return refusal(Number(result));
  const code = textAt(root, 'State', 'Code');
  if (code === undefined || !/^\d{1,5}$/.test(code)) return unreadable();
  const sum = textAt(root, 'Info', 'OutSum');
  const amount = sum === undefined ? null : fromDecimal(sum, 'RUB');
  if (code === '100' && !(amount && amount.minor > 0n)) return unreadable();
  return done({
    code: Number(code),
    amount,
    opKey: textAt(root, 'Info', 'OpKey') ?? null,
    method: textAt(root, 'Info', 'PaymentMethod', 'Code') ?? textAt(root, 'Info', 'IncCurrLabel') ?? null,
    account: textAt(root, 'Info', 'IncAccount') ?? null,
    at: timeOf(textAt(root, 'State', 'StateDate')),
    fields: fieldsOf(root),
  });
}

function unreadable(): Failure {
  return lost(false, 'malformed', 'an answer of another shape');
}

/** `Result/Code` of the XML services. */
function refusal(result: number): Failure {
  const code = `result_${result}`;
  const failure = (category: Failure['category'], message: string): Failure => ({
    ok: false,
    category,
    retryable: category === 'unavailable',
    code,
    message,
  });
  if (result === 1) return failure('auth', 'the signature does not fit: is Password #2 right?');
  if (result === 2) return failure('auth', 'there is no such shop');
  if (result === 3) return failure('not_found', 'there is no such operation');
  if (result === 4) return failure('refused', 'there are two operations of this number');
  return failure('unavailable', 'Robokassa has an error of its own');
}

function timeOf(text: string | undefined): number | null {
  const at = text && /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  return at > 0 ? at : null;
}

function fieldsOf(root: XmlElement): Map<string, string> {
  const user = root.children.find(({ name }) => name === 'UserField');
  return new Map(
    (user?.children ?? []).map((field) => [textAt(field, 'Name') ?? '', textAt(field, 'Value') ?? '']),
  );
}
