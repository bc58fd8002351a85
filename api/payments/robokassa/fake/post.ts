import { shpParts, sign } from '../signature.ts';
import { type FakeShop, type Operation, rubles } from './operation.ts';

export interface PostOptions {
  readonly fetch: typeof fetch;
  readonly shop: FakeShop;
  /** ResultURL of the shop. */
  readonly resultUrl: string;
  /** What Robokassa keeps, hundredths of a percent. */
  readonly feeBasisPoints: number;
  /** The pauses between tries are multiplied by this. */
  readonly pace: number;
}

/** Pauses before each further try, milliseconds. Robokassa does not publish its own. */
const PAUSES = [1_000, 5_000, 30_000, 300_000, 1_800_000, 3_600_000];
const TIMEOUT = 15_000;

/** Tells ResultURL of money, again until it answers `OK<InvId>`. */
export class Post {
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private readonly underway = new Set<Promise<void>>();
  private readonly closed = new AbortController();
  private lie: string | null = null;

  constructor(private readonly options: PostOptions) {}

  send(operation: Operation): void {
    const sum = this.lie ?? operation.minor;
    this.lie = null;
    this.start(operation, sum, 0);
  }

  /** The next notice tells another sum than there was, kopecks. */
  lieOnce(minor: string): void {
    this.lie = minor;
  }

  /** Settles when nothing is on its way; tries that wait for their time are not waited for. */
  async idle(): Promise<void> {
    while (this.underway.size > 0) await Promise.all(this.underway);
  }

  close(): void {
    this.closed.abort();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  private start(operation: Operation, minor: string, tries: number): void {
    const work = this.deliver(operation, minor, tries).finally(() => this.underway.delete(work));
    this.underway.add(work);
  }

  private async deliver(operation: Operation, minor: string, tries: number): Promise<void> {
    if (this.closed.signal.aborted || (await this.attempt(operation, minor))) return;
    const pause = PAUSES[tries];
    if (pause === undefined || this.closed.signal.aborted) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.start(operation, minor, tries + 1);
    }, pause * this.options.pace);
    this.timers.add(timer);
  }

  private async attempt(operation: Operation, minor: string): Promise<boolean> {
    const signal = AbortSignal.any([this.closed.signal, AbortSignal.timeout(TIMEOUT)]);
    const { fetch: send, resultUrl } = this.options;
    try {
      const body = new URLSearchParams(await this.fieldsOf(operation, minor));
      const response = await send(resultUrl, { method: 'POST', body, signal });
      return response.status === 200 && (await response.text()).trim() === `OK${operation.invId}`;
    } catch {
      return false;
    }
  }

  private async fieldsOf(operation: Operation, minor: string): Promise<Record<string, string>> {
    const { shop, feeBasisPoints } = this.options;
    const { invId, shp, email, label, test } = operation;
    // Robokassa is seen to send six decimals; the signature is over what is sent.
    const OutSum = `${rubles(minor)}0000`;
    const SignatureValue = await sign(shop.hash, OutSum, invId, shop.password2, ...shpParts(shp));
    return {
      OutSum,
      InvId: invId,
      Fee: rubles((BigInt(minor) * BigInt(feeBasisPoints)) / 10_000n),
      EMail: email,
      SignatureValue: SignatureValue.toUpperCase(),
      PaymentMethod: methodOf(operation),
      IncCurrLabel: label,
      ...(test && { IsTest: '1' }),
      ...Object.fromEntries(shp),
    };
  }
}

/** The code of a method for a label of the shop's list. */
export function methodOf({ label }: Operation): string {
  if (/^sbp/i.test(label)) return 'SBP';
  return /card/i.test(label) ? 'BankCard' : 'EMoney';
}
