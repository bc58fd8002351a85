import type { CheckLine } from '../../domain/ports/doctor.ts';
import { type Check, type DoctorDesk, fail, ok, warn, whyOf } from './desk.ts';

/** Owners who can be told of money, and messengers that carry words. */
export const checkPeople: Check = async (desk) => {
  const owners = (await desk.store.staff()).filter(({ active, role }) => active && role === 'owner');
  const named = desk.config.owner ? [desk.config.owner] : [];
  const open = new Set(desk.channels.map(({ channel }) => channel.id));
  // Who is named by the environment is there from the first start on.
  const known = owners.length > 0 ? owners : named;
  const reachable = known.filter(({ channel }) => open.has(channel));
  const lines =
    known.length === 0
      ? [fail('owner-missing')]
      : reachable.length === 0
        ? [fail('owner-channel', { channel: known[0]?.channel ?? '' })]
        : [ok('owner-set', { count: known.length })];
  const channels = await Promise.all(
    desk.channels.map(({ channel, updates }) => checkChannel(desk, channel, updates, known)),
  );
  return [...lines, ...(desk.channels.length === 0 ? [fail('channel-none')] : []), ...channels.flat()];
};

async function checkChannel(
  { config }: DoctorDesk,
  channel: DoctorDesk['channels'][number]['channel'],
  updates: 'polling' | 'webhook',
  people: readonly { readonly channel: string; readonly address: string }[],
): Promise<CheckLine[]> {
  if (!channel.check) return [];
  const addresses = people.filter((each) => each.channel === channel.id).map(({ address }) => address);
  // The emulations of the playground call us on this machine, whatever is set.
  const hears = updates === 'webhook' && !config.sandbox;
  const url = hears ? `${config.publicUrl}/webhooks/${channel.id}` : null;
  const told = await channel.check(url, addresses);
  const about = { channel: channel.id };
  if (!told.ok) {
    const why = whyOf(told);
    return [
      told.category === 'auth'
        ? fail('channel-key', { ...about, why })
        : fail('channel-away', { ...about, why }),
    ];
  }
  const { name, webhook, unreachable, wordsMissing = [] } = told.value;
  return [
    ok('channel-ok', { ...about, name }),
    ...(webhook && webhook.set !== webhook.expected
      ? [fail('channel-webhook', { ...about, expected: webhook.expected, set: webhook.set ?? '—' })]
      : []),
    ...(webhook?.lastError ? [warn('channel-trouble', { ...about, why: webhook.lastError })] : []),
    ...(wordsMissing.length > 0 ? [warn('channel-words', { ...about, words: wordsMissing.join(', ') })] : []),
    ...unreachable.map((address) => fail('owner-unreachable', { ...about, name, address: ending(address) })),
  ];
}

/** Enough to know oneself by, and no more. */
function ending(address: string): string {
  return `…${address.slice(-3)}`;
}
