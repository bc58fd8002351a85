import type { FiscalRegister } from '../../domain/ports/fiscal-register.ts';
import type { CallOptions } from '../../domain/ports/payment-provider.ts';
import type { Failure, Outcome } from '../../domain/result.ts';

/** So many failures in a row, and the register is left alone for a while, milliseconds. */
const REST_AFTER = 5;
const REST_FOR = 30_000;

/**
 * The same register, which is not asked for 30 seconds after it failed five times in a row: a cloud that is
 * down must not hold up the jobs by one timeout a receipt. Nothing is repeated here: whoever keeps the receipts
 * asks again, and nobody waits at a screen for that.
 */
export function withRest(register: FiscalRegister, now: () => number): FiscalRegister {
  let failures = 0;
  let restsUntil = 0;
  const call = async <T>(ask: () => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    if (restsUntil > now()) return resting(restsUntil - now());
    const outcome = await ask();
    failures = isSick(outcome) ? failures + 1 : 0;
    // The first call after a rest finds the count as it was: one more failure, and it rests again.
    if (failures >= REST_AFTER) restsUntil = now() + REST_FOR;
    return outcome;
  };
  return {
    ...register,
    register: (request, options?: CallOptions) => call(() => register.register(request, options)),
    look: (reference, options?: CallOptions) => call(() => register.look(reference, options)),
  };
}

/** What was refused for itself says nothing against the register. */
function isSick(outcome: Outcome<unknown>): boolean {
  return !outcome.ok && ['unavailable', 'unknown', 'unreachable'].includes(outcome.category);
}

function resting(retryAfterMs: number): Failure {
  const message = 'the register failed again and again and is left alone for a while';
  return { ok: false, category: 'unavailable', retryable: true, retryAfterMs, code: 'resting', message };
}
