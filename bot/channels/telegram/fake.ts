import { Hono } from 'hono';
import type { ChannelFake } from '../channel-module.ts';
import { fromBase64 } from '../fake-view.ts';
import { controlRoutes } from './fake/control.ts';
import { type Fault, Faults, RateLimits, tooMany } from './fake/faults.ts';
import { type Method, messageMethods } from './fake/messages.ts';
import { Params, readParams } from './fake/params.ts';
import { paymentMethods } from './fake/payments.ts';
import { type NewPerson, People } from './fake/people.ts';
import { settingMethods } from './fake/settings.ts';
import { ApiError, type Person, type State, type Update } from './fake/types.ts';
import { Deliveries } from './fake/updates.ts';
import { type ChatView, chatView, type MessageView } from './fake/view.ts';
import { type Change, emptyState, type FakeTelegramOptions, World } from './fake/world.ts';

export type { Change, ChatView, FakeTelegramOptions, Fault, MessageView, NewPerson };

/** The emulated messenger: Telegram's Bot API, and hands to act as its people. */
export interface FakeTelegram extends ChannelFake {
  readonly token: string;
  readonly username: string;
  /** What people do; each act makes the update that Telegram would send. */
  readonly people: People;
  person(person: NewPerson): Person;
  /** Throws for a person who is not there. */
  chat(userId: number): ChatView;
  /** Messages of a chat in order, deleted ones left out. */
  messages(userId: number): readonly MessageView[];
  /** Makes the next `times` calls of a method go wrong; `*` is any method. */
  fail(method: string, fault: Fault, times?: number): void;
  /** Takes planned faults back. */
  heal(): void;
  /** The last updates, newest last. */
  updates(): readonly Update[];
  /** How often a method was called, faults included. */
  calls(method: string): number;
  watch(watcher: (change: Change) => void): () => void;
}

/**
 * A working Bot API server in memory, over web standards only: real clients and bots run against it.
 * Mounted anywhere, it serves `/bot<token>/<method>`, `/file/bot<token>/<path>` and `/control/...`.
 */
export function createFakeTelegram(options: FakeTelegramOptions = {}): FakeTelegram {
  const world = new World(options);
  const people = new People(world);
  const faults = new Faults();
  const limits = options.rateLimits ? new RateLimits() : null;
  const closed = new AbortController();
  const counts = new Map<string, number>();
  const methods: Record<string, Method> = {
    ...messageMethods(world),
    ...settingMethods(world),
    ...paymentMethods(world),
  };
  const deliveries = new Deliveries(world, (body) => runReply(methods, body));
  addUpdateMethods(methods, deliveries);
  const app = new Hono();
  app.route('/control', controlRoutes(world, people, faults, closed.signal));
  app.get('/file/:bot{bot[^/]+}/:path{.+}', (c) => download(world, c.req.param('bot'), c.req.param('path')));
  app.all('/:bot{bot[^/]+}/:method', (c) => {
    const name = c.req.param('method').toLowerCase();
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (c.req.param('bot') !== `bot${world.token}`) return answer(new ApiError(401, 'Unauthorized'));
    return serve({ world, methods, limits, closed: closed.signal }, name, c.req.raw, faults.take(name));
  });
  return {
    app,
    token: world.token,
    username: world.bot.username,
    people,
    env: (root) => ({ TELEGRAM_BOT_TOKEN: world.token, TELEGRAM_API_ROOT: root }),
    person: (person) => people.add(person),
    chat: (userId) => viewOf(world, userId),
    messages: (userId) => viewOf(world, userId).messages,
    fail: (method, fault, times) => faults.plan(method, fault, times),
    heal: () => faults.clear(),
    updates: () => world.state.recent,
    calls: (method) => counts.get(method.toLowerCase()) ?? 0,
    watch: (watcher) => world.watch(watcher),
    snapshot: () => JSON.stringify(world.state),
    restore: (json) => {
      world.state = readState(json);
      world.wake();
    },
    close: () => {
      deliveries.close();
      closed.abort();
    },
  };
}

