import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { TelegramConfig } from '../../bot/channels/telegram/config.ts';
import {
  createFakeTelegram,
  type FakeTelegram,
  type FakeTelegramOptions,
} from '../../bot/channels/telegram/fake.ts';
import { SECRET_HEADER, webhookSecret } from '../../bot/channels/telegram/webhook.ts';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';

export interface TelegramStand {
  readonly fake: FakeTelegram;
  readonly root: string;
  readonly config: TelegramConfig;
  close(): Promise<void>;
}

/** The emulated Telegram behind a real HTTP server on this machine. */
export async function startTelegram(options: FakeTelegramOptions = {}): Promise<TelegramStand> {
  const fake = createFakeTelegram({ token: '7000001:TEST-token_value', ...options });
  const server = createAdaptorServer({ fetch: fake.app.fetch });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = { token: fake.token, webhookSecret: null, apiRoot: root, mode: null, providerToken: null };
  return {
    fake,
    root,
    config,
    close: () =>
      new Promise((resolve) => {
        fake.close();
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}

/** A body as Telegram posts it. */
export async function telegramWebhook(config: TelegramConfig, body: Uint8Array): Promise<RawWebhook> {
  return {
    method: 'POST',
    url: 'https://shop.example.com/webhooks/telegram',
    headers: { 'content-type': 'application/json', [SECRET_HEADER]: await webhookSecret(config) },
    body,
    kind: null,
    remoteAddress: null,
  };
}
