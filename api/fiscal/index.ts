import { atol } from './atol/index.ts';
import { withRest } from './patience.ts';
import type { RegisterModule } from './register-module.ts';

/** Every fiscal register there is: one line each, in the order in which they are preferred. */
const modules: readonly RegisterModule[] = [atol];

/** The same, each left alone for a while when it fails again and again. */
export const registers: readonly RegisterModule[] = modules.map((module) => ({
  ...module,
  open: (environment, deps) => {
    const register = module.open(environment, deps);
    return register && withRest(register, deps.now);
  },
}));
