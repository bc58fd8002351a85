import { firstOwner } from '../domain/decisions/team.ts';
import { handle } from '../domain/handle.ts';
import { contextOf, type Deps } from './context.ts';
import type { Till } from './deps.ts';
import { COMMAND_MENU } from './menu.ts';
import { pollAsHolder } from './polling.ts';

/** Makes sure that the first owner named by the environment is there; a known one is left as they are. */
export async function ensureOwner(deps: Deps): Promise<void> {
  const { owner, locale } = deps.config;
  if (!owner) return;
  await handle(deps.store, async () => {
    const known = (await deps.store.staff()).some(
      (each) => each.channel === owner.channel && each.address === owner.address,
    );
    const context = contextOf(deps, { type: 'system', id: null }, deps.clock.newId());
    const name = deps.texts.plain(locale, 'role-owner');
    return { ok: true, changes: known ? null : firstOwner({ ...owner, name, locale }, context), value: null };
  });
}

/** Starts taking updates from each messenger, by polling or by its webhook. Polling ends with `signal`. */
export function listen(till: Till, signal: AbortSignal): Promise<void>[] {
  return till.channels.map(async ({ channel, updates }) => {
    const { deps } = till;
    if (updates === 'polling' && channel.poll) {
      await pollAsHolder(deps, channel, signal);
    } else if (channel.setWebhook) {
      const set = await channel.setWebhook(`${deps.config.publicUrl}/webhooks/${channel.id}`);
      if (!set.ok)
        deps.log.error(
          { channel: channel.id, code: set.code, error: set.message },
          'the webhook could not be set',
        );
    }
  });
}

/** Shows the commands in each messenger's menu: customers' to everyone, staff's in their own chats. */
export async function showMenus(till: Till): Promise<void> {
  const { deps } = till;
  const words = (locale: string, names: readonly string[]) =>
    names.map((name) => ({ name, description: deps.texts.plain(locale, `menu-${name}`) }));
  for (const { channel } of till.channels) {
    if (!channel.setMenu) continue;
    await channel.setMenu(words(deps.config.locale, COMMAND_MENU.customer), null, null);
    for (const locale of deps.texts.locales)
      await channel.setMenu(words(locale, COMMAND_MENU.customer), locale, null);
    for (const member of await deps.store.staff()) {
      if (!member.active || member.channel !== channel.id) continue;
      await channel.setMenu(words(member.locale, COMMAND_MENU.staff), null, member.address);
    }
  }
}
