import type { FiscalRegister } from '../../../domain/ports/fiscal-register.ts';
import type { RegisterDeps, RegisterModule } from '../register-module.ts';
import { createClient } from './client.ts';
import { type AtolConfig, atolEnv } from './config.ts';
import { toRegistered, toState } from './convert.ts';
import { openFake } from './fake.ts';
import { operationOf, requestProblem, toBody } from './receipt.ts';
import { readWebhook } from './webhook.ts';

/** ATOL Online, and whoever offers the same protocol, behind the port. */
export function createAtol(config: AtolConfig, deps: RegisterDeps): FiscalRegister {
  const call = createClient(config, deps);
  return {
    id: 'atol',
    currencies: ['RUB'],
    register: async (request, options) => {
      const wrong = requestProblem(request);
      if (wrong) return wrong;
      const answer = await call({
        method: 'POST',
        path: `/${operationOf(request)}`,
        body: toBody(request, config, deps.publicUrl),
        signal: options?.signal,
      });
      return answer.ok ? toRegistered(answer.value) : answer;
    },
    look: async (reference, options) => {
      const path = `/report/${encodeURIComponent(reference)}`;
      const answer = await call({ method: 'GET', path, signal: options?.signal });
      return answer.ok ? toState(reference, answer.value) : answer;
    },
    readWebhook,
  };
}

export const atol: RegisterModule = {
  id: 'atol',
  mount: 'register',
  open: (environment, deps) => {
    const config = atolEnv.parse(environment);
    return config ? createAtol(config, deps) : null;
  },
  fake: openFake,
};
