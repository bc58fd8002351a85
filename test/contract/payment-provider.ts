import { afterEach, beforeEach, describe } from 'vitest';
import { attemptsContract } from './payment-provider-attempts.ts';
import { booksContract } from './payment-provider-books.ts';
import { type ProviderDriver, Stand } from './payment-provider-driver.ts';
import { failuresContract } from './payment-provider-failures.ts';
import { holdsContract } from './payment-provider-holds.ts';
import { moneyBackContract } from './payment-provider-money-back.ts';
import { webhooksContract } from './payment-provider-webhooks.ts';

/** What every payment provider must do, whatever vendor is behind it. Each claim of `can` is put to the test. */
export function paymentProviderContract(name: string, make: () => Promise<ProviderDriver>): void {
  describe(`${name} as a payment provider`, () => {
    let stand: Stand;
    beforeEach(async () => {
      stand = new Stand(await make());
    });
    afterEach(() => stand.driver.close());
    attemptsContract(() => stand);
    holdsContract(() => stand);
    moneyBackContract(() => stand);
    webhooksContract(() => stand);
    failuresContract(() => stand);
    booksContract(() => stand);
  });
}
