import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { openDatabase, pathOf } from '../../prisma/sqlite/open.ts';

/** The raw limit of a start: Node, Hono, and the driver with the same file open. */
const { DATABASE_URL = '', PORT } = process.env;
const db = openDatabase(pathOf(DATABASE_URL));
const alive = db.prepare('SELECT count(*) FROM counters').pluck();
const app = new Hono().get('/healthz', (c) => c.text(String(alive.get())));
serve({ fetch: app.fetch, port: Number(PORT) });
