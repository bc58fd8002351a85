import { createFakeTelegram } from '../../bot/channels/telegram/fake.ts';
import type { Message, NewMessage } from '../../domain/message.ts';
import { openStore } from '../../prisma/node.ts';
import { type Running, until } from '../support/process.ts';
import { messageRow } from '../support/rows.ts';
import { type Elsewhere, listenElsewhere } from './elsewhere.ts';

export interface KilledSender {
  readonly databaseUrl: string;
  readonly kills: number;
  start(environment: Record<string, string>): Promise<Running>;
  /** Lets the leases of a dead process run out, as half a minute does. */
  age(): Promise<void>;
}

export interface KilledSenderVerdict {
  readonly lost: number;
  /** Messages that were shown twice, and those of them that are not marked. */
  readonly repeats: number;
  readonly unmarked: number;
  readonly tooOften: number;
}

const CHATS = 8;
const PER_KILL = 16;

/** A real process is killed by the very message that it has just sent: after it was shown, before it is noted. */
export async function killSenders(run: KilledSender): Promise<KilledSenderVerdict> {
  const fake = createFakeTelegram();
  const shown = new Map<string, number>();
  let strike: (() => void) | null = null;
  const messenger = await listenElsewhere(async (request) => {
    const id = /m\d{5}/.exec(request.url.endsWith('/sendMessage') ? await request.clone().text() : '')?.[0];
    const response = await fake.app.fetch(request);
    if (!id || !response.ok) return response;
    shown.set(id, (shown.get(id) ?? 0) + 1);
    strike?.();
    return response;
  });
  for (let chat = 1; chat <= CHATS; chat++) {
    fake.person({ id: chat });
    fake.people.start(chat);
  }
  try {
    return await strikeAgainAndAgain(run, messenger, fake.token, shown, (next) => {
      strike = next;
    });
  } finally {
    fake.close();
    await messenger.close();
  }
}

async function strikeAgainAndAgain(
  run: KilledSender,
  { url }: Elsewhere,
  token: string,
  shown: ReadonlyMap<string, number>,
  onShown: (strike: (() => void) | null) => void,
): Promise<KilledSenderVerdict> {
  const environment = { TELEGRAM_API_ROOT: url, TELEGRAM_BOT_TOKEN: token, TELEGRAM_MODE: 'webhook' };
  const store = await openStore(run.databaseUrl);
  const all: NewMessage[] = [];
  try {
    for (let kill = 0; kill < run.kills; kill++) {
      const messages = Array.from({ length: PER_KILL }, (_, index) => messageOf(kill * PER_KILL + index));
      all.push(...messages);
      const victim = await run.start(environment);
      let left = 1 + (kill % 5);
      const dead = new Promise<void>((resolve) => {
        // Not a moment later: the answer is not on its way yet.
        onShown(() => {
          left--;
          if (left === 0) void victim.kill().then(resolve);
        });
      });
      await store.commit({ messages });
      await dead;
      onShown(null);
      await run.age();
    }
    const last = await run.start(environment);
    await until(
      'everything is sent',
      async () => (await store.queueDepths(Date.now())).outboxPending === 0,
      60_000,
    );
    await last.stop();
    const rows = await Promise.all(all.map(({ dedupeKey }) => store.messageByKey(dedupeKey)));
    return judge(
      rows.flatMap((row) => row ?? []),
      all.length,
      shown,
    );
  } finally {
    await store.close();
  }
}

function judge(
  rows: readonly Message[],
  count: number,
  shown: ReadonlyMap<string, number>,
): KilledSenderVerdict {
  const times = (id: string): number => shown.get(id) ?? 0;
  return {
    lost: count - rows.filter(({ id, state }) => state === 'sent' && times(id) > 0).length,
    repeats: rows.filter(({ id }) => times(id) > 1).length,
    unmarked: rows.filter(({ id, maybeRepeated }) => times(id) > 1 && !maybeRepeated).length,
    tooOften: rows.filter(({ id, attempts }) => times(id) > attempts).length,
  };
}

function messageOf(index: number): NewMessage {
  const id = `m${String(index).padStart(5, '0')}`;
  const screen = { text: id };
  const said = { kind: 'screen', data: { screen, edit: null }, dealId: null } as Partial<NewMessage>;
  return messageRow({ ...said, id, dedupeKey: id, address: String(1 + (index % CHATS)), notBefore: 0 });
}
