import type { AccountReport } from '../../domain/ports/account.ts';
import type { CheckLine } from '../../domain/ports/doctor.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import type { Outcome } from '../../domain/result.ts';
import { hearsWebhooks, webhookSource } from '../heard.ts';
import { type DoctorDesk, fail, ok, vendors, warn, whyOf } from './desk.ts';

/** One provider's account, as it tells of it. */
export interface Asked {
  readonly provider: PaymentProvider;
  readonly report: Outcome<AccountReport>;
}

const UNTOLD: AccountReport = { test: null, receipts: null, webhooks: null };

/** Asks every vendor about our account there. One that has no call for it is asked about a payment that is not there. */
export function askProviders(desk: DoctorDesk): Promise<Asked[]> {
  return Promise.all(
    vendors(desk).map(async (provider) => ({ provider, report: await report(desk, provider) })),
  );
}

async function report(desk: DoctorDesk, provider: PaymentProvider): Promise<Outcome<AccountReport>> {
  if (provider.check) return provider.check(webhookUrl(desk, provider));
  const key = { reference: null, paymentId: 'till-check', idempotencyKey: 'till-check' };
  const looked = await provider.look(key);
  return looked.ok || looked.category === 'not_found' ? { ok: true, value: UNTOLD } : looked;
}

function webhookUrl({ config }: DoctorDesk, { id }: PaymentProvider): string {
  return `${config.publicUrl}/webhooks/payments/${id}`;
}

/** Keys, whether they are of a test shop, and where notices go. */
export async function checkProviders(desk: DoctorDesk, asked: readonly Asked[]): Promise<CheckLine[]> {
  if (asked.length === 0) return [fail('provider-none')];
  return (await Promise.all(asked.map((each) => checkProvider(desk, each)))).flat();
}

async function checkProvider(desk: DoctorDesk, { provider, report }: Asked): Promise<CheckLine[]> {
  const about = { provider: provider.id };
  if (!report.ok) {
    const why = whyOf(report);
    const ours = report.category === 'auth' || report.category === 'refused' || report.category === 'invalid';
    return [ours ? fail('provider-key', { ...about, why }) : fail('provider-away', { ...about, why })];
  }
  const { test } = report.value;
  return [
    ok('provider-ok', about),
    ...(test && !desk.config.sandbox ? [warn('provider-test', about)] : []),
    ...(await checkWebhooks(desk, provider, report.value)),
  ];
}

async function checkWebhooks(
  desk: DoctorDesk,
  provider: PaymentProvider,
  { webhooks }: AccountReport,
): Promise<CheckLine[]> {
  // The emulations call us on this machine; a messenger tells of its own payments in the chat.
  if (desk.config.sandbox || provider.readChat || provider.can.asked) return [];
  const about = { provider: provider.id, url: webhookUrl(desk, provider) };
  if (!hearsWebhooks(desk.config.publicUrl)) return [warn('webhook-none', about)];
  const heard = await desk.store.lastHeard(webhookSource(provider.id));
  const wrong = webhooks?.filter(({ expected, set }) => set !== expected) ?? [];
  if (wrong.length > 0)
    return wrong.map(({ expected, set }) =>
      fail('webhook-wrong', { ...about, url: expected, set: set ?? '—' }),
    );
  if (heard !== null) return [ok('webhook-heard', { ...about, at: heard })];
  return webhooks === null ? [warn('webhook-by-hand', about)] : [ok('webhook-set', about)];
}
