import type { Message, MessageBody, MessageData, MessageKind } from '../../domain/message.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import { approvalDecided, approvalWanted } from './approval.ts';
import { fromCustomer, fromStaff } from './conversation.ts';
import { counterQr } from './counter.ts';
import { dealCard } from './deal.ts';
import { staffDisputeDue, staffDisputed } from './dispute.ts';
import { evidence } from './evidence.ts';
import { personalData } from './forget.ts';
import * as hold from './hold.ts';
import { invoiceCancelled, invoiceExpired, invoiceIssued, invoiceReminder } from './invoice.ts';
import { orderOver, orderRefused } from './market-order.ts';
import { invoicePaid, invoicePartPaid, overpaid, paymentFailed, refundSent } from './payment.ts';
import { qrPng } from './qr.ts';
import { type Place, type Reader, reader } from './reader.ts';
import * as receipts from './receipt.ts';
import { staffLead } from './site-lead.ts';
import * as staff from './staff-money.ts';
import { refundByHand, statementReport } from './statement.ts';
import { staffUnmatched } from './unmatched.ts';
import * as watch from './watch.ts';

/** Draws one kind of message; `channel` is where it will be shown. */
type Screen<K extends MessageKind> = (
  r: Reader,
  data: MessageData[K],
  channel: string,
) => Outgoing | Promise<Outgoing>;

/** Every kind of message with its screen; the compiler finds one that has none. */
const SCREENS: { readonly [K in MessageKind]: Screen<K> } = {
  screen: (_, { screen }) => screen,
  invoice_issued: (r, invoice) => invoiceIssued(r, invoice, qrPng),
  invoice_paid: invoicePaid,
  invoice_part_paid: invoicePartPaid,
  invoice_reminder: invoiceReminder,
  invoice_cancelled: invoiceCancelled,
  invoice_expired: invoiceExpired,
  payment_failed: paymentFailed,
  money_held: hold.moneyHeld,
  hold_released: hold.holdReleased,
  overpaid,
  refund_sent: refundSent,
  receipt_ready: receipts.receiptReady,
  receipt_contact_wanted: receipts.receiptContactWanted,
  staff_receipt_failed: receipts.staffReceiptFailed,
  from_staff: fromStaff,
  counter_qr: counterQr,
  deal_card: dealCard,
  from_customer: fromCustomer,
  staff_lead: staffLead,
  staff_order_over: orderOver,
  staff_order_refused: orderRefused,
  // Its own channel writes it as JSON; no person reads it.
  outgoing_event: (_, { type }) => ({ text: type }),
  staff_invoice_paid: staff.staffInvoicePaid,
  staff_invoice_part_paid: staff.staffInvoicePartPaid,
  staff_payment_failed: staff.staffPaymentFailed,
  staff_money_held: hold.staffMoneyHeld,
  staff_hold_ending: hold.staffHoldEnding,
  staff_hold_failed: hold.staffHoldFailed,
  staff_hold_released: hold.staffHoldReleased,
  staff_overpaid: staff.staffOverpaid,
  staff_refund_sent: staff.staffRefundSent,
  staff_refund_failed: staff.staffRefundFailed,
  staff_disputed: staffDisputed,
  staff_dispute_due: staffDisputeDue,
  evidence,
  staff_mismatch: staff.staffMismatch,
  staff_unmatched: staffUnmatched,
  staff_unreachable: staff.staffUnreachable,
  books_differ: watch.booksDiffer,
  webhooks_silent: watch.webhooksSilent,
  mirror_refused: watch.mirrorRefused,
  staff_says_paid: staff.staffSaysPaid,
  staff_refund_by_hand: refundByHand,
  staff_statement: statementReport,
  staff_declined: staff.staffDeclined,
  staff_expired: staff.staffExpired,
  personal_data: personalData,
  approval_wanted: approvalWanted,
  approval_decided: approvalDecided,
};

/** Every kind of message that there is. */
export const MESSAGE_KINDS = Object.keys(SCREENS) as readonly MessageKind[];

/** A message of the outbox as its channel shows it, in the language and time zone of its reader. */
export async function renderMessage(message: Message, context: Omit<Place, 'locale'>): Promise<Outgoing> {
  return draw(reader({ ...context, locale: message.locale }), message, message.channel);
}

function draw<K extends MessageKind>(r: Reader, { kind, data }: MessageBody & { kind: K }, channel: string) {
  const screen = SCREENS[kind] as Screen<K>;
  return screen(r, data as MessageData[K], channel);
}
