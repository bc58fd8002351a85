import type { CheckLine, Doctor } from '../../domain/ports/doctor.ts';
import { watchClocks } from './clocks.ts';
import { checkDatabase } from './database.ts';
import { type DoctorDesk, fail } from './desk.ts';
import { checkMirrors } from './mirrors.ts';
import { checkOffers, checkReceipts } from './offers.ts';
import { checkPeople } from './people.ts';
import { askProviders, checkProviders } from './providers.ts';
import { rehearse } from './rehearsal.ts';
import { checkSite } from './site.ts';

/** What a doctor needs; vendors are opened over the `fetch` that it is given. */
export interface DoctorOptions
  extends Omit<DoctorDesk, 'fetch' | 'channels' | 'providers' | 'registers' | 'mirrors' | 'pay'> {
  readonly fetch: typeof fetch;
  open(over: typeof fetch): Pick<DoctorDesk, 'channels' | 'providers' | 'registers' | 'mirrors'>;
}

/** Looks at everything at once; what breaks a check is a line of it, and the others go on. */
export function createDoctor(options: DoctorOptions): Doctor {
  return { examine: ({ pay = false } = {}) => examine(options, pay) };
}

async function examine({ open, ...options }: DoctorOptions, pay: boolean): Promise<CheckLine[]> {
  const { host } = new URL(options.config.publicUrl);
  const clocks = watchClocks(options.fetch, options.clock.now, host);
  const desk: DoctorDesk = { ...options, ...open(clocks.fetch), fetch: clocks.fetch, pay };
  const asked = askProviders(desk);
  const lines = await Promise.all([
    guarded(checkSite(desk)),
    guarded(checkDatabase(desk)),
    guarded(checkPeople(desk)),
    guarded(asked.then((all) => checkProviders(desk, all))),
    guarded(checkOffers(desk)),
    guarded(asked.then((all) => checkReceipts(desk, all))),
    guarded(checkMirrors(desk)),
    guarded(asked.then((all) => rehearse(desk, all))),
  ]);
  return [...lines.flat(), ...clocks.lines()];
}

async function guarded(check: Promise<readonly CheckLine[]>): Promise<readonly CheckLine[]> {
  try {
    return await check;
  } catch (error) {
    return [fail('check-broke', { why: error instanceof Error ? error.message : String(error) })];
  }
}
