import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { changeFeed, fileResponse, fromBase64 } from '../../fake-view.ts';
import type { Faults } from './faults.ts';
import type { People } from './people.ts';
import { ApiError, type Chat } from './types.ts';
import { chatView, messageView } from './view.ts';
import type { Change, World } from './world.ts';

const newPerson = z.object({
  id: z.number().int().positive(),
  first_name: z.string().exactOptional(),
  last_name: z.string().exactOptional(),
  username: z.string().exactOptional(),
  language_code: z.string().exactOptional(),
  phone: z.string().exactOptional(),
});

const fault = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rate_limit'), retryAfter: z.number().int().positive() }),
  z.object({ kind: z.literal('error'), status: z.number().int(), description: z.string().exactOptional() }),
  z.object({ kind: z.literal('hang') }),
  z.object({ kind: z.literal('cut') }),
  z.object({ kind: z.literal('lost_answer') }),
  z.object({ kind: z.literal('malformed') }),
]);

const file = z.object({
  kind: z.enum(['photo', 'voice', 'audio', 'video', 'document', 'sticker', 'animation', 'video_note']),
  name: z.string().default('file'),
  mime: z.string().default('application/octet-stream'),
  base64: z.base64(),
  caption: z.string().default(''),
});

const press = z.object({
  messageId: z.number(),
  data: z.string().optional(),
  index: z.number().int().optional(),
  waitMs: z.number().max(30_000).optional(),
});

/** The controls as JSON over HTTP, for a page that plays the people. Listed in this folder's README. */
export function controlRoutes(world: World, people: People, faults: Faults, closed: AbortSignal): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    if (error instanceof ApiError)
      return c.json({ error: error.description }, error.code === 404 ? 404 : 409);
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      return c.json({ error: error.message }, 400);
    throw error;
  });
  app.get('/people', (c) => c.json(peopleOf(world, c.req.query('by') === 'latest')));
  app.get('/invoices/:slug', (c) => {
    const { payload: _, ...shown } = people.invoice(c.req.param('slug'));
    return c.json(shown);
  });
  const charge = z.object({ chargeId: z.string() });
  app.post('/renew', async (c) => c.json(people.renew((await read(c, charge)).chargeId)));
  app.post('/tell-again', async (c) => {
    people.tellAgain((await read(c, charge)).chargeId);
    return c.json({ ok: true });
  });
  app.post('/people', async (c) => c.json(people.add(await read(c, newPerson))));
  app.get('/files/:id', (c) => fileResponse(world.state.files, c.req.param('id')));
  app.get('/updates', (c) => c.json(world.state.recent));
  app.post('/redeliver', async (c) =>
    c.json(people.redeliver((await read(c, z.object({ updateId: z.number().optional() }))).updateId)),
  );
  app.post('/faults', async (c) => {
    const plan = await read(c, z.object({ method: z.string(), fault, times: z.number().default(1) }));
    faults.plan(plan.method, plan.fault, plan.times);
    return c.json({ ok: true });
  });
  app.delete('/faults', (c) => {
    faults.clear();
    return c.json({ ok: true });
  });
  app.get('/events', (c) => events(world, null, c, closed));
  app.get('/chats/:id', (c) => c.json(chatView(world, chatOf(world, c))));
  app.get('/chats/:id/events', (c) => events(world, chatOf(world, c).person.id, c, closed));
  addActs(app, people);
  return app;
}

/** Everybody; or who has started the bot, the one whose chat moved last first. */
function peopleOf(world: World, byLatest: boolean) {
  const chats = Object.values(world.state.chats);
  const last = ({ entries }: Chat) => entries.at(-1)?.message.message_id ?? 0;
  const chosen = byLatest
    ? chats.filter(({ started }) => started).toSorted((a, b) => last(b) - last(a))
    : chats;
  return chosen.map(({ person }) => person);
}

/** What a person does: each act is a POST and answers `{messageId}` or what came of it. */
function addActs(app: Hono, people: People): void {
  const act = <T extends z.ZodType>(
    name: string,
    schema: T,
    run: (userId: number, body: z.infer<T>) => unknown,
  ) =>
    app.post(`/chats/:id/${name}`, async (c) => {
      const result = await run(userIdOf(c), await read(c, schema));
      return c.json(typeof result === 'number' ? { messageId: result } : (result ?? { ok: true }));
    });
  const contact = z.object({ phone: z.string().optional(), name: z.string().default('') });
  const text = z.object({ text: z.string(), replyTo: z.number().optional() });
  const payment = z.union([z.object({ messageId: z.number() }), z.object({ link: z.string() })]);
  act('start', z.object({ payload: z.string().optional() }), (id, body) => people.start(id, body.payload));
  act('text', text, (id, body) => people.text(id, body.text, body.replyTo));
  act('key', z.object({ text: z.string() }), (id, body) => people.key(id, body.text));
  act('other', z.record(z.string(), z.unknown()), (id, body) => people.other(id, body));
  act('contact', contact, (id, { phone, name }) => people.contact(id, phone ? { phone, name } : undefined));
  act('edit', z.object({ messageId: z.number(), text: z.string() }), (id, body) =>
    people.edit(id, body.messageId, body.text),
  );
  act('file', file, (id, { kind, name, mime, base64, caption }) =>
    people.file(id, kind, { bytes: fromBase64(base64), name, mime }, caption),
  );
  act('press', press, (id, { messageId, data, index, waitMs }) =>
    people.press(id, messageId, data === undefined ? { index: index ?? 0 } : { data }, waitMs),
  );
  act('block', z.object({}), (id) => people.block(id));
  act('unblock', z.object({}), (id) => people.unblock(id));
  act('pay', payment, (id, body) => people.pay(id, body));
}

async function read<T extends z.ZodType>(c: Context, schema: T): Promise<z.infer<T>> {
  const text = await c.req.text();
  return schema.parse(text ? JSON.parse(text) : {});
}

function userIdOf(c: Context): number {
  const id = Number(c.req.param('id'));
  if (!Number.isSafeInteger(id) || id <= 0) throw new ApiError(404, 'no such person');
  return id;
}

function chatOf(world: World, c: Context): Chat {
  const chat = world.chat(userIdOf(c));
  if (!chat) throw new ApiError(404, 'no such person');
  return chat;
}

/** Of one chat, or of all of them: a page with many phones has to do with one of the browser's few connections. */
function events(world: World, userId: number | null, c: Context, closed: AbortSignal): Response {
  return changeFeed(c, {
    watch: (watcher) =>
      world.watch((change) => {
        if (userId === null || change.userId === userId) watcher(change);
      }),
    view: (change: Change) => changeView(world, change),
    closed,
  });
}

/** `{userId, type, message?, data?}`. */
function changeView(world: World, change: Change): Record<string, unknown> {
  const { type, messageId, data, userId } = change;
  const chat = world.chat(userId);
  const entry = chat?.entries.find(({ message }) => message.message_id === messageId);
  return {
    userId,
    type,
    ...(messageId === undefined ? {} : { messageId }),
    ...(entry && !entry.deleted ? { message: messageView(world, entry) } : {}),
    ...(chat ? { keyboard: chat.keyboard, blocked: chat.blocked } : {}),
    ...(data === undefined ? {} : { data }),
  };
}
