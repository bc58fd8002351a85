import { money, toDecimal } from '../../../../domain/money.ts';

/** The shop as Robokassa's office knows it. */
export interface FakeShop {
  readonly login: string;
  readonly password1: string;
  readonly password2: string;
  readonly password3: string;
  readonly hash: 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';
}

/** An operation: one number of the shop. Sums are kopecks as text. */
export interface Operation {
  readonly invId: string;
  readonly minor: string;
  readonly description: string;
  readonly email: string;
  readonly culture: 'ru' | 'en';
  readonly label: string;
  /** `Shp_` fields in the order in which they came. */
  readonly shp: readonly (readonly [string, string])[];
  /** JSON of the receipt, checked; null without one. */
  readonly receipt: string | null;
  readonly recurring: boolean;
  readonly test: boolean;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  /** 5, 10 or 100. */
  state: 5 | 10 | 100;
  stateAt: number;
  /** Id of the money, once it is there. */
  opKey: string | null;
  refunds: FakeRefund[];
  /** Receipts that were made apart, by their ids. */
  fiscal: FakeFiscal[];
}

/** JSON of a receipt that RoboFiscal was given. */
export interface FakeFiscal {
  readonly id: string;
  readonly json: string;
}

export interface FakeRefund {
  readonly id: string;
  readonly minor: string;
  label: 'finished' | 'processing' | 'canceled';
}

/** What Robokassa does not do. `code` is the number on its error page or in an answer. */
export class Wrong extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

export function rubles(minor: string | bigint): string {
  return toDecimal(money(BigInt(minor), 'RUB'));
}

/** What is left of an operation for refunds, kopecks. */
export function leftOf({ minor, refunds }: Operation): bigint {
  return refunds
    .filter(({ label }) => label !== 'canceled')
    .reduce((left, refund) => left - BigInt(refund.minor), BigInt(minor));
}
