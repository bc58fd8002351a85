import type { DealCase } from '../../domain/case.ts';
import type { InboxEntry } from '../../domain/changes.ts';
import { bookLine, settleReturn } from '../../domain/decisions/book-line.ts';
import { handle } from '../../domain/handle.ts';
import type { Actor } from '../../domain/history.ts';
import { dueOf, type Invoice } from '../../domain/invoice.ts';
import { toJson } from '../../domain/money.ts';
import { numbersIn } from '../../domain/number-in-purpose.ts';
import type { Seller } from '../../domain/seller.ts';
import {
  isPassedOver,
  type KeyedLine,
  lineEntry,
  matchLine,
  refundOf,
  TRANSFER,
} from '../../domain/statement.ts';
import type { StatementAnswer, StatementReport } from '../../domain/statement-report.ts';
import { contextOf, type Deps } from '../context.ts';
import { keyed } from './keys.ts';
import { readStatement } from './read.ts';

export type StatementDeps = Pick<Deps, 'store' | 'clock' | 'settings' | 'log'>;

/** Lines that are looked up, and rows that are written, at a time. */
const BATCH = 100;
/** Invoices of one sum that are named as likely. */
const LIKELY = 5;

/** One import under way: what came of it so far. */
interface Run {
  readonly deps: StatementDeps;
  /** INNs of our own: money between them is nobody's payment. */
  readonly inns: ReadonlySet<string>;
  readonly actor: Actor;
  readonly requestId: string;
  readonly report: { -readonly [K in keyof StatementReport]: StatementReport[K] };
  readonly due: Map<bigint, Promise<readonly Invoice[]>>;
}

/**
 * Takes a bank statement: what certainly pays an invoice is booked at once, what is doubtful waits for a person in
 * the inbox of money without a name, refunds of ours that went out are settled. Every line leaves its row there, so
 * the same file, or one that overlaps it, changes nothing. A file that cannot be read whole changes nothing at all.
 * @throws Error when the database fails: what was booked stays, and the same file again does the rest.
 */
export async function importStatement(
  deps: StatementDeps,
  bytes: Uint8Array,
  actor: Actor,
  requestId: string,
): Promise<StatementAnswer> {
  const sellers = await sellersOf(deps);
  const accounts = sellers.flatMap(({ account }) => (account ? [account.account] : []));
  const read = readStatement(bytes, new Set(accounts));
  if (!read.ok) {
    deps.log.warn({ requestId, ...read.problem }, 'statement not taken');
    return read;
  }
  const inns = new Set(sellers.map(({ inn }) => inn).filter(Boolean));
  const run: Run = { deps, inns, actor, requestId, report: empty(read.file.balanced), due: new Map() };
  const lines = await keyed(read.file.lines, deps.settings.timeZone);
  for (let at = 0; at < lines.length; at += BATCH) await takeBatch(run, lines.slice(at, at + BATCH));
  // For people: in the order of invoices, and not in that of keys.
  run.report.booked = run.report.booked.toSorted((a, b) => Number(a.number) - Number(b.number));
  const { booked, returned, ...counts } = run.report;
  const fields = { requestId, ...counts, booked: booked.length, returned: returned.length };
  deps.log.info(fields, 'statement taken');
  return { ok: true, report: run.report };
}

/** Everybody of ours who sells: by the environment, by its policies, and by what an owner chose in the chat. */
async function sellersOf({ store, settings }: StatementDeps): Promise<Seller[]> {
  const funnels = [...new Set([settings.funnel, ...Object.keys(settings.policies)])];
  const chosen = await Promise.all(funnels.map((funnel) => store.policy(funnel)));
  const all = [...Object.values(settings.policies), ...chosen.map((policy) => policy?.choices)];
  return [settings.seller, ...all.flatMap((choices) => choices?.seller ?? [])];
}

function empty(balanced: boolean): Run['report'] {
  const none = { lines: 0, doubtful: 0, unknown: 0, seen: 0, passed: 0, spent: 0 };
  return { ...none, booked: [], returned: [], unbalanced: !balanced };
}

