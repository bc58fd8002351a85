import type { Channel } from '../../domain/ports/channel.ts';
import type { CheckLevel, CheckLine } from '../../domain/ports/doctor.ts';
import type { FiscalRegister } from '../../domain/ports/fiscal-register.ts';
import type { Mirror } from '../../domain/ports/mirror.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import type { Failure } from '../../domain/result.ts';
import type { Deps } from '../context.ts';

/** What the checks look at. Vendors are opened anew for it, so that no rest after failures hides anything. */
export interface DoctorDesk extends Pick<Deps, 'config' | 'settings' | 'store' | 'clock'> {
  /** Calls of the checks themselves, and of all vendors: notes what time the other side has. */
  readonly fetch: typeof fetch;
  /** Channels with the way in which their updates come. */
  readonly channels: readonly { readonly channel: Channel; readonly updates: 'polling' | 'webhook' }[];
  readonly providers: readonly PaymentProvider[];
  readonly registers: readonly FiscalRegister[];
  /** Other CRMs that keep a copy of deals. */
  readonly mirrors: readonly Mirror[];
  /** Free bytes where the database lies; null where that is nobody's business. */
  readonly freeBytes: (() => Promise<number | null>) | null;
  /** A test payment is made with real keys, too. */
  readonly pay: boolean;
}

/** One thing that is looked at. Never throws for what it looks at. */
export type Check = (desk: DoctorDesk) => Promise<readonly CheckLine[]>;

function line(level: CheckLevel, code: string, args: CheckLine['args'] = {}): CheckLine {
  return { level, code, args };
}

export const ok = (code: string, args?: CheckLine['args']): CheckLine => line('ok', code, args);
export const warn = (code: string, args?: CheckLine['args']): CheckLine => line('warn', code, args);
export const fail = (code: string, args?: CheckLine['args']): CheckLine => line('fail', code, args);

/** The vendor's code and words, which hold no secrets. */
export function whyOf({ code, message }: Failure): string {
  return `${code}: ${message}`;
}

/** Providers with a vendor behind them. */
export function vendors({ providers }: Pick<DoctorDesk, 'providers'>): PaymentProvider[] {
  return providers.filter(({ can }) => !can.offline);
}
