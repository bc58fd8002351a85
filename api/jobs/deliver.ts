import { noteUndelivered } from '../../domain/decisions/note-delivery.ts';
import { noteUnreachable } from '../../domain/decisions/note-unreachable.ts';
import { handle } from '../../domain/handle.ts';
import { isPayable } from '../../domain/invoice.ts';
import type { Message } from '../../domain/message.ts';
import type { Channel, Outgoing, Sent } from '../../domain/ports/channel.ts';
import type { DeliveryReport } from '../../domain/ports/store.ts';
import { afterQuiet } from '../../domain/reminder-times.ts';
import { type Failure, type Outcome, refuse } from '../../domain/result.ts';
import { wordsOf } from '../carried-words.ts';
import { withChatInvoice } from '../chat-invoice.ts';
import { contextOf, type Deps } from '../context.ts';
import { withPersonalData } from '../personal-data.ts';
import { noteUntold } from './untold.ts';

/** A send that takes longer is given up; the lease outlives it, so that nobody else sends meanwhile. */
const SEND_TIMEOUT = 15_000;
export const LEASE = 30_000;
/** So often, and for a day at least, a message is tried; then it is parked with its reason. */
const ATTEMPTS = 40;
const A_DAY = 24 * 3_600_000;
/** Growing pauses end here; shorter where a messenger does not answer, as nobody tells us when it does again. */
const LONGEST_PAUSE = 1_800_000;
const LONGEST_AWAY = 120_000;

/** Sends one claimed message, reports what became of it and gives it. */
export async function deliver(deps: Deps, message: Message, token: string): Promise<DeliveryReport> {
  const report = await attempt(deps, message);
  const kept = await deps.store.reportDelivery(message.id, token, report, deps.clock.now());
  // The words after the colon are the messenger's; what counts is before it.
  const [reason = ''] = report.state === 'sent' ? [] : report.error.split(':');
  deps.metrics.delivery(message.channel, report.state, reason);
  const fields = {
    requestId: message.requestId,
    messageId: message.id,
    kind: message.kind,
    channel: message.channel,
  };
  if (!kept) deps.log.warn(fields, 'lease was lost while sending');
  else if (report.state === 'sent')
    deps.log.info({ ...fields, maybeRepeated: message.maybeRepeated }, 'message sent');
  else
    deps.log.warn(
      { ...fields, state: report.state, error: report.error, attempts: message.attempts },
      'message not sent',
    );
  return report;
}

async function attempt(deps: Deps, message: Message): Promise<DeliveryReport> {
  const channel = deps.channels.get(message.channel);
  if (!channel) return { state: 'parked', error: 'channel_not_set_up' };
  const held = await notNow(deps, message);
  if (held) return held;
  const drawn = await drawnBefore(deps, message);
  const over = drawn !== null && channel.can.edit;
  if (!over && isRedrawing(message, drawn !== null)) return { state: 'parked', error: 'nothing_to_redraw' };
  try {
    const rendered = await withPersonalData(deps, message, await wordsOf(deps, message));
    const outgoing = await withChatInvoice(deps, message, rendered);
    const { outcome, anew } = await show(channel, message, outgoing, drawn);
    if (outcome.ok) return { state: 'sent', sentRef: outcome.value.ref };
    const report = await failed(deps, message, outcome);
    // What is drawn over itself once more is one message all the same.
    const maybeShown = anew && outcome.category === 'unknown';
    return report.state === 'retry' ? { ...report, maybeShown } : report;
  } catch (error) {
    deps.log.error(
      { requestId: message.requestId, messageId: message.id, error: String(error) },
      'message could not be made',
    );
    return later(deps, message, 'internal');
  }
}

/**
 * A reminder that waited in the outbox is looked at once more: it must not go out to somebody who has paid
 * meanwhile, nor at night because the messenger was away in the evening. Null: send it.
 */
async function notNow(deps: Deps, message: Message): Promise<DeliveryReport | null> {
  if (message.kind === 'staff_dispute_due') return noLongerDue(deps, message.data);
  if (message.kind !== 'invoice_reminder') return null;
  const now = deps.clock.now();
  const facts = await deps.store.caseByInvoice(message.data.number);
  const invoice = facts?.invoices.find((each) => each.number === message.data.number);
  const wanted = invoice !== undefined && isPayable(invoice, now) && facts?.contact?.remindersOff !== true;
  if (!wanted) return { state: 'parked', error: 'no_longer_true' };
  const { quietHours, timeZone } = deps.settings;
  const awake = afterQuiet(now, quietHours, facts?.contact?.timeZone ?? timeZone);
  return awake > now ? { state: 'retry', at: awake, error: 'quiet_hours' } : null;
}

