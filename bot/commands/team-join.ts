import { join } from '../../domain/decisions/team.ts';
import { refusedTo } from '../screens/refusal.ts';
import * as screens from '../screens/team.ts';
import { type Reply, say, type Turn } from '../turn.ts';
import { hashToken } from './token-hash.ts';

/** Somebody opened an invitation to the team. */
export async function joinTeam(turn: Turn, token: string): Promise<Reply> {
  const { deps, incoming, context, locale } = turn;
  const { from, channel } = incoming;
  const tokenHash = await hashToken(token);
  const before = (await deps.store.staff()).find(
    (each) => each.channel === channel && each.address === from.address,
  );
  const joined = join(
    {
      invite: await deps.store.invite(tokenHash),
      channel,
      address: from.address,
      name: from.name ?? from.address,
      locale: before?.locale ?? locale,
      before: before ?? null,
    },
    context,
  );
  if (!joined.ok) return say(refusedTo(turn, joined));
  const { staff, changes } = joined.value;
  return say(screens.welcome({ ...turn, staff }), { changes, dialogue: null });
}
