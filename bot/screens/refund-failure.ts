import type { Reader } from './reader.ts';

/** Why money could not be sent back, as people understand it. Each has its words: `refund-failure-<why>`. */
export const REFUND_FAILURES = [
  'balance',
  'late',
  'account',
  'amount',
  'dispute',
  'method',
  'other',
] as const;

type RefundFailure = (typeof REFUND_FAILURES)[number];

/**
 * Words and codes by which providers refuse a refund, most telling first. Sources: YooKassa refunds
 * `cancellation_details.reason` (`insufficient_funds`, `rejected_by_payee`, `yoo_money_account_closed`,
 * `general_decline`), Stripe `failure_reason` (`insufficient_funds`, `expired_or_canceled_card`,
 * `lost_or_stolen_card`, `charge_for_pending_refund_disputed`) and errors (`charge_disputed`,
 * `charge_already_refunded`), Telegram `CHARGE_ALREADY_REFUNDED`.
 */
const SIGNS: readonly (readonly [RefundFailure, RegExp])[] = [
  ['balance', /insufficient|not.?enough|no money|недостаточно/i],
  ['dispute', /disput|chargeback/i],
  ['account', /expired_or_cancel|lost_or_stolen|card.?(closed|expired)|account_closed|rejected_by_payee/i],
  ['amount', /already.?(been.?)?refunded|exceed|greater than|больше|amount/i],
  ['late', /too.?late|time.?out|period|expired|срок/i],
  ['method', /not.?supported|whole_only|return_at_bank|unsupported|no_op_key/i],
];

function refundFailure(reason: string): RefundFailure {
  return SIGNS.find(([, sign]) => sign.test(reason))?.[0] ?? 'other';
}

/** Why it failed and what to do, a line each; the provider's own words where they say something. */
export function whyNotReturned(r: Reader, reason: string): readonly string[] {
  const atBank = /^return_at_bank: (\S+)$/.exec(reason);
  if (atBank) return [r.say('staff-refund-at-bank', { payment: atBank[1] })];
  if (reason === 'whole_only') return [r.say('staff-refund-whole-only')];
  const why = r.say(`refund-failure-${refundFailure(reason)}`);
  return reason === '' ? [why] : [why, r.say('staff-vendor-words', { reason })];
}

/** Asking once more may help. */
export function mayTryAgain(reason: string): boolean {
  return !/^(return_at_bank|whole_only)/.test(reason);
}
