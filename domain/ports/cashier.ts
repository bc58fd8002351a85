import type { Actor } from '../history.ts';
import type { Money } from '../money.ts';
import type { Result } from '../result.ts';
import type { StatementAnswer } from '../statement-report.ts';
import type { ChatMoney, CheckoutRefusal } from './payment-provider.ts';

/** Steps that need a provider's word at once; everything else is saved as an intent and done by jobs. */
export interface Cashier {
  /**
   * Asks the provider about an invoice's open payments and books what it says. Somebody's word or a
   * screenshot moves nothing: only the answer does.
   */
  askAbout(number: string, requestId: string): Promise<'paid' | 'not_yet' | 'unknown'>;
  /** Voids live payments at the provider, then cancels the invoice. `invoice_not_open` when it is paid. */
  cancel(number: string, actor: Actor, requestId: string): Promise<Result<null>>;
  /**
   * Takes a bank statement: books what certainly pays an invoice and keeps the rest for people to decide. The same
   * file again changes nothing.
   */
  takeStatement(bytes: Uint8Array, actor: Actor, requestId: string): Promise<StatementAnswer>;
  /**
   * May this payment of a messenger's own go on? Reads only, so it is quick and can be repeated.
   * @param channel the messenger's id, `payload` and `amount` as its invoice carried them.
   */
  mayPay(channel: string, payload: string, amount: Money): Promise<'ok' | CheckoutRefusal>;
  /**
   * Books money that a messenger says has moved, once however often it is told. Money for nothing that we
   * know is kept as unmatched. @throws Error when the database fails: the messenger must tell it again.
   */
  takeMoney(channel: string, what: 'paid' | 'refunded', money: ChatMoney, requestId: string): Promise<void>;
}
