/** Signs and words by which people name a currency after or before a sum, in lower case, without a last dot. */
const WORDS: Readonly<Record<string, string>> = {
  RUB: '₽ rub rur р руб рубль рубля рублей рубли ruble rubles rouble roubles',
  USD: '$ us$ usd долл доллар доллара долларов доллары dollar dollars bucks',
  EUR: '€ eur евро euro euros',
  GBP: '£ gbp фунт фунта фунтов pound pounds',
  KZT: '₸ kzt тг тенге tenge',
  BYN: 'byn br',
  UAH: '₴ uah грн гривна гривны гривен',
  CNY: '¥ cny юань юаня юаней yuan',
  JPY: '¥ jpy иена иены иен йен yen',
  TRY: '₺ лир лиры',
  GEL: '₾ gel лари',
  AMD: '֏ amd драм драма драмов',
  UZS: 'uzs сум сума сумов',
  KGS: 'kgs сом сома сомов',
  AZN: '₼ azn манат маната манатов',
  INR: '₹ inr',
  CHF: 'chf',
  PLN: 'zł pln',
  ILS: '₪ ils',
  THB: '฿ thb бат бата батов',
  KRW: '₩ krw',
  VND: '₫ vnd',
  AED: 'aed дирхам дирхама дирхамов',
  XTR: '⭐ ★ xtr stars star звезда звезды звёзды звезд звёзд',
};

const spellings = new Map(Object.entries(WORDS).map(([code, words]) => [code, new Set(words.split(' '))]));

/** Whether a word beside a sum names `currency`, another currency, or none at all. */
export function currencyNamed(word: string, currency: string): 'own' | 'other' | null {
  const plain = word.toLowerCase().replace(/\.$/, '');
  if (plain === currency.toLowerCase() || spellings.get(currency)?.has(plain)) return 'own';
  if (ownSigns(currency).has(plain)) return 'own';
  const other = [...spellings.values()].some((words) => words.has(plain));
  return other || /^\p{Sc}$/u.test(plain) ? 'other' : null;
}

const signs = new Map<string, ReadonlySet<string>>();

/** As `format` writes the currency: `$` is a Canadian dollar to who bills in Canadian dollars. */
function ownSigns(currency: string): ReadonlySet<string> {
  const known = signs.get(currency);
  if (known) return known;
  const made = new Set<string>();
  for (const locale of ['en', 'ru']) {
    for (const currencyDisplay of ['narrowSymbol', 'symbol'] as const) {
      const parts = new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        currencyDisplay,
      }).formatToParts(1);
      made.add(
        (parts.find(({ type }) => type === 'currency')?.value ?? currency).toLowerCase().replace(/\.$/, ''),
      );
    }
  }
  signs.set(currency, made);
  return made;
}
