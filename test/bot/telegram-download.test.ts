import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTelegram } from '../../bot/channels/telegram/index.ts';
import type { Media } from '../../domain/media.ts';
import type { Channel } from '../../domain/ports/channel.ts';
import { failureOf, sentOf } from '../contract/channel-driver.ts';
import { startTelegram, type TelegramStand } from '../support/telegram.ts';

const USER = 5_000_001;
const BYTES = Uint8Array.from({ length: 3000 }, (_, index) => index % 256);

let stand: TelegramStand;
let channel: Channel;

beforeEach(async () => {
  stand = await startTelegram();
  stand.fake.person({ id: USER, first_name: 'Anna', language_code: 'ru' });
  stand.fake.people.start(USER);
  channel = createTelegram(stand.config, { timeoutMs: 1_200 });
});
afterEach(() => stand.close());

/** Anna sends a document; gives it as the bot hears of it. */
async function sent(): Promise<Media> {
  stand.fake.people.file(USER, 'document', { bytes: BYTES, name: 'kl_to_1c.txt', mime: 'text/plain' }, '');
  const document = stand.fake.updates().at(-1) as unknown as { message: { document: { file_id: string } } };
  return { type: 'document', channel: 'telegram', ref: document.message.document.file_id };
}

const download = async (media: Media, limit = 10_000) => {
  if (!channel.download) throw new Error('it can not');
  return channel.download(media, limit);
};

test('a file that somebody sent is handed out as it was', async () => {
  expect(sentOf(await download(await sent()))).toEqual(BYTES);
});

test('a file above the limit is not fetched', async () => {
  expect(failureOf(await download(await sent(), 2999))).toMatchObject({
    category: 'invalid',
    code: 'too_large',
  });
});

test('an unknown file, and a messenger that is away, are failures without the token', async () => {
  const media = await sent();
  const unknown = failureOf(await download({ ...media, ref: 'nothing' }));
  expect(unknown.category).toBe('invalid');
  await stand.close();
  const away = failureOf(await download(media));
  expect(away.category).toBe('unavailable');
  expect(JSON.stringify([unknown, away])).not.toContain(stand.config.token);
});
