import type { Instant } from './ports/clock.ts';

export type Role = 'owner' | 'manager' | 'viewer';

/** Somebody who works here. */
export interface Staff {
  readonly id: string;
  readonly channel: string;
  readonly address: string;
  readonly name: string;
  readonly role: Role;
  readonly locale: string;
  /** Largest invoice (minor units of the default currency) without an owner's approval; null: no ceiling. */
  readonly invoiceCeiling: bigint | null;
  readonly refundCeiling: bigint | null;
  readonly active: boolean;
  readonly createdAt: Instant;
  readonly version: number;
}

/** A one-time link that makes whoever opens it a member of staff. Only the token's hash is kept. */
export interface Invite {
  readonly tokenHash: string;
  readonly role: Role;
  readonly createdBy: string;
  readonly expiresAt: Instant;
  readonly usedBy: string | null;
  readonly version: number;
}

/** A command above somebody's ceiling, waiting for an owner. `data` is the command as it will be carried out. */
export interface Approval {
  readonly id: string;
  readonly kind: 'invoice' | 'refund';
  readonly dealId: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly requestedBy: string;
  readonly state: 'waiting' | 'approved' | 'declined';
  readonly decidedBy: string | null;
  readonly createdAt: Instant;
  readonly version: number;
}
