import type { PaymentKind } from '../../domain/payment.ts';
import {
  choicesOf,
  type Offer,
  offersOf,
  type Payers,
  type Policy,
  type PolicyChoices,
  takersOf,
} from '../../domain/policy.ts';
import type { Button, Outgoing } from '../../domain/ports/channel.ts';
import type { Instant } from '../../domain/ports/clock.ts';
import { blocks, buttonRows, lines, type Reader, readerOf, rowsOf, type StaffViewer } from './reader.ts';

/** The letter by which a button names payers. */
const LETTERS: Readonly<Record<Payers, string>> = { people: 'p', companies: 'c' };

/** Switches of a funnel, by the letter of their button. */
export const SWITCHES = { h: 'hold', c: 'cash', i: 'inPieces' } as const;

export interface PolicyShown {
  readonly funnel: string;
  readonly payers: Payers;
  /** Null: nobody has chosen anything yet. */
  readonly policy: Policy | null;
  /** Who changed it last, and when; null: nobody. */
  readonly changed: { readonly name: string; readonly at: Instant } | null;
}

/** How the customers of a funnel pay: kinds in their order with their first provider, and the switches. */
export function policyPage(turn: StaffViewer, shown: PolicyShown): Outgoing {
  const { funnel, payers, policy } = shown;
  const r = readerOf(turn);
  const { settings } = turn.deps;
  const choices = choicesOf(funnel, policy, settings);
  const offers = offersOf(choices, payers, settings);
  const off = settings.kinds.filter((kind) => offers.every((each) => each.kind !== kind));
  const button = (key: string, kind: PaymentKind, ...args: string[]): Button =>
    r.button('pol', [funnel, LETTERS[payers], ...args, kind], key, { kind: r.label(`kind-${kind}`) });
  return {
    text: blocks(
      r.say(funnel === settings.funnel ? 'policy-title' : 'policy-title-funnel', { funnel }),
      lines(r.say(`policy-for-${payers}`), ...offers.map((offer, at) => offerLine(turn, r, offer, at))),
      switchLines(turn, r, choices),
      shown.changed &&
        r.say('policy-changed', { name: shown.changed.name, when: r.moment(shown.changed.at) }),
    ),
    buttons: buttonRows(
      ...offers.map(({ kind }, at) => [
        button('button-kind-on', kind, 'k'),
        at > 0 && button('button-kind-up', kind, 'u'),
        takersOf(kind, settings).length > 1 && button('button-kind-first', kind, 'f'),
      ]),
      ...rowsOf(
        off.map((kind) => button('button-kind-off', kind, 'k')),
        2,
      ),
      ...switchButtons(turn, r, shown, choices),
      [otherPayers(r, shown)],
      ...otherFunnels(turn, r, shown),
    ),
  };
}

function offerLine({ deps }: StaffViewer, r: Reader, { kind, providers }: Offer, at: number): string {
  const all = takersOf(kind, deps.settings);
  const provider = providers[0] ?? all[0] ?? '';
  return r.say('policy-kind', { place: String(at + 1), kind: r.label(`kind-${kind}`), provider });
}

/** Some provider that takes cards or wallets can hold money: else there is nothing to switch. */
function canHold({ deps }: StaffViewer): boolean {
  return deps.settings.takers.some(({ hold }) => hold);
}

function switchLines(turn: StaffViewer, r: Reader, choices: PolicyChoices): string {
  return lines(
    canHold(turn) && r.say(choices.hold ? 'policy-hold-on' : 'policy-hold-off'),
    r.say(choices.cash ? 'policy-cash-on' : 'policy-cash-off'),
    r.say(choices.inPieces ? 'policy-pieces-on' : 'policy-pieces-off'),
  );
}

function switchButtons(
  turn: StaffViewer,
  r: Reader,
  { funnel, payers }: PolicyShown,
  choices: PolicyChoices,
): Button[][] {
  const one = (letter: keyof typeof SWITCHES, key: string) => {
    const mark = choices[SWITCHES[letter]] ? 'on' : 'off';
    return [r.button('pol', [funnel, LETTERS[payers], 's', letter], `button-${key}-${mark}`)];
  };
  return [...(canHold(turn) ? [one('h', 'hold')] : []), one('c', 'cash'), one('i', 'pieces')];
}

function otherPayers(r: Reader, { funnel, payers }: PolicyShown): Button {
  const other = payers === 'people' ? 'companies' : 'people';
  return r.button('pol', [funnel, LETTERS[other]], `button-policy-${other}`);
}

function otherFunnels({ deps }: StaffViewer, r: Reader, { funnel, payers }: PolicyShown): Button[][] {
  const all = [...new Set([deps.settings.funnel, ...Object.keys(deps.settings.policies)])];
  const others = all.filter((each) => each !== funnel);
  return rowsOf(
    others.map((each) => r.button('pol', [each, LETTERS[payers]], 'button-policy-funnel', { funnel: each })),
    2,
  );
}

/** Which provider is asked first for a kind; the others follow, should it fail. */
export function firstPage(turn: StaffViewer, { funnel, payers }: PolicyShown, kind: PaymentKind): Outgoing {
  const r = readerOf(turn);
  const letter = LETTERS[payers];
  const all = takersOf(kind, turn.deps.settings);
  return {
    text: r.say('policy-first', { kind: r.label(`kind-${kind}`) }),
    buttons: [
      ...rowsOf(
        all.map((id) =>
          r.button('pol', [funnel, letter, 'f', kind, id], 'button-provider', { provider: id }),
        ),
        2,
      ),
      [r.button('pol', [funnel, letter], 'button-policy-back')],
    ],
  };
}
