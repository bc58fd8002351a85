import type { EvidenceView } from '../../domain/evidence-view.ts';
import { format, fromJson, type MoneyJson } from '../../domain/money.ts';
import type { Reader } from './reader.ts';

/** Facts of the timeline that have words: `evidence-event-<type>`. Others are told by their own names. */
export const EVIDENCE_EVENTS = [
  'deal_opened',
  'deal_taken',
  'deal_lost',
  'customer_wrote',
  'staff_wrote',
  'customer_says_paid',
  'customer_declined',
  'customer_unreachable',
  'customer_reachable',
  'customer_joined',
  'message_delivered',
  'message_read',
  'message_failed',
  'message_undelivered',
  'invoice_issued',
  'invoice_asked',
  'invoice_cancelled',
  'invoice_expired',
  'reminder_asked',
  'reminder_sent',
  'reminder_postponed',
  'payment_asked',
  'payment_opened',
  'payment_not_opened',
  'payment_pending',
  'payment_authorized',
  'payment_held',
  'payment_succeeded',
  'payment_failed',
  'payment_expired',
  'payment_cancelled',
  'capture_asked',
  'capture_failed',
  'release_asked',
  'credit_applied',
  'money_entered',
  'money_returned',
  'handed_over',
  'refund_asked',
  'refund_succeeded',
  'refund_failed',
  'receipt_registered',
  'receipt_failed',
  'receipt_retried',
  'receipt_kept',
  'receipt_contact_given',
  'approval_asked',
  'approval_given',
  'approval_declined',
  'dispute_open',
  'dispute_won',
  'dispute_lost',
  'stage_changed',
  'evidence_made',
] as const;

const KNOWN: ReadonlySet<string> = new Set(EVIDENCE_EVENTS);

/** What happened, with the number, the sum and the reason as far as they were written down. */
export function eventWords(r: Reader, { type, data }: EvidenceView['timeline'][number]): string {
  const what = KNOWN.has(type) ? r.label(`evidence-event-${type}`) : type;
  const { number, amount, reason, from, to } = data as Readonly<Record<string, unknown>>;
  const details = [
    typeof number === 'string' && number !== '' ? r.label('evidence-number', { number }) : null,
    isMoney(amount) ? format(fromJson(amount), r.locale) : null,
    typeof reason === 'string' && reason !== '' ? reason : null,
    type === 'stage_changed' ? `${stage(r, from)} → ${stage(r, to)}` : null,
  ];
  const told = details.filter((each) => each !== null);
  return told.length === 0 ? what : `${what}: ${told.join(', ')}`;
}

function stage(r: Reader, name: unknown): string {
  return r.label(`stage-${String(name)}`);
}

function isMoney(value: unknown): value is MoneyJson {
  return typeof value === 'object' && value !== null && 'minor' in value && 'currency' in value;
}

/** Somebody's words as they were written, or what the till told. */
export function lineWords(r: Reader, line: EvidenceView['conversation'][number]): string {
  if (line.kind !== null) {
    const number = line.number === null ? '' : `: ${r.label('evidence-number', { number: line.number })}`;
    const amount = line.amount === null ? '' : `, ${format(fromJson(line.amount), r.locale)}`;
    return `${r.label(`evidence-told-${line.kind}`)}${number}${amount}`;
  }
  const media = line.media === null ? null : `[${r.label(`media-${line.media}`)}]`;
  return [line.text, media].filter(Boolean).join(' ');
}
