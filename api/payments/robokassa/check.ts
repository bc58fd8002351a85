import type { AccountReport } from '../../../domain/ports/account.ts';
import { done, type Outcome } from '../../../domain/result.ts';
import type { Operations } from './operations.ts';

/** No operation has this number: ours are digests of 63 bits. */
const NOBODYS = '1';

/**
 * Asks for the state of an operation that is not there: that proves the login and password 2. Password 1 is
 * proven by a payment only, and the Result URL is told nowhere.
 */
export async function checkShop(
  operations: Operations,
  test: boolean,
  signal: AbortSignal | undefined,
): Promise<Outcome<AccountReport>> {
  const state = await operations.state(NOBODYS, signal);
  const proven = state.ok || state.category === 'not_found';
  return proven ? done({ test, receipts: null, webhooks: null }) : state;
}
