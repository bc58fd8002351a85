import { createFakeTelegram, type FakeTelegram } from '../../bot/channels/telegram/fake.ts';
import { SECRET_HEADER } from '../../bot/channels/telegram/webhook.ts';
import type { TimedTill } from './timed-till.ts';

type Update = ReturnType<FakeTelegram['updates']>[number];

const SECRET = 'secret-of-the-updates';

/** People's phones, and their updates in the test's own hands: to be sent when, how often and in what order it likes. */
export interface Phones {
  readonly fake: FakeTelegram;
  /** Settings with which a till reaches it. At an address of this machine, so that nothing is paced in real time. */
  readonly environment: Readonly<Record<string, string>>;
  readonly host: string;
  /** What people have done since it was asked for last. */
  news(): readonly Update[];
  /** Hands an update to a till as the messenger does; gives the status of its answer. */
  send(till: TimedTill, update: Update): Promise<number>;
}

/** `rateLimits`: one message a second in a chat and 30 in all, short bursts allowed, as the messenger has it. */
export function phones(now: () => number, { rateLimits = false } = {}): Phones {
  const fake = createFakeTelegram({ now, rateLimits });
  let after = 0;
  return {
    fake,
    host: 'localhost',
    environment: {
      TELEGRAM_BOT_TOKEN: fake.token,
      TELEGRAM_API_ROOT: 'http://localhost',
      TELEGRAM_MODE: 'webhook',
      TELEGRAM_WEBHOOK_SECRET: SECRET,
    },
    news: () => {
      const fresh = fake.updates().filter(({ update_id }) => update_id > after);
      after = fresh.at(-1)?.update_id ?? after;
      return fresh;
    },
    send: async (till, update) => {
      const headers = { 'content-type': 'application/json', [SECRET_HEADER]: SECRET };
      const body = JSON.stringify(update);
      const response = await till.app.request('/webhooks/telegram', { method: 'POST', headers, body });
      await response.arrayBuffer();
      return response.status;
    },
  };
}
