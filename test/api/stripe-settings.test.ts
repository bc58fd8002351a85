import { describe, expect, test } from 'vitest';
import { ZodError } from 'zod';
import { stripe } from '../../api/payments/stripe/index.ts';
import { SECRET_KEY } from '../support/stripe.ts';

describe('settings', () => {
  const deps = { fetch, now: Date.now, timeoutMs: 100 };
  const issues = (environment: Record<string, string>) => {
    try {
      stripe.open(environment, deps);
      return [];
    } catch (error) {
      return error instanceof ZodError ? error.issues.map(({ path }) => path.join('.')) : [String(error)];
    }
  };
  const good = { STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_WEBHOOK_SECRET: 'whsec_1, whsec_2' };

  test('without any it is off, and empty ones are none', () => {
    expect(stripe.open({}, deps)).toBeNull();
    expect(stripe.open({ STRIPE_SECRET_KEY: '', STRIPE_WEBHOOK_SECRET: ' ' }, deps)).toBeNull();
    expect(stripe.open(good, deps)?.id).toBe('stripe');
  });

  test('half of them is an issue under the name of the missing one', () => {
    expect(issues({ STRIPE_SECRET_KEY: SECRET_KEY })).toEqual(['STRIPE_WEBHOOK_SECRET']);
    expect(issues({ STRIPE_WEBHOOK_SECRET: 'whsec_1' })).toEqual(['STRIPE_SECRET_KEY']);
    expect(issues({ STRIPE_API_ROOT: 'https://a.example' })).toEqual([
      'STRIPE_SECRET_KEY',
      'STRIPE_WEBHOOK_SECRET',
    ]);
    expect(issues({ ...good, STRIPE_API_ROOT: 'ftp://a.example' })).toEqual(['STRIPE_API_ROOT']);
    expect(issues({ ...good, STRIPE_SECRET_KEY: 'sk test' })).toEqual(['STRIPE_SECRET_KEY']);
  });
});
