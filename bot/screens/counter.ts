import type { MessageData } from '../../domain/message.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import { itemLines } from './invoice.ts';
import { qrPng } from './qr.ts';
import { blocks, buttonRows, type Reader } from './reader.ts';

/** The QR on a seller's own screen; the same message says so when it is paid or closed. */
export async function counterQr(r: Reader, sale: MessageData['counter_qr']): Promise<Outgoing> {
  const { number, dealId, total, items, payToken, state } = sale;
  const link = r.payUrl(payToken);
  const photo = { bytes: await qrPng(link), name: `qr-${number}.png` };
  const deal = r.button('deal', [dealId], 'button-open-deal');
  if (state === 'closed') return { text: r.say('counter-closed', { number }), photo, buttons: [[deal]] };
  if (state === 'paid') {
    const text = blocks(r.say('counter-paid', { total }), itemLines(r, items), r.say('counter-paid-hint'));
    return { text, photo, buttons: [[deal]] };
  }
  const text = blocks(r.say('counter-open', { total }), itemLines(r, items), r.say('counter-link', { link }));
  return { text, photo, buttons: buttonRows([deal], [r.button('can', [number], 'button-cancel-invoice')]) };
}
