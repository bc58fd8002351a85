/**
 * Currencies of Telegram's own payments besides Stars (core.telegram.org/bots/payments/currencies.json,
 * from memory: the page could not be read when this was written). Those whose number of decimals there may
 * not be that of ISO 4217 are left out. One that Telegram does not take after all is refused by it as
 * CURRENCY_INVALID, and the next provider is asked.
 */
export const CARD_CURRENCIES: readonly string[] = [
  'AED AFN ALL AMD ARS AUD AZN BAM BDT BGN BND BOB BRL BYN CAD CHF CLP CNY COP CRC CZK DKK DOP DZD',
  'EGP ETB EUR GBP GEL GTQ HKD HNL HUF IDR ILS INR JMD JPY KES KGS KRW KZT LBP LKR MAD MDL MNT MUR',
  'MVR MXN MYR MZN NGN NIO NOK NPR NZD PAB PEN PHP PKR PLN PYG QAR RON RSD RUB SAR SEK SGD THB TJS',
  'TRY TTD TWD TZS UAH USD UYU UZS VND YER ZAR',
].flatMap((line) => line.split(' '));
