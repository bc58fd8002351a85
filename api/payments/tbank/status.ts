/** What a status of T-Bank means for the till (developer.tbank.ru/eacq/intro/developer/operation-statuses). */
export type Phase = 'open' | 'busy' | 'held' | 'paid' | 'cancelled' | 'failed' | 'expired';

const PHASES: Readonly<Record<string, Phase>> = {
  NEW: 'open',
  FORM_SHOWED: 'open',
  // As older texts of the bank have it.
  FORMSHOWED: 'open',
  AUTHORIZED: 'held',
  CONFIRMING: 'held',
  CONFIRM_CHECKING: 'held',
  PARTIAL_REVERSED: 'held',
  REVERSING: 'held',
  CONFIRMED: 'paid',
  REFUNDING: 'paid',
  ASYNC_REFUNDING: 'paid',
  PARTIAL_REFUNDED: 'paid',
  REFUNDED: 'paid',
  CANCELED: 'cancelled',
  REVERSED: 'cancelled',
  REJECTED: 'failed',
  AUTH_FAIL: 'failed',
  ATTEMPTS_EXPIRED: 'failed',
  DEADLINE_EXPIRED: 'expired',
};

/** Statuses that came later than this code, and those between two others, are `busy`: nothing is decided. */
export function phaseOf(status: string): Phase {
  return (Object.hasOwn(PHASES, status) && PHASES[status]) || 'busy';
}

/** Money is on its way back, or all of it or a part has gone back. */
export function isReturning(status: string): boolean {
  return status === 'REFUNDING' || status === 'ASYNC_REFUNDING';
}

export function isReturned(status: string): boolean {
  return status === 'REFUNDED' || status === 'PARTIAL_REFUNDED';
}