async function takeBatch(run: Run, lines: readonly KeyedLine[]): Promise<void> {
  const known = await Promise.all(lines.map(({ key }) => run.deps.store.inboxEntry(TRANSFER, key)));
  const rows: InboxEntry[] = [];
  for (const [index, keyed] of lines.entries()) {
    run.report.lines++;
    if (known[index]) run.report.seen++;
    else rows.push(...(await (keyed.line.direction === 'in' ? takeIn : takeOut)(run, keyed)));
  }
  await keep(run, rows);
}

/** All at once; one by one when somebody else has brought one of them meanwhile. */
async function keep(run: Run, rows: readonly InboxEntry[]): Promise<void> {
  const { store } = run.deps;
  if (rows.length === 0 || (await store.commit({ inbox: rows })) === 'committed') return;
  for (const row of rows) await store.commit({ inbox: [row] });
}

async function casesNamed(run: Run, purpose: string): Promise<DealCase[]> {
  const found = await Promise.all(numbersIn(purpose).map((number) => run.deps.store.caseByInvoice(number)));
  const cases = found.filter((each) => each !== null);
  return [...new Map(cases.map((facts) => [facts.deal.id, facts])).values()];
}

/** Money that came. Gives the row that is still to be kept; a booked line has left its own. */
async function takeIn(run: Run, keyed: KeyedLine): Promise<InboxEntry[]> {
  const { line } = keyed;
  const context = contextOf(run.deps, run.actor, run.requestId);
  if (isPassedOver(line, run.inns)) {
    run.report.passed++;
    return [lineEntry(keyed, { state: 'done', dealId: null }, context)];
  }
  if (await booked(run, keyed)) return [];
  const verdict = matchLine(line, await casesNamed(run, line.purpose), await dueExactly(run, keyed));
  if (verdict.type === 'unknown') run.report.unknown++;
  else run.report.doubtful++;
  return [lineEntry(keyed, { state: 'unmatched', dealId: null }, context)];
}

/** True when the line was sure, and is booked, by us or by somebody at the same moment. */
async function booked(run: Run, keyed: KeyedLine): Promise<boolean> {
  const { store } = run.deps;
  const handled = await handle(store, async () => {
    const named = await casesNamed(run, keyed.line.purpose);
    const verdict = matchLine(keyed.line, named, []);
    if (verdict.type !== 'sure') return { ok: true, changes: null, value: null };
    const context = contextOf(run.deps, run.actor, run.requestId);
    const changes = bookLine(verdict.facts, verdict.invoice, keyed, context);
    return { ok: true, changes, value: changes && verdict };
  });
  if (handled.ok === 'repeat') run.report.seen++;
  if (handled.ok !== true) return handled.ok === 'repeat';
  if (!handled.value) return false;
  const { facts, invoice } = handled.value;
  const { amount } = keyed.line;
  const whole = amount.minor === dueOf(invoice);
  const entry = { number: invoice.number, dealId: facts.deal.id, amount: toJson(amount), whole };
  run.report.booked = [...run.report.booked, entry];
  return true;
}

/** Invoices of which exactly this sum is due; asked for once in an import. */
function dueExactly(run: Run, { line }: KeyedLine): Promise<readonly Invoice[]> {
  const { minor, currency } = line.amount;
  const asked = run.due.get(minor) ?? run.deps.store.invoicesDue(currency, minor, LIKELY);
  run.due.set(minor, asked);
  return asked;
}

/** Money that went out: a refund of ours, or what is none of the till's business. */
async function takeOut(run: Run, keyed: KeyedLine): Promise<InboxEntry[]> {
  const handled = await handle(run.deps.store, async () => {
    const found = refundOf(keyed, await casesNamed(run, keyed.line.purpose));
    if (!found) return { ok: true, changes: null, value: null };
    const [facts, refund] = found;
    const context = contextOf(run.deps, run.actor, run.requestId);
    const number = facts.invoices.find(({ id }) => id === refund.invoiceId)?.number ?? '';
    const value = { number, dealId: facts.deal.id, amount: toJson(keyed.line.amount) };
    return { ok: true, changes: settleReturn(facts, refund, keyed, context), value };
  });
  if (handled.ok === true && handled.value) run.report.returned = [...run.report.returned, handled.value];
  else if (handled.ok === 'repeat') run.report.seen++;
  else run.report.spent++;
  return [];
}
