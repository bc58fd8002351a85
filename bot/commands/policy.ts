import { changePolicy, type PolicyChange } from '../../domain/decisions/change-policy.ts';
import { PAYMENT_KINDS } from '../../domain/payment.ts';
import type { Payers, Policy } from '../../domain/policy.ts';
import { mayRule } from '../../domain/rights.ts';
import * as screens from '../screens/policy.ts';
import { refusalToast, refused } from '../screens/staff.ts';
import { type Reply, redraw, type StaffTurn, say } from '../turn.ts';

/** Where in the owner's choices a button leads. */
interface Place {
  readonly funnel: string;
  readonly payers: Payers;
}

/**
 * "How customers pay", an owner's screen. Buttons: `pol` opens it, `pol:<funnel>:<p|c>` turns to people or
 * companies, and then `k:<kind>` switches a kind, `u:<kind>` moves it up, `f:<kind>[:<provider>]` picks the
 * provider that is asked first, `s:<h|c|i>` turns a switch.
 */
export async function pressPolicy(turn: StaffTurn, args: readonly string[]): Promise<Reply> {
  const allowed = mayRule(turn.staff);
  if (!allowed.ok) return say(refused(turn, allowed));
  const { settings, store, texts } = turn.deps;
  const [funnel = settings.funnel, letter = 'p', what, on, provider] = args;
  const known = funnel === settings.funnel || Object.hasOwn(settings.policies, funnel);
  if (!known) return { toast: texts.plain(turn.locale, 'button-old') };
  const place: Place = { funnel, payers: letter === 'c' ? 'companies' : 'people' };
  const policy = await store.policy(funnel);
  if (!what) {
    const page = screens.policyPage(turn, { ...place, policy, changed: await lastChange(turn, funnel) });
    return args.length === 0 ? say(page) : redraw(page);
  }
  const kind = PAYMENT_KINDS.find((each) => each === on);
  if (what === 'f' && kind && !provider)
    return redraw(screens.firstPage(turn, { ...place, policy, changed: null }, kind));
  const change = readChange(place.payers, what, on ?? '', provider ?? '');
  if (!change) return { toast: texts.plain(turn.locale, 'button-old') };
  return carryOut(turn, place, policy, change);
}

function readChange(payers: Payers, what: string, on: string, provider: string): PolicyChange | null {
  const kind = PAYMENT_KINDS.find((each) => each === on);
  if (what === 's') {
    const found = Object.entries(screens.SWITCHES).find(([letter]) => letter === on);
    return found ? { do: found[1] } : null;
  }
  if (!kind) return null;
  if (what === 'k') return { do: 'switch', payers, kind };
  if (what === 'u') return { do: 'up', payers, kind };
  return what === 'f' ? { do: 'first', payers, kind, provider } : null;
}

function carryOut(turn: StaffTurn, place: Place, policy: Policy | null, change: PolicyChange): Reply {
  const changed = changePolicy(place.funnel, policy, change, turn.staff, turn.context);
  if (!changed.ok) return { toast: refusalToast(turn, changed) };
  const by = { name: turn.staff.name, at: turn.context.now };
  const page = screens.policyPage(turn, { ...place, policy: changed.value.policy, changed: by });
  return redraw(page, { changes: changed.value.changes });
}

/** Who changed it last. */
async function lastChange({ deps }: StaffTurn, funnel: string): Promise<{ name: string; at: number } | null> {
  const last = (await deps.store.history(`policy:${funnel}`)).at(-1);
  if (!last) return null;
  const by = (await deps.store.staff()).find(({ id }) => id === last.actor.id);
  return { name: by?.name ?? last.actor.type, at: last.at };
}
