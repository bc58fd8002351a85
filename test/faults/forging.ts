import { createHmac } from 'node:crypto';
import type { ProviderDeps } from '../../api/payments/provider-module.ts';
import type { PaymentKind } from '../../domain/payment.ts';
import type { PaymentProvider, RawWebhook } from '../../domain/ports/payment-provider.ts';
import type { Chance } from './seeded.ts';

/** A webhook as somebody else would send it, and what was done to it. */
export type Forgery = readonly [name: string, raw: RawWebhook];

/** A vendor who signs, its payers, and whoever pretends to be the vendor. */
export interface Signer {
  readonly id: string;
  readonly currency: string;
  readonly kind: PaymentKind;
  readonly provider: PaymentProvider;
  now(): number;
  pay(reference: string, paymentId: string): Promise<void>;
  /** Everything that was sent so far. */
  webhooks(): Promise<readonly RawWebhook[]>;
  forgeries(raw: RawWebhook, chance: Chance): Promise<readonly Forgery[]>;
  /** Other ways in which the vendor may sign the same: earlier, by a newer secret. All of them are good. */
  asGood(raw: RawWebhook): Promise<readonly RawWebhook[]>;
  close(): void;
}

/** Makes a provider in the place of the real maker: one with a guard taken out. */
export type Make<Config> = (config: Config, deps: ProviderDeps) => PaymentProvider;

/** The secrets that are good while one replaces the other. */
export const NEWER = 'a-newer-secret';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (raw: RawWebhook): string => new TextDecoder().decode(raw.body);
export const hex = (hash: string, key: string, message: string | Uint8Array): string =>
  createHmac(hash, key).update(message).digest('hex');

export function headed(raw: RawWebhook, header: string, value: string | null): RawWebhook {
  const { [header]: _, ...others } = raw.headers;
  return { ...raw, headers: value === null ? others : { ...others, [header]: value } };
}

/** A byte of the body is another one, its signature is not. */
export function flips(raw: RawWebhook, chance: Chance, many: number): Forgery[] {
  return Array.from({ length: many }, () => {
    const body = raw.body.slice();
    const at = chance.between(0, body.length - 1);
    body[at] = (body[at] as number) ^ 1;
    return [`byte ${at} changed`, { ...raw, body }] as const;
  });
}

/** One letter of the signature is another one. */
export function nearly(signature: string, chance: Chance): string {
  const at = chance.between(Math.max(0, signature.length - 40), signature.length - 1);
  const other = signature[at] === '0' ? '1' : '0';
  return signature.slice(0, at) + other + signature.slice(at + 1);
}

/** Forms of a signature that none of the vendors sends. */
export function broken(raw: RawWebhook, header: string, chance: Chance): Forgery[] {
  const value = raw.headers[header] ?? '';
  return [
    ['no signature', headed(raw, header, null)],
    ['an empty signature', headed(raw, header, '')],
    ['a signature that is cut', headed(raw, header, value.slice(0, -2))],
    ['a signature twice', headed(raw, header, `${value}, ${value}`)],
    ['nearly the signature', headed(raw, header, nearly(value, chance))],
    ['zeros', headed(raw, header, value.replace(/[^=]{8}(=*)$/, '00000000$1'))],
  ];
}
