import type { ReceiptBody } from './validate.ts';

/** What went wrong, as ATOL tells it. */
export interface AtolFault {
  readonly code: number;
  readonly text: string;
  readonly type: 'system' | 'driver' | 'agent' | 'timeout' | 'unknown';
}

/** A receipt as the emulated cloud keeps it. Times are milliseconds. */
export interface FakeReceipt {
  readonly uuid: string;
  readonly externalId: string;
  readonly version: 'v4' | 'v5';
  readonly operation: Operation;
  readonly body: ReceiptBody;
  readonly callbackUrl: string | null;
  readonly acceptedAt: number;
  readonly dueAt: number;
  /** How it will end: null for well. */
  readonly destiny: AtolFault | null;
  state: 'wait' | 'done' | 'fail';
  printed: Printed | null;
}

/** What the fiscal storage gives a document. */
export interface Printed {
  readonly at: number;
  readonly document: number;
  readonly receipt: number;
  readonly shift: number;
  readonly sign: number;
}

export const OPERATIONS = ['sell', 'sell_refund', 'buy', 'buy_refund'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** The one register of the emulated group: invented numbers of the right length. */
export const STORAGE = '9999078900001234';
export const REGISTRATION = '0000000400054321';
