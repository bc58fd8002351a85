import type { AccountReport } from '../../../domain/ports/account.ts';
import { done, type Outcome } from '../../../domain/result.ts';
import type { TbankClient } from './client.ts';
import { wireOrder } from './wire.ts';

/**
 * Asks about an order that nobody has. Only a wrong terminal or password is told as such; any other refusal is
 * of the order, and proves the keys. Notifications go to the address that goes along with each payment.
 */
export async function checkTerminal(
  call: TbankClient,
  terminalKey: string,
  signal: AbortSignal | undefined,
): Promise<Outcome<AccountReport>> {
  const body = { OrderId: 'till-check' };
  const asked = await call({ method: 'CheckOrder', body, answer: wireOrder, signal });
  const proven = asked.ok || ['not_found', 'refused', 'invalid'].includes(asked.category);
  return proven ? done({ test: /DEMO$/.test(terminalKey), receipts: null, webhooks: [] }) : asked;
}
