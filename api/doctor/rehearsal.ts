import { decimalsOf, money } from '../../domain/money.ts';
import { REHEARSAL } from '../../domain/notice.ts';
import type { CheckLine } from '../../domain/ports/doctor.ts';
import type { PaymentProvider, StartRequest } from '../../domain/ports/payment-provider.ts';
import type { Receipt } from '../../domain/receipt.ts';
import { type DoctorDesk, fail, ok, warn, whyOf } from './desk.ts';
import type { Asked } from './providers.ts';

/** Above the least sum of every vendor that tells one, in whole units of the currency. */
const UNITS = 10n;
const LIFE = 30 * 60_000;

/**
 * Makes a payment that nobody is given the address of, and voids it: keys, currency, receipts and the site's
 * address are proven as a customer would need them. Only where it can be voided before it is paid, and with
 * real keys only when that was asked for.
 */
export async function rehearse(desk: DoctorDesk, asked: readonly Asked[]): Promise<CheckLine[]> {
  const lines = await Promise.all(asked.map((each) => rehearseAt(desk, each)));
  return lines.flat();
}

async function rehearseAt(desk: DoctorDesk, { provider, report }: Asked): Promise<CheckLine[]> {
  const about = { provider: provider.id };
  const { cancel, can } = provider;
  const takes = can.currencies?.includes(desk.settings.currency) ?? true;
  // Where customers start nothing, there is nothing to rehearse.
  if (!report.ok || !takes || provider.readChat || can.kinds.length === 0) return [];
  const practice = desk.config.sandbox;
  if (!cancel || !can.cancel || can.cancelsUnpaid === false)
    return practice ? [] : [warn('pay-by-hand', about)];
  if (!report.value.test && !desk.pay && !practice) return [warn('pay-asks', about)];
  const request = requestFor(desk, provider);
  const made = await provider.start(request);
  if (!made.ok) return [fail('pay-failed', { ...about, why: whyOf(made) })];
  const { reference } = made.value;
  const voided = await cancel.call(provider, reference, `${request.idempotencyKey}:cancel`);
  if (voided.ok) return [ok('pay-ok', about)];
  return [fail('pay-left', { ...about, reference, why: whyOf(voided) })];
}

function requestFor({ config, settings, clock }: DoctorDesk, provider: PaymentProvider): StartRequest {
  const { currency, seller } = settings;
  const amount = money(UNITS * 10n ** BigInt(decimalsOf(currency)), currency);
  const id = `${REHEARSAL}${clock.newId()}`;
  const title = 'Check';
  const [kind = 'card'] = provider.can.kinds;
  return {
    paymentId: id,
    idempotencyKey: id,
    kind,
    amount,
    invoiceNumber: '0',
    dealId: 0,
    purpose: title,
    items: [{ title, quantity: 1000n, price: amount.minor, amount: amount.minor }],
    customer: { phone: null, email: seller.email, locale: config.locale },
    returnUrl: config.publicUrl,
    webhookUrl: `${config.publicUrl}/webhooks/payments/${provider.id}`,
    expiresAt: clock.now() + LIFE,
    receipt: receiptFor(settings, provider, amount.minor),
  };
}

/** A receipt goes along where the real one would; none is printed before somebody pays. */
function receiptFor(
  { seller, registers }: DoctorDesk['settings'],
  provider: PaymentProvider,
  amount: bigint,
): Receipt | null {
  const along = seller.receipts === 'law' && registers.own === null && provider.can.receipts;
  if (!along) return null;
  const { vat, subject, taxSystem, email } = seller;
  const item = { title: 'Check', quantity: 1000n, price: amount, amount, vat, subject } as const;
  return {
    type: 'payment',
    items: [{ ...item, mode: 'full_payment' }],
    taxSystem,
    customer: { phone: null, email },
  };
}
