import { settle } from '../../domain/notice.ts';
import type { Talk } from '../../domain/ports/channel.ts';
import type { Outcome } from '../../domain/result.ts';
import { mayWork } from '../../domain/rights.ts';
import { returnNotice, TRANSFER } from '../../domain/statement.ts';
import type { StatementAnswer } from '../../domain/statement-report.ts';
import { refused } from '../screens/staff.ts';
import * as screens from '../screens/statement.ts';
import { type Reply, type StaffTurn, say } from '../turn.ts';

/** Largest file that is looked at, bytes: a year of a shop's statements is smaller. */
const LARGEST = 10 * 1024 * 1024;
/** Names under which banks hand out statements. */
const NAMED = /kl_to_1c|statement|выписк|vypiska/iu;

type Taken = { readonly downloaded: false } | ({ readonly downloaded: true } & StatementAnswer);

/** One import an update, also when its answer is decided again because somebody else wrote first. */
const taken = new WeakMap<Talk, Promise<Taken>>();

/**
 * A document that an owner or manager sent is taken as a bank statement when it is one; null when it is not, and goes
 * its usual way.
 */
export async function takeStatement(turn: StaffTurn): Promise<Reply | null> {
  const { incoming, staff, person } = turn;
  if (incoming.type !== 'media' || incoming.media.type !== 'document' || staff.role === 'viewer') return null;
  const { name = '', mime = '', size = 0 } = incoming.media;
  const mayBe = /\.(txt|csv)$/i.test(name) || mime === 'text/csv';
  const channel = turn.deps.channels.get(incoming.channel);
  if (!mayBe || size > LARGEST || !channel?.download) return null;
  const under = taken.get(incoming) ?? fetchAndTake(turn, channel.download(incoming.media, LARGEST));
  taken.set(incoming, under);
  const answer = await under;
  if (!answer.downloaded) return NAMED.test(name) ? say(screens.statementNotDownloaded(turn)) : null;
  if (answer.ok) return say(screens.statementTaken(turn, answer.report));
  const { problem } = answer;
  // A table meant for a customer is no broken statement.
  const meant = incoming.replyTo !== null || Boolean(person.dialogue?.name);
  if (problem.code === 'no_statement' || (problem.code === 'missing' && meant)) {
    return NAMED.test(name) && !meant ? say(screens.statementRefused(turn, problem)) : null;
  }
  return say(screens.statementRefused(turn, problem));
}

async function fetchAndTake(turn: StaffTurn, download: Promise<Outcome<Uint8Array>>): Promise<Taken> {
  const { deps, context } = turn;
  const file = await download;
  if (!file.ok) {
    deps.log.warn({ requestId: context.requestId, code: file.code }, 'a file could not be downloaded');
    return { downloaded: false };
  }
  const answer = await deps.cashier.takeStatement(file.value, context.actor, context.requestId);
  return { downloaded: true, ...answer };
}

/** "Sent" under a refund that staff make by transfer: it has gone, as the bank will say too. */
export async function noteRefundSent(turn: StaffTurn, refundId: string): Promise<Reply> {
  const { deps, context, staff, locale } = turn;
  const facts = await deps.store.caseByPayment({ provider: TRANSFER, refundId });
  const refund = facts?.refunds.find((each) => each.id === refundId);
  const payment = facts?.payments.find((each) => each.id === refund?.paymentId);
  if (!facts || !refund || !payment) return { toast: deps.texts.plain(locale, 'button-old') };
  const allowed = mayWork(staff, facts);
  if (!allowed.ok) return say(refused(turn, allowed));
  const notice = returnNotice(refund, payment, { eventKey: `${refundId}:by-hand`, at: context.now });
  const changes = settle(facts, notice, TRANSFER, context);
  return changes
    ? { changes, toast: deps.texts.plain(locale, 'refund-sent-toast') }
    : { toast: deps.texts.plain(locale, 'refund-sent-before-toast') };
}
