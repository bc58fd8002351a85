import { isPaidElsewhere } from './elsewhere.ts';
import type { Payment, PaymentKind } from './payment.ts';
import type { Seller } from './seller.ts';

/** One kind of payment that customers are offered. */
export interface Offer {
  readonly kind: PaymentKind;
  /** Providers in the order in which they are tried; empty: every one that takes the kind, in the till's order. */
  readonly providers: readonly string[];
}

/** What an owner chose for a funnel. What is null follows the till's settings. */
export interface PolicyChoices {
  /** Kinds for people and for companies, in the order in which they are shown. */
  readonly people: readonly Offer[] | null;
  readonly companies: readonly Offer[] | null;
  /** Hold the money first and take it when staff say so, where the provider can. */
  readonly hold: boolean;
  /** Staff may enter cash and other money by hand. */
  readonly cash: boolean;
  /** The customer may pay an invoice in pieces of their own choice. */
  readonly inPieces: boolean;
  /** Who sells in this funnel; null: the till's seller. */
  readonly seller: Seller | null;
}

/** The choices of one funnel, as they are kept. */
export interface Policy {
  readonly funnel: string;
  readonly choices: PolicyChoices;
  readonly version: number;
}

/** A provider as decisions know it: what it takes in the till's currency, and whether it holds money. */
export interface Taker {
  readonly id: string;
  readonly kinds: readonly PaymentKind[];
  readonly hold: boolean;
}

/** What policies choose from, and what holds where they say nothing. Every `Settings` is one. */
export interface Means {
  /** Kinds that some provider takes, in the till's order. */
  readonly kinds: readonly PaymentKind[];
  /** Providers in the till's order. */
  readonly takers: readonly Taker[];
  /** Choices by funnel of whoever deploys; an owner's choices in the chat go before them. */
  readonly policies: Readonly<Record<string, PolicyChoices>>;
  readonly seller: Seller;
  /** Kinds and providers for deals of another currency than the till's; null for the till's own. */
  readonly inCurrency?: (currency: string) => Pick<Means, 'kinds' | 'takers'> | null;
}

/** Whoever pays: a person for themselves, or somebody for their company. */
export type Payers = 'people' | 'companies';

interface Facts {
  readonly deal: { readonly funnel: string; readonly currency: string };
  readonly contact: { readonly company: object | null } | null;
  readonly policy: Policy | null;
  readonly payments?: readonly Pick<Payment, 'kind'>[];
}

const UNCHOSEN: PolicyChoices = {
  people: null,
  companies: null,
  hold: false,
  cash: false,
  inPieces: false,
  seller: null,
};

/** Kinds whose money can be held. By SBP and by transfer money moves at once and for good (reference/yookassa.md). */
const HOLDABLE: ReadonlySet<PaymentKind> = new Set(['card', 'wallet']);

/** The choices in force for a funnel: an owner's, else those of whoever deploys, else none. */
export function choicesOf(funnel: string, policy: Policy | null, means: Means): PolicyChoices {
  const deployed = Object.hasOwn(means.policies, funnel) ? means.policies[funnel] : undefined;
  const chosen = policy?.choices ?? deployed ?? UNCHOSEN;
  return { ...chosen, seller: chosen.seller ?? deployed?.seller ?? null };
}

/** The choices in force for a deal. */
export function choicesFor({ deal, policy }: Pick<Facts, 'deal' | 'policy'>, means: Means): PolicyChoices {
  return choicesOf(deal.funnel, policy, means);
}

/** The ways to pay of one kind of payers, best first; without what no provider takes. */
export function offersOf(choices: PolicyChoices, payers: Payers, means: Means): Offer[] {
  const wanted = choices[payers] ?? usual(payers, means);
  return wanted.flatMap(({ kind, providers }) => {
    if (kind === 'cash' || !means.kinds.includes(kind)) return [];
    if (providers.length === 0) return [{ kind, providers }];
    const able = providers.filter((id) => takersOf(kind, means).includes(id));
    return able.length > 0 ? [{ kind, providers: able }] : [];
  });
}

/** Without a choice: all that the till takes; companies are shown the transfer first. */
function usual(payers: Payers, { kinds }: Means): Offer[] {
  const first = payers === 'companies' && kinds.includes('transfer') ? (['transfer'] as const) : [];
  return [...new Set([...first, ...kinds])].map((kind) => ({ kind, providers: [] }));
}

/** The ways in which the customer of a deal may pay, best first; none where a marketplace takes the money. */
export function offersFor(facts: Facts, means: Means): Offer[] {
  if (isPaidElsewhere(facts)) return [];
  const payers = facts.contact?.company ? 'companies' : 'people';
  const here = meansIn(facts.deal.currency, means);
  const offers = offersOf(choicesFor(facts, means), payers, here);
  // A choice is made for the till's currency; a deal of another one must be payable all the same.
  return offers.length > 0 || here === means ? offers : usual(payers, here);
}

/** What there is to pay with in a currency. */
export function meansIn(currency: string, means: Means): Means {
  const other = means.inCurrency?.(currency);
  return other ? { ...means, ...other } : means;
}

/** The same by kind alone: what a customer sees. */
export function kindsFor(facts: Facts, means: Means): PaymentKind[] {
  return offersFor(facts, means).map(({ kind }) => kind);
}

/** Who sells in a deal: the legal entity, with its taxes. */
export function sellerFor(facts: Pick<Facts, 'deal' | 'policy'>, means: Means): Seller {
  return choicesFor(facts, means).seller ?? means.seller;
}

/** Ids of the providers that take a kind, in the till's order. */
export function takersOf(kind: PaymentKind, { takers }: Pick<Means, 'takers'>): string[] {
  return takers.filter(({ kinds }) => kinds.includes(kind)).map(({ id }) => id);
}

/** Whether a payment's money is held first: wanted in the funnel, and done by the provider for that kind. */
export function holdsFor(
  facts: Pick<Facts, 'deal' | 'policy'>,
  { provider, kind }: { readonly provider: string; readonly kind: PaymentKind },
  means: Means,
): boolean {
  if (!HOLDABLE.has(kind) || !choicesFor(facts, means).hold) return false;
  return meansIn(facts.deal.currency, means).takers.some(({ id, hold }) => id === provider && hold);
}

/** Whether staff may enter money by hand in a deal; not unless an owner has said so. */
export function cashAllowed(facts: Pick<Facts, 'deal' | 'policy'>, means: Means): boolean {
  return choicesFor(facts, means).cash;
}
