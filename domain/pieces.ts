import type { DealCase } from './case.ts';
import { heldOf } from './hold.ts';
import { dueOf, type Invoice } from './invoice.ts';
import { decimalsOf, money, toJson } from './money.ts';
import { done, type Result, refuse } from './result.ts';

/** What one payment of an invoice may be, minor units; `most` is zero while all that is owed is held. */
export interface Piece {
  readonly least: bigint;
  readonly most: bigint;
}

/** At least one whole unit (a rouble), at most what is owed and not held yet. In one go where pieces are not allowed. */
export function pieceOf(facts: Pick<DealCase, 'payments'>, invoice: Invoice): Piece {
  const free = dueOf(invoice) - heldOf(facts, invoice);
  const most = free > 0n ? free : 0n;
  const unit = 10n ** BigInt(decimalsOf(invoice.currency));
  return { least: invoice.inPieces && unit < most ? unit : most, most };
}

/**
 * What the customer is about to pay; `amount` null: all that is left. `money_held` while the money for it is
 * held already, `piece_out_of_range` for a sum that this invoice may not be paid by.
 */
export function chosenPiece(
  facts: Pick<DealCase, 'payments'>,
  invoice: Invoice,
  amount: bigint | null,
): Result<bigint> {
  const json = (minor: bigint) => toJson(money(minor, invoice.currency));
  const held = heldOf(facts, invoice);
  const { least, most } = pieceOf(facts, invoice);
  if (held > 0n && (most === 0n || !invoice.inPieces))
    return refuse('money_held', { number: invoice.number, held: json(held) });
  const chosen = amount ?? most;
  if (chosen >= least && chosen <= most) return done(chosen);
  return refuse('piece_out_of_range', { least: json(least), most: json(most) });
}
