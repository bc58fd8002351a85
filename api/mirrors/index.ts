import { amocrm } from './amocrm/index.ts';
import type { MirrorModule } from './mirror-module.ts';

/** Every CRM that can keep a copy of our deals: one line each. */
export const mirrors: readonly MirrorModule[] = [amocrm];
