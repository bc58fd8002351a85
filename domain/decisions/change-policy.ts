import type { Changes } from '../changes.ts';
import type { PaymentKind } from '../payment.ts';
import {
  choicesOf,
  type Offer,
  offersOf,
  type Payers,
  type Policy,
  type PolicyChoices,
  takersOf,
} from '../policy.ts';
import { done, type Result, refuse } from '../result.ts';
import { mayRule } from '../rights.ts';
import type { Context } from '../settings.ts';
import type { Staff } from '../staff.ts';

/** What an owner changes about a funnel. */
export type PolicyChange =
  /** Shows a kind to these payers, or no longer. */
  | { readonly do: 'switch'; readonly payers: Payers; readonly kind: PaymentKind }
  /** Shows it one place earlier. */
  | { readonly do: 'up'; readonly payers: Payers; readonly kind: PaymentKind }
  /** Asks this provider first; the others that take the kind follow, should it fail. */
  | {
      readonly do: 'first';
      readonly payers: Payers;
      readonly kind: PaymentKind;
      readonly provider: string;
    }
  | { readonly do: 'hold' | 'cash' | 'inPieces' };

/**
 * An owner changes how a funnel's customers pay. What is saved is a whole set of choices under its version,
 * with a line on the stream `policy:<funnel>`. Refusals: `not_allowed`, `last_kind` (nobody could pay),
 * `nothing_to_do`. @param policy as it was loaded; null: nothing was chosen yet.
 */
export function changePolicy(
  funnel: string,
  policy: Policy | null,
  change: PolicyChange,
  by: Staff,
  context: Context,
): Result<{ policy: Policy; changes: Changes }> {
  const allowed = mayRule(by);
  if (!allowed.ok) return allowed;
  // The seller stays with the deployment unless an owner's own row has one.
  const before = { ...choicesOf(funnel, policy, context.settings), seller: policy?.choices.seller ?? null };
  const after = changed(before, change, context);
  if (!after.ok) return after;
  const row: Policy = { funnel, choices: after.value, version: policy?.version ?? 0 };
  const { do: what, ...data } = change;
  const event = {
    stream: `policy:${funnel}`,
    type: 'policy_changed',
    actor: context.actor,
    data: { what, ...data, ...nowOf(after.value, change) },
    at: context.now,
    requestId: context.requestId,
  };
  return done({ policy: row, changes: { policies: [row], history: [event] } });
}

/** How what was changed stands now, for the timeline. */
function nowOf(choices: PolicyChoices, change: PolicyChange): Record<string, unknown> {
  if (!('kind' in change)) return { on: choices[change.do] };
  return { offers: (choices[change.payers] ?? []).map(({ kind }) => kind) };
}

function changed(before: PolicyChoices, change: PolicyChange, context: Context): Result<PolicyChoices> {
  if (!('kind' in change)) return done({ ...before, [change.do]: !before[change.do] });
  const offers = offersOf(before, change.payers, context.settings);
  const next = offersAfter(offers, change, context);
  return next.ok ? done({ ...before, [change.payers]: next.value }) : next;
}

function offersAfter(
  offers: readonly Offer[],
  change: Extract<PolicyChange, { kind: PaymentKind }>,
  { settings }: Context,
): Result<readonly Offer[]> {
  const { kind } = change;
  const at = offers.findIndex((each) => each.kind === kind);
  const takers = takersOf(kind, settings);
  if (change.do === 'switch') {
    if (at < 0 && takers.length === 0) return refuse('kind_not_offered');
    if (at < 0) return done([...offers, { kind, providers: [] }]);
    if (offers.length === 1) return refuse('last_kind');
    return done(offers.filter((each) => each.kind !== kind));
  }
  const offer = offers[at];
  if (!offer) return refuse('nothing_to_do');
  if (change.do === 'up') return at > 0 ? done(swapped(offers, at)) : refuse('nothing_to_do');
  if (!takers.includes(change.provider)) return refuse('nothing_to_do');
  const order = offer.providers.length > 0 ? offer.providers : takers;
  const providers = [change.provider, ...order.filter((id) => id !== change.provider)];
  return done(offers.map((each) => (each.kind === kind ? { kind, providers } : each)));
}

function swapped(offers: readonly Offer[], at: number): Offer[] {
  const moved = offers.toSpliced(at, 1);
  return moved.toSpliced(at - 1, 0, ...offers.slice(at, at + 1));
}
