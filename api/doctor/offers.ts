import type { CheckLine } from '../../domain/ports/doctor.ts';
import { type DoctorDesk, fail, ok, warn } from './desk.ts';
import type { Asked } from './providers.ts';

/** Somebody takes the till's currency, by every kind of payment that a funnel offers. */
export async function checkOffers({ settings, store }: DoctorDesk): Promise<CheckLine[]> {
  const { currency, kinds, takers, funnel } = settings;
  const takes = (kind: string): boolean => takers.some((each) => each.kinds.some((own) => own === kind));
  const kept = await store.policy(funnel);
  const choices = kept?.choices ?? settings.policies[funnel] ?? null;
  const offered = [...(choices?.people ?? []), ...(choices?.companies ?? [])].map(({ kind }) => kind);
  const missing = [...new Set(offered)].filter((kind) => !takes(kind));
  const online = kinds.filter((kind) => kind !== 'cash');
  return [
    online.length > 0 ? ok('kinds-offered', { currency, kinds: online }) : fail('kinds-none', { currency }),
    ...missing.map((kind) => warn('kind-untaken', { currency, kind })),
  ];
}

/** Who sells, and who makes the receipts that the law wants (54-FZ). */
export async function checkReceipts(desk: DoctorDesk, asked: readonly Asked[]): Promise<CheckLine[]> {
  const { seller, registers, currency } = desk.settings;
  if (seller.receipts === 'none') return currency === 'RUB' ? [warn('receipts-off')] : [];
  const missing = [
    ...(seller.inn ? [] : ['SELLER_INN']),
    ...(seller.taxSystem ? [] : ['TAX_SYSTEM']),
    ...(seller.email ? [] : ['SELLER_EMAIL']),
  ];
  const lines = missing.map((variable) => fail('receipts-seller', { variable }));
  return [...lines, ...(registers.own === null ? byProviders(asked) : await byRegister(desk, registers.own))];
}

function byProviders(asked: readonly Asked[]): CheckLine[] {
  return asked
    .filter(({ provider }) => !provider.can.kinds.includes('stars'))
    .map(({ provider, report }) => {
      const about = { provider: provider.id };
      if (!provider.can.receipts) return fail('receipts-nobody', about);
      return report.ok && report.value.receipts === false
        ? fail('receipts-switched-off', about)
        : ok('receipts-provider', about);
    });
}

/** A receipt that nobody has made is asked about: that proves login, password and group. */
async function byRegister({ registers }: DoctorDesk, id: string): Promise<CheckLine[]> {
  const register = registers.find((each) => each.id === id);
  if (!register) return [fail('receipts-register-none', { register: id })];
  const looked = await register.look('00000000-0000-4000-8000-000000000000');
  if (looked.ok || looked.category === 'not_found') return [ok('receipts-register', { register: id })];
  return [fail('receipts-register-key', { register: id, why: `${looked.code}: ${looked.message}` })];
}
