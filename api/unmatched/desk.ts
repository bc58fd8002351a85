import { type Changes, joinChanges } from '../../domain/changes.ts';
import { attachCharge, type FoundCharge } from '../../domain/decisions/attach-charge.ts';
import { returnCharge } from '../../domain/decisions/return-charge.ts';
import { type Decision, handle } from '../../domain/handle.ts';
import type { Actor } from '../../domain/history.ts';
import { money, toJson } from '../../domain/money.ts';
import type { PaymentKind } from '../../domain/payment.ts';
import type { Decider, InboxDesk, Page, Settled, Waiting } from '../../domain/ports/inbox-desk.ts';
import { done, type Refusal, type Result, refuse } from '../../domain/result.ts';
import type { Context } from '../../domain/settings.ts';
import type { Staff } from '../../domain/staff.ts';
import {
  type Fate,
  fateEvent,
  fateOf,
  foundCharge,
  inboxStream,
  type Unmatched,
} from '../../domain/unmatched.ts';
import { contextOf } from '../context.ts';
import { candidatesFor } from './candidates.ts';
import { heldCredit } from './held.ts';
import { canReturn, openRows, rowOf, type UnmatchedDeps, waitingOf } from './rows.ts';

/** The inbox of money without a name, over the store; see the port. */
export function createInboxDesk(deps: UnmatchedDeps): InboxDesk {
  return {
    waiting: (limit, offset) => waiting(deps, limit, offset),
    find: async (code) => {
      const row = await rowOf(deps, code);
      const settled = row ? await fate(deps, code) : await gone(deps, code);
      return row && !settled ? done(await waitingOf(deps, row)) : (settled ?? refuse('money_not_found'));
    },
    candidates: async (code, page) => {
      const row = await rowOf(deps, code);
      return row ? done(await candidatesFor(deps.store, row, page)) : gone(deps, code);
    },
    attach: (code, to, by) => attach(deps, code, to, by),
    giveBack: (code, byHand, by) => giveBack(deps, code, byHand, by),
    see: (code, by) => see(deps, code, by),
    held: (limit, offset) => heldCredit(deps.store, limit, offset),
  };
}

async function waiting(deps: UnmatchedDeps, limit: number, offset: number): Promise<Page<Waiting>> {
  const rows: Waiting[] = [];
  let at = 0;
  for await (const row of openRows(deps)) {
    if (at++ < offset) continue;
    if (rows.length === limit) return { rows, more: true };
    rows.push(await waitingOf(deps, row));
  }
  return { rows, more: false };
}

function attach(
  deps: UnmatchedDeps,
  code: string,
  { number, asCredit }: { number: string; asCredit: boolean },
  by: Decider,
): Promise<Result<Settled>> {
  return settle(deps, code, by, asCredit ? 'kept' : 'attached', async (charge, context) => {
    const facts = await deps.store.caseByInvoice(number);
    if (!facts) return refuse('invoice_not_found', { number });
    const command = { number, charge, by: by.staff, reason: '', asCredit };
    const decided = attachCharge(facts, command, context);
    if (!decided.ok) return decided;
    return { ok: true, changes: decided.value, value: { dealId: facts.deal.id, number } };
  });
}

async function giveBack(
  deps: UnmatchedDeps,
  code: string,
  byHand: boolean,
  by: Decider,
): Promise<Result<Settled>> {
  return settle(deps, code, by, 'returned', async (charge, context) => {
    const allowed = mayReturn(by.staff, charge);
    if (!allowed.ok) return allowed;
    const returnable = canReturn(deps, charge.provider);
    if (!returnable && !byHand) return refuse('money_not_returnable', { source: charge.provider });
    const id = await deps.store.nextNumber('deal');
    const team = (await deps.store.staff()).filter((member) => member.active);
    const command = { id, charge, by: by.staff, team, byHand: !returnable };
    const decided = returnCharge(command, context);
    return decided.ok
      ? { ok: true, changes: decided.value, value: { dealId: id, number: `R${id}` } }
      : decided;
  });
}

/** Whoever may return money of a sale may return this: viewers never, managers up to their ceiling. */
function mayReturn(by: Staff | null, { amount }: FoundCharge): Result<null> {
  if (by?.role === 'viewer') return refuse('not_allowed');
  const ceiling = by && by.role !== 'owner' ? by.refundCeiling : null;
  if (ceiling === null || amount.minor <= ceiling) return done(null);
  return refuse('above_ceiling', {
    sum: toJson(amount),
    ceiling: toJson(money(ceiling, amount.currency)),
  });
}

