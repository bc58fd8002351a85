import { z } from 'zod';

type Metadata = Record<string, string>;

export interface FakeSession {
  readonly id: string;
  readonly object: 'checkout.session';
  url: string | null;
  status: 'open' | 'complete' | 'expired';
  payment_status: 'unpaid' | 'paid';
  readonly mode: 'payment';
  readonly amount_total: number;
  readonly currency: string;
  payment_intent: string | null;
  customer: string | null;
  readonly client_reference_id: string | null;
  metadata: Metadata;
  readonly created: number;
  readonly expires_at: number;
  readonly success_url: string;
  readonly livemode: false;
}

/** What a session keeps to itself until it is paid. */
export interface Order {
  readonly name: string;
  readonly metadata: Metadata;
  readonly hold: boolean;
  readonly save: boolean;
}

export interface FakeIntent {
  readonly id: string;
  readonly object: 'payment_intent';
  status: 'requires_payment_method' | 'requires_capture' | 'succeeded' | 'canceled';
  readonly amount: number;
  amount_received: number;
  amount_capturable: number;
  readonly currency: string;
  customer: string | null;
  payment_method: string | null;
  latest_charge: string | null;
  last_payment_error: Record<string, unknown> | null;
  canceled_at: number | null;
  readonly capture_method: 'automatic' | 'manual';
  readonly description: string | null;
  readonly metadata: Metadata;
  readonly created: number;
}

export interface FakeCharge {
  readonly id: string;
  readonly object: 'charge';
  readonly amount: number;
  amount_captured: number;
  amount_refunded: number;
  readonly currency: string;
  readonly status: 'succeeded' | 'failed';
  captured: boolean;
  disputed: boolean;
  refunded: boolean;
  readonly created: number;
  readonly payment_intent: string;
  readonly failure_code: string | null;
  readonly outcome: { readonly reason: string | null };
  readonly payment_method_details: { readonly type: 'card'; readonly card: Record<string, unknown> };
  balance_transaction: string | null;
  readonly metadata: Metadata;
}

export interface FakeRefund {
  readonly id: string;
  readonly object: 'refund';
  readonly amount: number;
  readonly currency: string;
  readonly charge: string;
  readonly payment_intent: string;
  status: 'pending' | 'succeeded' | 'failed';
  failure_reason: string | null;
  readonly reason: string | null;
  readonly metadata: Metadata;
  readonly created: number;
}

export interface FakeDispute {
  readonly id: string;
  readonly object: 'dispute';
  readonly amount: number;
  readonly currency: string;
  readonly charge: string;
  readonly payment_intent: string;
  readonly reason: string;
  readonly evidence_details: {
    readonly due_by: number | null;
    readonly has_evidence: boolean;
    readonly past_due: boolean;
    readonly submission_count: number;
  };
  status: 'warning_needs_response' | 'needs_response' | 'won' | 'lost' | 'warning_closed';
  balance_transactions: { readonly id: string; readonly amount: number; readonly created: number }[];
  readonly created: number;
}

/** What was answered to a key; Stripe keeps it for a day. */
export interface Answered {
  readonly request: string;
  readonly status: number;
  readonly body: string;
  readonly at: number;
}

export interface FakeState {
  sessions: Map<string, FakeSession>;
  orders: Map<string, Order>;
  intents: Map<string, FakeIntent>;
  charges: Map<string, FakeCharge>;
  refunds: Map<string, FakeRefund>;
  disputes: Map<string, FakeDispute>;
  /** Saved methods by id, with their customer. */
  methods: Map<string, string>;
  answers: Map<string, Answered>;
}

const LISTS = [
  'sessions',
  'orders',
  'intents',
  'charges',
  'refunds',
  'disputes',
  'methods',
  'answers',
] as const;

export function emptyState(): FakeState {
  return Object.fromEntries(LISTS.map((list) => [list, new Map()])) as unknown as FakeState;
}

export function toText(state: FakeState): string {
  return JSON.stringify(Object.fromEntries(LISTS.map((list) => [list, [...state[list]]])));
}

const saved = z.object(
  Object.fromEntries(LISTS.map((list) => [list, z.array(z.tuple([z.string(), z.unknown()]))])),
);

/** @throws SyntaxError for text that `toText` did not write. */
export function fromText(text: string): FakeState {
  const read = saved.safeParse(JSON.parse(text));
  if (!read.success) throw new SyntaxError('not a snapshot of this emulation');
  return Object.fromEntries(LISTS.map((list) => [list, new Map(read.data[list])])) as unknown as FakeState;
}

/** A refusal in Stripe's own form. */
export class StripeProblem extends Error {
  constructor(
    readonly status: 400 | 401 | 402 | 404 | 409,
    message: string,
    readonly words: {
      readonly type?: string;
      readonly code?: string;
      readonly param?: string;
      readonly decline_code?: string;
    } = {},
  ) {
    super(message);
  }

  body(): unknown {
    return { error: { type: 'invalid_request_error', message: this.message, ...this.words } };
  }
}

export function fakeId(prefix: string): string {
  return `${prefix}_${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`;
}
