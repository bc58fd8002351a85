import type { ChannelModule } from './channel-module.ts';
import { telegram } from './telegram/index.ts';
import { whatsapp } from './whatsapp/index.ts';

export type { ChannelModule, OpenChannel } from './channel-module.ts';

/** Every messenger there is: one line each, and nothing else in the tree names them. */
export const channels: readonly ChannelModule[] = [telegram, whatsapp];