/** Nobody needs to hurry about a dispute that is decided, or whose time is over. */
async function noLongerDue(
  deps: Deps,
  due: { readonly dealId: number; readonly disputeId: string; readonly respondBefore: number },
): Promise<DeliveryReport | null> {
  const facts = await deps.store.caseByDeal(due.dealId);
  const dispute = facts?.disputes.find(({ id }) => id === due.disputeId);
  const wanted = dispute?.state === 'open' && due.respondBefore > deps.clock.now();
  return wanted ? null : { state: 'parked', error: 'no_longer_true' };
}

/** The message in the chat that this one is drawn over, if any. */
async function drawnBefore(deps: Deps, message: Message): Promise<string | null> {
  if (message.kind === 'screen' && message.data.edit) return message.data.edit;
  return message.slot ? deps.store.sentRef(message.channel, message.address, message.slot) : null;
}

/**
 * A changed card is drawn over the one in the chat; where there is none, it is not news. Where nothing can be drawn
 * over, whoever has an old card gets another one only when the deal went to somebody: what happens to its money is told
 * anyway, and cards would flood the chat.
 */
function isRedrawing(message: Message, hasOld: boolean): boolean {
  if (message.kind === 'counter_qr') return message.data.state !== 'open' && !hasOld;
  if (message.kind !== 'deal_card' || message.data.isNew) return false;
  return !(hasOld && message.data.handedOver);
}

/** `anew`: it is a message of its own, and not one that was drawn over. */
interface Shown {
  readonly outcome: Outcome<Sent>;
  readonly anew: boolean;
}

async function show(
  channel: Channel,
  { address, dedupeKey }: Message,
  outgoing: Outgoing,
  ref: string | null,
): Promise<Shown> {
  const options = { signal: AbortSignal.timeout(SEND_TIMEOUT), id: dedupeKey };
  if (ref && channel.edit) {
    const { edit } = channel;
    const outcome = await inTime(options.signal, () => edit(address, ref, outgoing, options));
    const gone = !outcome.ok && (outcome.category === 'not_found' || outcome.category === 'refused');
    if (!gone) return { outcome, anew: false };
  }
  return {
    outcome: await inTime(options.signal, () => channel.send(address, outgoing, options)),
    anew: true,
  };
}

/** A call that was given up may have been carried out. */
async function inTime(signal: AbortSignal, call: () => Promise<Outcome<Sent>>): Promise<Outcome<Sent>> {
  try {
    return await call();
  } catch (error) {
    if (!signal.aborted) throw error;
    const message = `no answer within ${SEND_TIMEOUT} ms`;
    return { ok: false, category: 'unknown', retryable: true, code: 'timeout', message };
  }
}

async function failed(deps: Deps, message: Message, failure: Failure): Promise<DeliveryReport> {
  const error = `${failure.category}: ${failure.message}`.slice(0, 300);
  if (failure.category === 'unreachable') {
    await tellStaff(deps, message, failure.code);
    return { state: 'parked', error };
  }
  const hopeless = !failure.retryable && failure.category !== 'unknown';
  if (hopeless && failure.category === 'refused')
    await tellStaff(deps, message, failure.code, noteUndelivered);
  if (hopeless || isGivenUp(deps, message)) {
    await noteUntold(deps, message, failure);
    return { state: 'parked', error };
  }
  return later(deps, message, error, failure.retryAfterMs);
}

/** Nobody answered, or nobody who knows; `wakeMessages` reads the same words. */
export function isAway(error: string): boolean {
  return error.startsWith('unavailable') || error.startsWith('unknown');
}

function isGivenUp(deps: Deps, { channel, attempts, createdAt }: Message): boolean {
  const patience = deps.channels.get(channel)?.can.patience;
  const age = deps.clock.now() - createdAt;
  return patience === undefined ? attempts >= ATTEMPTS && age >= A_DAY : age >= patience;
}

/** After what the channel asks for, or growing intervals from one second on, with jitter. */
function later(deps: Deps, message: Message, error: string, wait?: number): DeliveryReport {
  const { patience } = deps.channels.get(message.channel)?.can ?? {};
  const longest = isAway(error) && patience === undefined ? LONGEST_AWAY : LONGEST_PAUSE;
  const grown = Math.min(1000 * 2 ** Math.min(message.attempts, 11), longest);
  const pause = wait ?? grown * (0.75 + Math.random() / 2);
  return { state: 'retry', at: deps.clock.now() + Math.round(pause), error };
}

/** `note`: what is kept of it; by default that the customer can't be reached at all. */
async function tellStaff(
  deps: Deps,
  message: Message,
  code: string,
  note?: typeof noteUndelivered,
): Promise<void> {
  const { dealId } = message;
  if (dealId === null) return;
  await handle(deps.store, async () => {
    const facts = await deps.store.caseByDeal(dealId);
    if (!facts || facts.contact?.address !== message.address) return refuse('nothing_to_do');
    const context = contextOf(deps, { type: 'system', id: null }, message.requestId);
    const changes = note ? note(facts, message, code, context) : noteUnreachable(facts, code, context);
    return { ok: true, changes, value: null };
  });
}
