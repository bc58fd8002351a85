import type { Draft } from '../draft.ts';
import { isPaidElsewhere } from '../elsewhere.ts';
import type { Context } from '../settings.ts';
import { invoiceView } from '../views.ts';

/** Draws, or redraws, the QR that staff show to a customer who is not in a chat. */
export function showCounterQr(
  draft: Draft,
  invoiceId: string,
  state: 'open' | 'paid' | 'closed',
  context: Context,
): void {
  if (isPaidElsewhere(draft.facts())) return;
  draft.toStaff(
    `qr:${invoiceId}:${state}`,
    (facts) => ({
      kind: 'counter_qr',
      data: { ...invoiceView(facts, invoiceId, context.settings), state },
    }),
    { slot: `qr:${invoiceId}` },
  );
}
