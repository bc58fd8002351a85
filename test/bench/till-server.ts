import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import pino from 'pino';
import { serveUntilLeft } from './parts/servers.ts';
import { openTill } from './parts/till.ts';

const [databaseUrl = ''] = process.argv.slice(2);
const { app, store } = await openTill(databaseUrl, pino({ base: null }));
const server = serve({ fetch: app.fetch, port: 0 }, (at) =>
  serveUntilLeft((at as AddressInfo).port, () => store.close()),
);
server.on('error', (error) => {
  throw error;
});