function addUpdateMethods(methods: Record<string, Method>, deliveries: Deliveries): void {
  methods.getupdates = (params, gone) => deliveries.getUpdates(params, gone);
  methods.setwebhook = (params) => deliveries.setWebhook(params);
  methods.deletewebhook = (params) => deliveries.deleteWebhook(params);
  methods.getwebhookinfo = () => deliveries.webhookInfo();
}

/** A webhook's answer may carry one call: `{"method":"sendMessage",...}`. */
async function runReply(methods: Record<string, Method>, body: unknown): Promise<void> {
  if (typeof body !== 'object' || body === null || !('method' in body)) return;
  await methods[String(body.method).toLowerCase()]?.(new Params({ ...body }), new AbortController().signal);
}

interface Serving {
  readonly world: World;
  readonly methods: Readonly<Record<string, Method>>;
  readonly limits: RateLimits | null;
  readonly closed: AbortSignal;
}

async function serve(
  serving: Serving,
  name: string,
  request: Request,
  fault: Fault | null,
): Promise<Response> {
  if (fault?.kind === 'hang') {
    await gone(request.signal, serving.closed);
    return new Response(null, { status: 504 });
  }
  if (fault?.kind === 'cut') return broken();
  if (fault?.kind === 'rate_limit') return answer(tooMany(fault.retryAfter));
  if (fault?.kind === 'error') {
    return answer(new ApiError(fault.status, fault.description ?? 'Internal Server Error'));
  }
  const response = await run(serving, name, request);
  if (fault?.kind === 'malformed') return new Response('<html><body>Welcome</body></html>');
  return fault?.kind === 'lost_answer' ? broken() : response;
}

async function run({ world, methods, limits }: Serving, name: string, request: Request): Promise<Response> {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!method) return answer(new ApiError(404, 'Not Found: method not found'));
  try {
    const params = await readParams(request);
    const chatId = params.int('chat_id');
    if (limits && chatId !== undefined && /^(send|copy|forward|edit)/.test(name))
      limits.spend(chatId, world.now());
    return Response.json({ ok: true, result: await method(params, request.signal) });
  } catch (error) {
    if (error instanceof ApiError) return answer(error);
    throw error;
  }
}

function answer({ code, description, parameters }: ApiError): Response {
  const body = { ok: false, error_code: code, description, ...(parameters ? { parameters } : {}) };
  return Response.json(body, { status: code });
}

/** A response that breaks off in the middle, as a cut connection does. */
function broken(): Response {
  let begun = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (begun) controller.error(new Error('connection cut'));
      else controller.enqueue(new TextEncoder().encode('{"ok":'));
      begun = true;
    },
  });
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}

function gone(...signals: AbortSignal[]): Promise<void> {
  if (signals.some((signal) => signal.aborted)) return Promise.resolve();
  return new Promise((resolve) => {
    for (const signal of signals) signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function download(world: World, bot: string, path: string): Response {
  if (bot !== `bot${world.token}`) return answer(new ApiError(401, 'Unauthorized'));
  const file = Object.values(world.state.files).find((one) => one.path === path);
  if (!file) return answer(new ApiError(404, 'Not Found'));
  return new Response(fromBase64(file.base64), { headers: { 'content-type': 'application/octet-stream' } });
}

function viewOf(world: World, userId: number): ChatView {
  const chat = world.chat(userId);
  if (!chat) throw new ApiError(404, 'no such person');
  return chatView(world, chat);
}

function readState(json: string): State {
  const value: unknown = JSON.parse(json);
  const empty = emptyState();
  // A snapshot from before Stars had a list of their own is as good.
  const fields = Object.keys(empty).filter((field) => field !== 'stars');
  if (typeof value !== 'object' || value === null || fields.some((field) => !(field in value))) {
    throw new Error('not a snapshot of the emulated Telegram');
  }
  return { ...empty, ...value };
}
