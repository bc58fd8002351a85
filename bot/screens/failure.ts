/** Why a payment failed, as people understand it. Each has its words: `failure-<why>`. */
export const FAILURES = [
  'funds',
  'expired_card',
  'details',
  'confirmation',
  'limit',
  'time',
  'cancelled',
  'bank',
  'other',
] as const;

export type FailureKind = (typeof FAILURES)[number];

/**
 * Words and numbers that providers use, most telling first. Sources: YooKassa `cancellation_details.reason`,
 * Stripe `decline_code`, T-Bank `ErrorCode`, CloudPayments `ReasonCode` (the last three digits are ISO 8583's).
 */
const SIGNS: readonly (readonly [FailureKind, RegExp])[] = [
  ['funds', /insufficient|not.?enough|недостаточно|\b(103|116|1051|5051)\b/i],
  ['expired_card', /card_expired|expired_card|\b5054\b/i],
  ['details', /invalid_card|invalid_csc|incorrect_(cvc|number)|invalid_(cvc|number|expiry)|\b(5014|5082)\b/i],
  ['confirmation', /3d.?s|authentication|identification_required|\b(101|5206|5207)\b/i],
  ['limit', /limit|exceed|\b5065\b/i],
  ['time', /time.?out|expired|\bdeadline/i],
  ['cancelled', /cancel+ed|abandon|permission_revoked/i],
  [
    'bank',
    /declin|issuer|restricted|forbidden|fraud|not_honou?r|stolen|lost_card|\b(99|1057|50\d\d|5204|5300)\b/i,
  ],
];

/** What a provider's reason means; `other` for one that says nothing to people. */
export function failureKind(reason: string): FailureKind {
  return SIGNS.find(([, sign]) => sign.test(reason))?.[0] ?? 'other';
}
