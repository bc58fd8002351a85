import type { Actor } from '../history.ts';
import type { Result } from '../result.ts';

/** Steps that need a provider's word at once; everything else is saved as an intent and done by jobs. */
export interface Cashier {
  /**
   * Asks the provider about an invoice's open payments and books what it says. Somebody's word or a
   * screenshot moves nothing: only the answer does.
   */
  askAbout(number: string, requestId: string): Promise<'paid' | 'not_yet' | 'unknown'>;
  /** Voids live payments at the provider, then cancels the invoice. `invoice_not_open` when it is paid. */
  cancel(number: string, actor: Actor, requestId: string): Promise<Result<null>>;
}
