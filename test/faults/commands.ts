import { openPayment } from '../../api/cashier.ts';
import { contextOf } from '../../api/context.ts';
import type { DealCase } from '../../domain/case.ts';
import type { Changes } from '../../domain/changes.ts';
import { noteDeclined, noteSaysPaid } from '../../domain/decisions/customer-says.ts';
import { issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import { openDeal } from '../../domain/decisions/open-deal.ts';
import { requestRefund, returnOverpayment } from '../../domain/decisions/refund.ts';
import { applyCredit } from '../../domain/decisions/settle-payment.ts';
import { loseDeal, takeDeal } from '../../domain/decisions/work-deal.ts';
import { handle } from '../../domain/handle.ts';
import { remindNow, remindTomorrow } from '../../domain/reminder.ts';
import { done, type Result, refuse } from '../../domain/result.ts';
import type { Context } from '../../domain/settings.ts';
import type { Staff } from '../../domain/staff.ts';
import { contact } from '../support/world.ts';
import type { Chance } from './seeded.ts';
import type { Attempt, SimulatedBank } from './simulated-bank.ts';
import type { SimulatedChat } from './simulated-chat.ts';
import type { SimulatedTill } from './simulated-till.ts';

/** Where a command happens. */
export interface Stage {
  readonly till: SimulatedTill;
  readonly chance: Chance;
  readonly bank: SimulatedBank;
  readonly chat: SimulatedChat;
  readonly team: readonly Staff[];
  /** How many deals and invoices all this is about; commands about those that are not there are refused. */
  readonly focus: number;
  move(ms: number): void;
}

type Command = (at: Stage) => Promise<unknown>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What people, the bank and time do, and how often. */
const COMMANDS: readonly (readonly [weight: number, name: string, run: Command])[] = [
  [4, 'lead', lead],
  [3, 'take', (at) => onDeal(at, (facts, context) => takeDeal(facts, at.chance.pick(at.team), context))],
  [8, 'invoice', invoice],
  [10, 'open a payment', open],
  [12, 'pay', pay],
  [2, 'decline', async (at) => withAttempt(at, (attempt) => at.bank.decline(attempt))],
  [16, 'a webhook', webhook],
  [4, 'refund', refund],
  [
    2,
    'return what was too much',
    (at) => onPayment(at, (facts, id, context) => returnOverpayment(facts, id, null, context)),
  ],
  [
    2,
    'take late money',
    (at) => onPayment(at, (facts, id, context) => done(applyCredit(facts, id, context))),
  ],
  [3, 'cancel', (at) => at.till.cashier.cancel(number(at), { type: 'staff', id: 'anna' }, 'cancel')],
  [3, 'ask', ask],
  [1, 'lose', (at) => onDeal(at, (facts, context) => loseDeal(facts, 'too dear', context))],
  [1, 'decline the invoice', (at) => onInvoice(at, noteDeclined)],
  [2, 'remind tomorrow', (at) => onInvoice(at, remindTomorrow)],
  [
    2,
    'remind now',
    (at) => onInvoice(at, (facts, which, context) => changesOf(remindNow(facts, which, context))),
  ],
  [3, 'refund at the bank', refundThere],
  [4, 'finish a refund', finishRefund],
  [2, 'charge back', async (at) => withCharge(at, (attempt, charge) => at.bank.chargeBack(attempt, charge))],
  [2, 'decide a dispute', decideDispute],
  [
    1,
    'block',
    async ({ chat, chance }) => chance.percent(30) && chat.blocked.add(`person-${chance.between(1, 4)}`),
  ],
  [10, 'sweep', (at) => at.till.jobs.sweep()],
  [
    10,
    'time',
    async (at) => at.move(at.chance.pick([1_000, 20_000, MINUTE, 10 * MINUTE, HOUR, 5 * HOUR, 24 * HOUR])),
  ],
];

/** What every story begins with, so that there is something to quarrel about. */
export const FIRST: readonly Command[] = [lead, lead, invoice, invoice];

const ALL = COMMANDS.flatMap((command) => Array.from({ length: command[0] }, () => command));

/** The next thing that happens. */
export function nextCommand(chance: Chance): { readonly name: string; readonly run: Command } {
  const [, name, run] = chance.pick(ALL);
  return { name, run };
}

async function lead({ till: { deps }, chance, team }: Stage): Promise<unknown> {
  const address = `person-${chance.between(1, 4)}`;
  return handle(deps.store, async () => {
    const context = contextAt(deps);
    const known = (await deps.store.person('chat', address)).contact;
    const someone =
      known ?? contact({ id: context.newId(), channel: 'chat', address, createdAt: context.now });
    const id = await deps.store.nextNumber('deal');
    const about = {
      id,
      contact: chance.percent(95) ? someone : null,
      title: 'Логотип',
      source: 'chat',
      responsibleId: null,
    };
    return { ok: true, changes: openDeal({ ...about, team }, context).changes, value: null };
  });
}

async function invoice(at: Stage): Promise<unknown> {
  const { chance, team } = at;
  const { store } = at.till.deps;
  const price = BigInt(chance.between(1, 9) * 100);
  const dueAt = chance.percent(40)
    ? at.till.deps.clock.now() + chance.pick([10 * MINUTE, 3 * HOUR, 48 * HOUR])
    : null;
  const by = chance.percent(90) ? chance.pick(team) : null;
  const id = chance.between(1, at.focus);
  return handle(store, async () => {
    const command = {
      items: [{ title: 'Логотип', quantity: 1000n, price }],
      dueAt,
      by,
      counter: await store.counter('invoice'),
    };
    return decided(await store.caseByDeal(id), contextAt(at.till.deps), (facts, context) =>
      changesOf(issueInvoice(facts, command, context)),
    );
  });
}

async function open(at: Stage): Promise<unknown> {
  const { deps } = at.till;
  const facts = await deps.store.caseByInvoice(number(at));
  const token = facts && facts.invoices.length > 0 ? at.chance.pick(facts.invoices).payToken : 'none';
  return openPayment(deps, token, at.chance.pick(['sbp', 'card']), 'open');
}

async function pay(at: Stage): Promise<void> {
  const { bank, chance } = at;
  withAttempt(at, (attempt) => {
    // Whoever pays twice, once without a word from the bank, is found by reconciling and not by looking.
    if (attempt.hushed || (attempt.state !== 'pending' && chance.percent(70))) return;
    const { amount } = attempt.request;
    const part = chance.pick([1n, 1n, 1n, 1n, 1n, 1n, 2n, 3n]);
    const currency = chance.percent(4) ? 'USD' : amount.currency;
    const silent = attempt.state === 'pending' && chance.percent(30);
    bank.pay(
      attempt,
      { minor: chance.percent(5) ? amount.minor * 2n : amount.minor / part, currency },
      silent,
    );
  });
}

/** The bank sends any of its letters, in any order; what is not acknowledged it keeps, and some of the rest too. */
async function webhook({ till, bank, chance }: Stage): Promise<void> {
  if (bank.mail.length === 0) return;
  const letter = chance.pick(bank.mail);
  const url = 'https://till.example/webhooks/payments/bank';
  const response = await till.app.request(url, { method: 'POST', body: letter.eventKey });
  if (response.status === 200 && chance.percent(75)) bank.mail = bank.mail.filter((each) => each !== letter);
}

function refund(at: Stage): Promise<unknown> {
  const amount = at.chance.percent(50) ? null : BigInt(at.chance.between(1, 500));
  return onInvoice(at, (facts, which, context) =>
    requestRefund(facts, { number: which, amount, reason: 'too late', by: null }, context),
  );
}

async function ask(at: Stage): Promise<unknown> {
  const answer = await at.till.cashier.askAbout(number(at), 'ask');
  if (answer !== 'not_yet') return answer;
  return onInvoice(at, (facts, which, context) => done(noteSaysPaid(facts, which, context)));
}

async function refundThere(at: Stage): Promise<void> {
  withCharge(at, (_attempt, { id, amount }) => {
    at.bank.refund(id, at.chance.percent(50) ? amount.minor : BigInt(at.chance.between(1, 300)), null);
  });
}

async function finishRefund({ bank, chance }: Stage): Promise<void> {
  const waiting = bank.attempts.flatMap((attempt) => attempt.refunds.map((each) => ({ attempt, each })));
  const open = waiting.filter(({ each }) => each.state === 'pending');
  if (open.length === 0) return;
  const { attempt, each } = chance.pick(open);
  bank.finish(attempt, each, chance.percent(80) ? 'succeeded' : 'failed');
}

async function decideDispute(at: Stage): Promise<void> {
  withAttempt(at, (attempt) => {
    const dispute = attempt.disputes.find(({ state }) => state === 'open');
    if (dispute) at.bank.decide(attempt, dispute, at.chance.pick(['won', 'lost']));
  });
}

function withAttempt({ bank, chance }: Stage, work: (attempt: Attempt) => void): void {
  if (bank.attempts.length > 0) work(chance.pick(bank.attempts));
}

function withCharge(at: Stage, work: (attempt: Attempt, charge: Attempt['charges'][number]) => void): void {
  const paid = at.bank.attempts.filter(({ charges }) => charges.length > 0);
  if (paid.length === 0) return;
  const attempt = at.chance.pick(paid);
  work(attempt, at.chance.pick(attempt.charges));
}

function number({ chance, focus }: Stage): string {
  return String(chance.between(1, focus));
}

function contextAt(deps: SimulatedTill['deps']): Context {
  return contextOf(deps, { type: 'staff', id: 'anna' }, 'simulation');
}

function changesOf(result: Result<{ changes: Changes }>): Result<Changes> {
  return result.ok ? done(result.value.changes) : result;
}

type Decide = (facts: DealCase, context: Context) => Result<Changes | null>;

function onDeal(at: Stage, decide: Decide): Promise<unknown> {
  const { deps } = at.till;
  const id = at.chance.between(1, at.focus);
  return handle(deps.store, async () => decided(await deps.store.caseByDeal(id), contextAt(deps), decide));
}

function onInvoice(
  at: Stage,
  decide: (facts: DealCase, number: string, context: Context) => Result<Changes | null>,
): Promise<unknown> {
  const { deps } = at.till;
  const which = number(at);
  return handle(deps.store, async () =>
    decided(await deps.store.caseByInvoice(which), contextAt(deps), (facts, context) =>
      decide(facts, which, context),
    ),
  );
}

function onPayment(
  at: Stage,
  decide: (facts: DealCase, paymentId: string, context: Context) => Result<Changes | null>,
): Promise<unknown> {
  const paid = (facts: DealCase) => facts.payments.filter(({ state }) => state === 'succeeded');
  return onDeal(at, (facts, context) => {
    const all = paid(facts);
    return all.length > 0 ? decide(facts, at.chance.pick(all).id, context) : refuse('nothing_to_do');
  });
}

function decided(facts: DealCase | null, context: Context, decide: Decide) {
  if (!facts) return refuse('deal_not_found');
  const result = decide(facts, context);
  return result.ok ? { ok: true as const, changes: result.value, value: null } : result;
}
