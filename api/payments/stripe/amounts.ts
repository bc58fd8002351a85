import { decimalsOf, type Money } from '../../../domain/money.ts';

/**
 * Stripe's own minor units, which are not ISO 4217's everywhere.
 * Source: docs.stripe.com/currencies, "Zero-decimal currencies" and "Special cases".
 */
const ZERO_DECIMALS = new Set('BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF'.split(' '));
/** Three decimals, of which the last must be 0: card networks settle them in hundredths. */
const THREE_DECIMALS = new Set('BHD JOD KWD OMR TND'.split(' '));
/** Have no minor unit, and are written with two zeros all the same: 5 UGX is 500. */
const WHOLE_IN_HUNDREDTHS = new Set('ISK UGX'.split(' '));

/** ISO codes that cards can be charged in (docs.stripe.com/currencies, "Supported presentment currencies"). */
export const STRIPE_CURRENCIES: readonly string[] = (
  'USD AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD ' +
  'CDF CHF CLP CNY COP CRC CVE CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD ' +
  'HNL HTG HUF IDR ILS INR ISK JMD JOD JPY KES KGS KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL ' +
  'MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG ' +
  'QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD SZL THB TJS TND TOP TRY TTD TWD TZS UAH UGX ' +
  'UYU UZS VND VUV WST XAF XCD XOF XPF YER ZAR ZMW'
).split(' ');

function stripeDecimals(currency: string): number {
  if (ZERO_DECIMALS.has(currency)) return 0;
  return THREE_DECIMALS.has(currency) ? 3 : 2;
}

/** The smallest step of Stripe's units: amounts must be multiples of it. */
function stepOf(currency: string): bigint {
  if (WHOLE_IN_HUNDREDTHS.has(currency)) return 100n;
  return THREE_DECIMALS.has(currency) ? 10n : 1n;
}

/**
 * Our minor units as the integer that Stripe wants. Null when it can't be said exactly: 5.125 KWD, half an
 * ariary, or beyond what a JSON number holds. Nothing is ever rounded.
 */
export function toStripe({ minor, currency }: Money): number | null {
  const shift = stripeDecimals(currency) - decimalsOf(currency);
  const amount = scale(minor, shift);
  if (amount === null || amount % stepOf(currency) !== 0n) return null;
  return amount <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(amount) : null;
}

/** Stripe's integer and lower-case code as our money. Null when our minor unit is too coarse for it. */
export function fromStripe(amount: number, code: string): Money | null {
  const currency = code.toUpperCase();
  const minor = scale(BigInt(amount), decimalsOf(currency) - stripeDecimals(currency));
  return minor === null ? null : { minor, currency };
}

function scale(value: bigint, decimals: number): bigint | null {
  if (decimals >= 0) return value * 10n ** BigInt(decimals);
  const factor = 10n ** BigInt(-decimals);
  return value % factor === 0n ? value / factor : null;
}
