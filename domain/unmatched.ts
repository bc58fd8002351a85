import type { InboxEntry } from './changes.ts';
import type { FoundCharge } from './decisions/attach-charge.ts';
import type { Actor, HistoryEvent } from './history.ts';
import type { UnmatchedView } from './message.ts';
import type { MoneyJson } from './money.ts';
import { noticeFromJson, unmatchedView } from './notice.ts';
import type { PaymentKind } from './payment.ts';
import type { Notice } from './ports/payment-provider.ts';
import type { Context } from './settings.ts';

/** A row of the inbox that waits for somebody to say what it is for. */
export interface Unmatched {
  readonly entry: InboxEntry;
  readonly notice: Notice;
  readonly view: UnmatchedView;
}

/** Reads a row; null for what is settled, or moved no money. */
export function readUnmatched(entry: InboxEntry): Unmatched | null {
  if (entry.state !== 'unmatched' || entry.body === null) return null;
  const notice = noticeFromJson(entry.body);
  const view = unmatchedView(entry, notice);
  return view && { entry, notice, view };
}

/** What a row brought, ready to be booked; null when it is no payment. @param kind as far as it is known. */
export function foundCharge({ entry, notice }: Unmatched, kind: PaymentKind): FoundCharge | null {
  if (notice.type !== 'payment' || notice.state !== 'succeeded') return null;
  const { reference, paymentId, chargeId, amount, fee, at } = notice;
  return {
    provider: entry.source,
    kind,
    reference: reference || null,
    attempt: paymentId,
    chargeId: chargeId ?? reference,
    amount,
    fee,
    at,
  };
}

/**
 * A short name of a row, for buttons and its own timeline: when it came and 128 bits of SHA-256 over its key.
 * Keys are as long as vendors make them, and a button holds 64 bytes; this is at most 32.
 */
export async function codeOf({
  source,
  key,
  receivedAt,
}: Pick<InboxEntry, 'source' | 'key' | 'receivedAt'>): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${source}\n${key}`));
  const letters = btoa(String.fromCharCode(...new Uint8Array(digest).subarray(0, 16)));
  const safe = letters.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${receivedAt.toString(36)}.${safe}`;
}

/** When a row came, by its code; null for what is no code. */
export function cameAt(code: string): number | null {
  const when = /^([0-9a-z]{1,9})\.[\w-]{22}$/.exec(code)?.[1];
  return when ? Number.parseInt(when, 36) : null;
}

/** The timeline of a row: what became of it stays known when its text is forgotten. */
export function inboxStream(code: string): string {
  return `inbox:${code}`;
}

/** What somebody did with a row. `seen`: a person has noted it, nothing was booked. */
export type Fate = 'attached' | 'kept' | 'returned' | 'matched' | 'seen';

export interface FateData {
  readonly dealId: number | null;
  /** Number of the invoice that took it. */
  readonly number: string | null;
}

/** The line of a row's timeline that says what became of it, and of how much. */
export function fateEvent(
  code: string,
  fate: Fate,
  { source, key, dealId, number }: FateData & Pick<InboxEntry, 'source' | 'key'>,
  amount: MoneyJson,
  context: Context,
): HistoryEvent {
  return {
    stream: inboxStream(code),
    type: `money_${fate}`,
    actor: context.actor,
    data: { source, key, dealId, number, amount },
    at: context.now,
    requestId: context.requestId,
  };
}

/** What became of a row, by its timeline; null when nothing has yet. */
export function fateOf(
  history: readonly HistoryEvent[],
): (FateData & { readonly fate: Fate; readonly actor: Actor }) | null {
  const last = history.at(-1);
  if (!last) return null;
  const { dealId = null, number = null } = last.data as Partial<FateData>;
  return { fate: last.type.replace(/^money_/, '') as Fate, actor: last.actor, dealId, number };
}

/** Most numbers that are looked up for one row: a purpose line names a contract, a day and an INN as well. */
const MOST_NUMBERS = 6;

/**
 * Numbers in what came along with money that may be an invoice's: those after a word for one (`счёт № 12`,
 * `invoice 12`, `#12`), else other short ones. Sums, shares, days and codes are none; a reference is one only
 * when it is nothing else.
 */
export function numbersNamed({ purpose, reference }: Pick<UnmatchedView, 'purpose' | 'reference'>): string[] {
  const text = /^\d{1,9}$/.test(reference) ? `${purpose ?? ''} №${reference}` : (purpose ?? '');
  const named = [
    ...text.matchAll(/(?:сч[её]т\p{L}*|сч\.|invoice|inv\.?|№|#|\bno\.?)[\s№#:.-]*(\d{1,9})(?!\d)/giu),
  ];
  const loose = [...text.matchAll(/(?<![\p{L}\d_.,/-])(\d{1,6})(?![\p{L}\d_%]|[.,/-]\d|-\p{L}|\s*%)/gu)];
  const found = (named.length > 0 ? named : loose).map(([, digits = '']) => digits.replace(/^0+(?=\d)/, ''));
  return [...new Set(found)].filter((number) => number !== '0').slice(0, MOST_NUMBERS);
}
