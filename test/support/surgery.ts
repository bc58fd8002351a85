import { createDoctor, type DoctorOptions } from '../../api/doctor/index.ts';
import type { AccountReport, BotReport } from '../../domain/ports/account.ts';
import type { CheckLine } from '../../domain/ports/doctor.ts';
import type { FiscalRegister } from '../../domain/ports/fiscal-register.ts';
import type { Mirror } from '../../domain/ports/mirror.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import type { Store } from '../../domain/ports/store.ts';
import { done, type Outcome } from '../../domain/result.ts';
import type { Desk } from './desk.ts';
import { NOON, SETTINGS } from './world.ts';

const URL_OF = 'https://till.example.com';
/** Where the bank has to send its webhooks. */
export const HOOK = `${URL_OF}/webhooks/payments/sandbox`;

/** What is not as it should be. Everything that is not given is well. */
export interface Planted extends Partial<Pick<DoctorOptions, 'config' | 'settings' | 'freeBytes'>> {
  /** What the bank says of our account. */
  readonly account?: Outcome<AccountReport>;
  /** What the messenger says of our bot. */
  readonly bot?: Outcome<BotReport>;
  /** What answers at our own address. */
  readonly site?: () => Promise<Response>;
  readonly provider?: Partial<Record<keyof PaymentProvider, unknown>>;
  readonly registers?: readonly FiscalRegister[];
  readonly mirrors?: readonly Mirror[];
  readonly store?: Partial<Store>;
  /** How far the bank's clock is from ours, milliseconds. */
  readonly skew?: number;
}

export function account(over: Partial<AccountReport> = {}): Outcome<AccountReport> {
  return done({ test: false, receipts: true, webhooks: [{ expected: HOOK, set: HOOK }], ...over });
}

export function bot(over: Partial<BotReport> = {}): Outcome<BotReport> {
  return done({ name: '@till_bot', webhook: null, unreachable: [], ...over });
}

/** Examines a desk in which something was planted. */
export function examine(desk: Desk, planted: Planted = {}, pay = false): Promise<readonly CheckLine[]> {
  const { deps, bank } = desk;
  const [telegram] = deps.channels.values();
  const {
    skew = 0,
    site = async () => Response.json({ status: 'ok' }),
    registers = [],
    mirrors = [],
  } = planted;
  const date = new Date(NOON + skew).toUTCString();
  const own = { ...bank.provider, ...planted.provider } as PaymentProvider;
  const open: DoctorOptions['open'] = (send) => {
    const check = async () => {
      await send('https://api.bank.example/me');
      return planted.account ?? account();
    };
    const channel = { ...telegram!, check: async () => planted.bot ?? bot() };
    return {
      channels: [{ channel, updates: 'webhook' }],
      providers: ['check' in (planted.provider ?? {}) ? own : { ...own, check }],
      registers,
      mirrors,
    };
  };
  const takers = [{ id: 'sandbox', kinds: ['sbp', 'card'] as const, hold: false }];
  return createDoctor({
    config: planted.config ?? deps.config,
    settings: planted.settings ?? { ...SETTINGS, takers },
    store: Object.assign(Object.create(deps.store) as Store, planted.store),
    clock: deps.clock,
    fetch: async (input) =>
      String(input).startsWith(URL_OF) ? site() : new Response('', { headers: { date } }),
    freeBytes: planted.freeBytes ?? null,
    open,
  }).examine({ pay });
}

/** Codes of the lines of a level, or of all. */
export function codesOf(lines: readonly CheckLine[], level?: CheckLine['level']): string[] {
  return lines.filter((each) => !level || each.level === level).map(({ code }) => code);
}
