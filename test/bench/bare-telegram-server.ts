import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Bot, webhookCallback } from 'grammy';
import { Hono } from 'hono';
import { serveUntilLeft } from './parts/servers.ts';

/** The raw limit in a messenger: a grammY bot that says back what it hears, and keeps nothing. */
const [apiRoot = '', token = ''] = process.argv.slice(2);
const bot = new Bot(token, {
  client: { apiRoot },
  botInfo: {
    id: 1,
    is_bot: true,
    first_name: 'Echo',
    username: 'echo_bot',
  } as NonNullable<ConstructorParameters<typeof Bot>[1]>['botInfo'] & object,
});
bot.on('message:text', (context) => context.reply(context.message.text));
const app = new Hono().post('/webhooks/telegram', webhookCallback(bot, 'hono'));
serve({ fetch: app.fetch, port: 0 }, (at) => serveUntilLeft((at as AddressInfo).port, async () => {}));
