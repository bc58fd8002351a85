import { type Payee, payeeOf, transferPayload } from '../../../domain/bank-order.ts';
import type { Started, StartRequest } from '../../../domain/ports/payment-provider.ts';
import { withNumber } from '../../../domain/purpose.ts';

/**
 * The transfer as the customer needs it: the page with the requisites, and the QR for a bank's application. It
 * stays open as long as the invoice does: banks take a day or two.
 */
export function toStarted(request: StartRequest, own: Payee): Started {
  const payee = (request.seller && payeeOf(request.seller)) ?? own;
  return {
    reference: request.paymentId,
    url: detailsUrl(request.returnUrl),
    qr: transferPayload(payee, request.amount.minor, withNumber(request.purpose, request.invoiceNumber)),
    expiresAt: null,
  };
}

/** `…/pay/<token>?back=1` leads back to the pay page; the requisites are on a page below it. */
function detailsUrl(returnUrl: string): string {
  const url = new URL(returnUrl);
  url.search = '';
  url.pathname = `${url.pathname.replace(/\/$/, '')}/transfer/details`;
  return url.href;
}
