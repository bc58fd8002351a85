import type { Mirror, MirroredDeal } from '../../domain/ports/mirror.ts';
import type { RegisterFault } from './fiscal-register-driver.ts';

/** What a CRM's call does, whatever it is called there. */
export type MirrorCall = 'find' | 'create' | 'look' | 'move' | 'note' | 'contact';

export type MirrorFault = RegisterFault;

/** A deal as the CRM's people see it. */
export interface SeenDeal {
  readonly id: string;
  readonly title: string;
  readonly stage: string;
  /** Whole units of the main currency. */
  readonly sum: number;
  readonly notes: readonly string[];
  readonly contact: {
    readonly name: string;
    readonly phone: string | null;
    readonly email: string | null;
  } | null;
}

/** What the suite needs of a CRM's fake. */
export interface MirrorDriver {
  /** `lead`, `invoice_issued` and `paid` are mapped; `in_work` is not. */
  readonly mirror: Mirror;
  /** The same with a wrong key. */
  readonly stranger: Mirror;
  /** The same with a stage that is not there. */
  readonly misled: Mirror;
  /** The same with a pipeline that is not there. */
  readonly lost: Mirror;
  readonly secrets: readonly string[];
  readonly openedAt: number;
  /** Deals that are not deleted, in the order in which they were made. */
  deals(): readonly SeenDeal[];
  contacts(): number;
  remove(id: string): void;
  fail(call: MirrorCall, fault: MirrorFault, times?: number): void;
  /** Statuses for which a call is refused: key, right or unpaid account. */
  readonly bars: readonly number[];
  close(): void;
}

export function dealOf({ openedAt }: MirrorDriver, over: Partial<MirroredDeal> = {}): MirroredDeal {
  return {
    id: 12,
    title: 'Торт на субботу',
    openedAt,
    stage: 'lead',
    total: null,
    customer: { name: 'Мария', phone: '+79000000001', email: 'maria@example.com' },
    ...over,
  };
}
