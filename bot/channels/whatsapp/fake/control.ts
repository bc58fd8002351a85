import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { changeFeed, fileResponse, fromBase64 } from '../../fake-view.ts';
import type { Faults } from './faults.ts';
import type { People } from './people.ts';
import { type Chat, GraphError } from './types.ts';
import { chatView, messageView } from './view.ts';
import type { Change, World } from './world.ts';

const newPerson = z.object({
  id: z.number().int().positive(),
  first_name: z.string().exactOptional(),
  last_name: z.string().exactOptional(),
  language_code: z.string().exactOptional(),
});

const fault = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('rate_limit'), retryAfter: z.number().int().positive() }),
  z.object({ kind: z.literal('error'), status: z.number().int(), code: z.number().int().optional() }),
  z.object({ kind: z.literal('fails_later'), code: z.number().int() }),
  z.object({ kind: z.literal('hang') }),
  z.object({ kind: z.literal('cut') }),
  z.object({ kind: z.literal('lost_answer') }),
  z.object({ kind: z.literal('malformed') }),
]);

const file = z.object({
  kind: z.enum(['photo', 'voice', 'audio', 'video', 'document', 'sticker']),
  name: z.string().default('file'),
  mime: z.string().default('application/octet-stream'),
  base64: z.base64(),
  caption: z.string().default(''),
});

const press = z.object({
  messageId: z.number(),
  data: z.string().optional(),
  index: z.number().int().optional(),
});

/** The controls as JSON over HTTP, for a page that plays the people. Listed in this folder's README. */
export function controlRoutes(world: World, people: People, faults: Faults, closed: AbortSignal): Hono {
  const app = new Hono();
  app.onError((error, c) => {
    if (error instanceof GraphError) return c.json({ error: error.message }, error.code === 404 ? 404 : 409);
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      return c.json({ error: error.message }, 400);
    throw error;
  });
  app.get('/people', (c) => c.json(Object.values(world.state.chats).map(({ person }) => person)));
  app.post('/people', async (c) => c.json(people.add(await read(c, newPerson))));
  app.get('/files/:id', (c) => fileResponse(world.state.files, c.req.param('id')));
  app.get('/updates', (c) => c.json(world.state.recent));
  app.post('/redeliver', async (c) =>
    c.json(people.redeliver((await read(c, z.object({ back: z.number().int().default(1) }))).back)),
  );
  app.post('/templates', async (c) => {
    const change = await read(c, z.object({ name: z.string(), status: z.string() }));
    for (const each of world.state.templates) if (each.name === change.name) each.status = change.status;
    return c.json({ ok: true });
  });
  app.post('/faults', async (c) => {
    const plan = await read(c, z.object({ method: z.string(), fault, times: z.number().default(1) }));
    faults.plan(plan.method, plan.fault, plan.times);
    return c.json({ ok: true });
  });
  app.delete('/faults', (c) => {
    faults.clear();
    return c.json({ ok: true });
  });
  app.get('/events', (c) =>
    changeFeed(c, {
      watch: (watcher) => world.watch(watcher),
      view: (change: Change) => changeView(world, change),
      closed,
    }),
  );
  app.get('/chats/:id', (c) => c.json(chatView(world, chatOf(world, c))));
  addActs(app, people);
  return app;
}

/** What a person does: each act is a POST and answers `{messageId}` or what came of it. */
function addActs(app: Hono, people: People): void {
  const act = <T extends z.ZodType>(
    name: string,
    schema: T,
    run: (id: number, body: z.infer<T>) => unknown,
  ) =>
    app.post(`/chats/:id/${name}`, async (c) => {
      const result = await run(idOf(c), await read(c, schema));
      return c.json(typeof result === 'number' ? { messageId: result } : (result ?? { ok: true }));
    });
  const contact = z.object({ phone: z.string().optional(), name: z.string().default('') });
  const text = z.object({ text: z.string().min(1), replyTo: z.number().optional() });
  act('start', z.object({ payload: z.string().optional() }), (id, { payload }) => people.start(id, payload));
  act('text', text, (id, body) => people.text(id, body.text, body.replyTo));
  act('other', z.record(z.string(), z.unknown()), (id, body) => people.other(id, body));
  act('contact', contact, (id, { phone, name }) => people.contact(id, phone ? { phone, name } : undefined));
  act('file', file, (id, { kind, name, mime, base64, caption }) =>
    people.file(id, kind, { bytes: fromBase64(base64), name, mime }, caption),
  );
  act('press', press, (id, { messageId, data, index }) => {
    const pressed = people.press(id, messageId, data === undefined ? { index: index ?? 0 } : { data });
    // There is no answer to a press here: whatever the business says comes as a message.
    return { messageId: pressed, answered: true, text: null, url: null };
  });
  act('read', z.object({}), (id) => people.read(id));
  act('wait', z.object({ hours: z.number().positive().default(24) }), (id, { hours }) =>
    people.wait(id, hours * 3_600_000),
  );
  act('block', z.object({}), (id) => people.block(id, true));
  act('unblock', z.object({}), (id) => people.block(id, false));
}

async function read<T extends z.ZodType>(c: Context, schema: T): Promise<z.infer<T>> {
  const text = await c.req.text();
  return schema.parse(text ? JSON.parse(text) : {});
}

function idOf(c: Context): number {
  const id = Number(c.req.param('id'));
  if (!Number.isSafeInteger(id) || id <= 0) throw new GraphError(404, 'no such person', 404);
  return id;
}

function chatOf(world: World, c: Context): Chat {
  const chat = world.chat(idOf(c));
  if (!chat) throw new GraphError(404, 'no such person', 404);
  return chat;
}

/** `{userId, type, message?}`. */
function changeView(world: World, { userId, type, messageId }: Change): Record<string, unknown> {
  const chat = world.chat(userId);
  const entry = chat?.entries.find(({ seq }) => seq === messageId);
  return {
    userId,
    type,
    ...(messageId === undefined ? {} : { messageId }),
    ...(chat && entry ? { message: messageView(world, chat, entry) } : {}),
    ...(chat ? { keyboard: null, blocked: chat.blocked } : {}),
  };
}
