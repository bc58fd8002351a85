import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { type WhatsAppConfig, whatsappEnv } from '../../bot/channels/whatsapp/config.ts';
import {
  createFakeWhatsApp,
  type FakeWhatsApp,
  type FakeWhatsAppOptions,
} from '../../bot/channels/whatsapp/fake.ts';
import { SIGNATURE_HEADER, signatureOf } from '../../bot/channels/whatsapp/webhook.ts';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';

export interface WhatsAppStand {
  readonly fake: FakeWhatsApp;
  readonly root: string;
  readonly config: WhatsAppConfig;
  close(): Promise<void>;
}

/** The emulated WhatsApp behind a real HTTP server on this machine. */
export async function startWhatsApp(options: FakeWhatsAppOptions = {}): Promise<WhatsAppStand> {
  const fake = createFakeWhatsApp({ accessToken: 'EAAtest-token_value', ...options });
  const server = createAdaptorServer({ fetch: fake.app.fetch });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = whatsappEnv.parse(fake.env(root));
  if (!config) throw new Error('the fake gave no configuration');
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

/** A body as Meta posts it. */
export async function whatsappWebhook(
  { appSecret }: Pick<WhatsAppConfig, 'appSecret'>,
  body: Uint8Array,
): Promise<RawWebhook> {
  return {
    method: 'POST',
    url: 'https://shop.example.com/webhooks/whatsapp',
    headers: { 'content-type': 'application/json', [SIGNATURE_HEADER]: await signatureOf(appSecret, body) },
    body,
    kind: null,
    remoteAddress: null,
  };
}
