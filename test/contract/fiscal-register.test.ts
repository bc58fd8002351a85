import { kopecks } from '../../api/fiscal/atol/fake/validate.ts';
import { PASSWORD, requestOf, SETTINGS, startAtol } from '../support/atol.ts';
import { fiscalRegisterContract } from './fiscal-register.ts';
import type { RegisterDriver } from './fiscal-register-driver.ts';

const WAITS = 10_000;
const NAMES = ['cash', 'electronic', 'prepaid'] as const;

function atolDriver(environment: Readonly<Record<string, string>>): RegisterDriver {
  const stand = startAtol({ readyAfterMs: WAITS });
  const { fake } = stand;
  return {
    register: stand.open(environment),
    stranger: stand.stranger,
    secrets: [PASSWORD, 'another-password', SETTINGS.ATOL_LOGIN],
    request: requestOf,
    taken: () =>
      fake.register.all().map(({ operation, body }) => ({
        type: operation === 'sell_refund' ? 'refund' : 'payment',
        amount: body.items.reduce((all, { sum }) => all + (kopecks(sum) ?? 0n), 0n),
        settled: Object.fromEntries(body.payments.map(({ type, sum }) => [NAMES[type], kopecks(sum)])),
      })),
    failNext: () => fake.register.failNext({ code: -3914, text: 'Авария ФН', type: 'driver' }),
    run: () => stand.pass(WAITS),
    fail: (call, fault, times) => fake.fail(call === 'look' ? 'report' : 'register', fault, times),
    callbacks: stand.webhooks,
    close: stand.close,
  };
}

fiscalRegisterContract('atol v5', () => atolDriver({}));
fiscalRegisterContract('atol v4', () => atolDriver({ ATOL_VERSION: 'v4' }));
