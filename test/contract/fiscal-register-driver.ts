import type { FiscalRegister, RegisterRequest } from '../../domain/ports/fiscal-register.ts';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';
import type { Receipt } from '../../domain/receipt.ts';

export type RegisterCall = 'register' | 'look';

export type RegisterFault =
  | { readonly kind: 'error'; readonly status: number; readonly retryAfter?: number }
  /** Nothing is done and nobody answers. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'cut' }
  /** It is done, and the answer is lost. */
  | { readonly kind: 'lost_answer' }
  | { readonly kind: 'malformed' };

/** What the suite needs of a register's fake: its queue, its books and its bad days. */
export interface RegisterDriver {
  readonly register: FiscalRegister;
  /** The same with a wrong password. */
  readonly stranger: FiscalRegister;
  /** Texts that must never show in a failure. */
  readonly secrets: readonly string[];
  /** A request with a key of its own; sums in kopecks. */
  request(over?: Partial<RegisterRequest>, receipt?: Partial<Receipt>): RegisterRequest;
  /** What the register has taken, oldest first: kind, kopecks of the lines, and how they were settled. */
  taken(): readonly {
    readonly type: 'payment' | 'refund';
    readonly amount: bigint;
    readonly settled: Readonly<Partial<Record<'electronic' | 'prepaid' | 'cash', bigint>>>;
  }[];
  /** The next receipt that is taken ends as failed. */
  failNext(): void;
  /** Lets the queue run until everything in it has ended. */
  run(): void;
  /** Makes the next `times` calls go wrong. */
  fail(call: RegisterCall, fault: RegisterFault, times?: number): void;
  callbacks(): Promise<readonly RawWebhook[]>;
  close(): void;
}