/**
 * Books a row's money, once: the charge's own id is the guard, whoever else books it meanwhile, a person, a
 * webhook or a sweep. The row is closed after it; a crash in between is made up for by the sweep.
 */
async function settle(
  deps: UnmatchedDeps,
  code: string,
  by: Decider,
  how: Fate,
  decide: (charge: FoundCharge, context: Context) => Promise<Decision<Settled>>,
): Promise<Result<Settled>> {
  const row = await rowOf(deps, code);
  if (!row) return gone(deps, code);
  const charge = await chargeOf(deps, row);
  if (!charge) return refuse('nothing_to_do');
  const handled = await handle(deps.store, async () => {
    const { provider, chargeId } = charge;
    if (await deps.store.caseByPayment({ provider, chargeId })) return refuse('money_settled');
    const context = contextOf(deps, actorOf(by), by.requestId);
    const decision = await decide(charge, context);
    if (!decision.ok) return decision;
    const event = fateEvent(code, how, { ...row.entry, ...decision.value }, row.view.amount, context);
    return { ...decision, changes: joinChanges(decision.changes ?? {}, { history: [event] }) };
  });
  if (handled.ok === true) {
    await close(deps, row, handled.value.dealId);
    deps.log.info({ requestId: by.requestId, source: row.entry.source, how }, 'unknown money settled');
    return done(handled.value);
  }
  if (handled.ok === false && handled.code !== 'money_settled') return handled;
  const facts = await deps.store.caseByPayment({ provider: charge.provider, chargeId: charge.chargeId });
  if (facts) await close(deps, row, facts.deal.id);
  return (await fate(deps, code)) ?? refuse('already_decided');
}

async function see(deps: UnmatchedDeps, code: string, by: Decider): Promise<Result<null>> {
  if (by.staff?.role === 'viewer') return refuse('not_allowed');
  const row = await rowOf(deps, code);
  if (!row) return gone(deps, code);
  if (row.notice.type === 'payment') return refuse('nothing_to_do');
  const told = await fate(deps, code);
  if (!told) {
    const context = contextOf(deps, actorOf(by), by.requestId);
    const nowhere = { ...row.entry, dealId: null, number: null };
    const changes: Changes = { history: [fateEvent(code, 'seen', nowhere, row.view.amount, context)] };
    await deps.store.commit(changes);
  }
  await close(deps, row, null);
  return told ?? done(null);
}

function actorOf({ staff }: Decider): Actor {
  return staff ? { type: 'staff', id: staff.id } : { type: 'api', id: null };
}

async function close({ store }: UnmatchedDeps, { entry }: Unmatched, dealId: number | null): Promise<void> {
  await store.settleInbox(entry.source, entry.key, { state: 'done', nextAt: null, dealId });
}

/** What a row brought. Another payment of ours may bear the attempt's id already: then it goes without. */
async function chargeOf(deps: UnmatchedDeps, row: Unmatched): Promise<FoundCharge | null> {
  const charge = foundCharge(row, kindOf(deps, row));
  if (!charge?.reference) return charge;
  const { provider, reference } = charge;
  const taken = await deps.store.caseByPayment({ provider, reference });
  return taken ? { ...charge, reference: null } : charge;
}

/** A notice does not say how the payer paid; where a provider has one kind it is that one. */
function kindOf({ providers }: UnmatchedDeps, { entry, view }: Unmatched): PaymentKind {
  if (view.amount.currency === 'XTR') return 'stars';
  return providers.get(entry.source)?.can.kinds[0] ?? 'transfer';
}

/** Who settled a row, and where its money went; null while nobody has. */
async function fate({ store }: UnmatchedDeps, code: string): Promise<Refusal | null> {
  const told = fateOf(await store.history(inboxStream(code)));
  if (!told) return null;
  if (told.dealId === null) return refuse('already_decided');
  const { actor, dealId: deal, number } = told;
  const person = (await store.staff()).find(({ id }) => actor.type === 'staff' && id === actor.id);
  return refuse('money_settled', {
    name: person?.name ?? (actor.type === 'api' ? 'API' : 'Tillbot'),
    deal,
    number: number ?? '—',
  });
}

async function gone(deps: UnmatchedDeps, code: string): Promise<Refusal> {
  return (await fate(deps, code)) ?? refuse('money_not_found');
}
