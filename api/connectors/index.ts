import type { ConnectorModule } from './connector-module.ts';
import { ozon } from './ozon/index.ts';

/** Every marketplace there is: one line each. */
export const connectors: readonly ConnectorModule[] = [ozon];
