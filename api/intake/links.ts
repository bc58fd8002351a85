import { CONTINUE_PREFIX } from '../../domain/continuation.ts';
import type { Deps } from '../context.ts';

/** A messenger that does not tell its address in this time is left out. */
const PATIENCE = 2_000;

/** Addresses that open a chat in each messenger, by its id. */
export type Links = Readonly<Record<string, string>>;

/**
 * Where somebody goes on in a chat.
 * @param token what makes the chat theirs, see `domain/continuation.ts`; null: it only opens.
 */
export async function chatLinks(
  { channels, settings }: Pick<Deps, 'channels' | 'settings'>,
  token: string | null,
): Promise<Links> {
  const word = token === null ? 'back' : CONTINUE_PREFIX + token;
  const systems = new Set((settings.tell ?? []).map(({ channel }) => channel));
  const messengers = [...channels.values()].filter(({ id }) => !systems.has(id));
  const links = await Promise.all(
    messengers.map(async (channel) => [channel.id, await soon(channel.link(word))] as const),
  );
  return Object.fromEntries(links.filter(([, link]) => link !== null)) as Links;
}

async function soon(asked: Promise<string>): Promise<string | null> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), PATIENCE);
  });
  return Promise.race([asked.catch(() => null), late]).finally(() => clearTimeout(timer));
}
