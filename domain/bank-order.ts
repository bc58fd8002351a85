import type { BankAccount, Seller } from './seller.ts';

/** Who is paid by transfer. */
export type Payee = Pick<Seller, 'name' | 'inn' | 'kpp'> & { readonly account: BankAccount };

/** The seller as a payee; null when the account, or whose it is, is not known. */
export function payeeOf({
  name,
  inn,
  kpp,
  account,
}: Omit<Payee, 'account'> & Pick<Seller, 'account'>): Payee | null {
  return name === '' ? null : account && { name, inn, kpp, account };
}

/** Longest values, characters (GOST R 56042-2014). */
const LONGEST = { Name: 160, BankName: 45, Purpose: 160 } as const;

/** Bytes of the required part in UTF-8, without the header `ST00012|`. */
const REQUIRED = 300;

/** Characters that may part the pairs, the usual one first; the one that no value has is taken. */
const SEPARATORS = '|#;:^_~{}!$%&()*+,/@';

/**
 * The payload of a bank-transfer QR by GOST R 56042-2014, in UTF-8: a bank's application reads it and fills in a
 * transfer. `amount` is in kopecks.
 * @throws RangeError when every separator stands in the values: nobody writes such a name.
 */
export function transferPayload(payee: Payee, amount: bigint, purpose: string): string {
  const { bank, bic, account, correspondent } = payee.account;
  const fixed: [string, string][] = [
    ['PersonalAcc', account],
    ['BankName', clean(bank).slice(0, LONGEST.BankName)],
    ['BIC', bic],
    ['CorrespAcc', correspondent ?? '0'],
  ];
  const room = REQUIRED - bytesOf([...fixed, ['Name', '']]);
  const pairs: [string, string][] = [
    ['Name', withinBytes(clean(payee.name).slice(0, LONGEST.Name), room)],
    ...fixed,
    ['Sum', amount.toString()],
    ['Purpose', clean(purpose).slice(0, LONGEST.Purpose)],
    ['PayeeINN', payee.inn],
    ['KPP', payee.kpp ?? ''],
  ];
  const given = pairs.filter(([, value]) => value !== '');
  const separator = [...SEPARATORS].find((mark) => given.every(([, value]) => !value.includes(mark)));
  if (!separator) throw new RangeError('no separator is free for a transfer’s QR');
  return [`ST00012`, ...given.map(([key, value]) => `${key}=${value}`)].join(separator);
}

function clean(text: string): string {
  return text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
}

function bytesOf(pairs: readonly (readonly [string, string])[]): number {
  return new TextEncoder().encode(pairs.map(([key, value]) => `${key}=${value}|`).join('')).length;
}

function withinBytes(text: string, room: number): string {
  let cut = text;
  while (new TextEncoder().encode(cut).length > room) cut = [...cut].slice(0, -1).join('');
  return cut;
}
