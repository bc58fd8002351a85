import { Hono } from 'hono';
import { z } from 'zod';
import { fromBase64 } from '../../fake-view.ts';
import type { Deliveries } from './deliveries.ts';
import type { Fault, Faults } from './faults.ts';
import { takeMessage } from './messages.ts';
import { GraphError } from './types.ts';
import { LARGEST, MIME } from './validate.ts';
import type { World } from './world.ts';

const webhookSettings = z.object({
  webhook_configuration: z.object({ override_callback_uri: z.url(), verify_token: z.string() }),
});

/** The Graph API as far as the reference describes it: messages, media, the number, the templates. */
export function graphRoutes(
  world: World,
  faults: Faults,
  deliveries: Deliveries,
  closed: AbortSignal,
  count: (method: string) => void,
): Hono {
  const app = new Hono();
  const serve = async (method: string, request: Request, run: (later: Fault | null) => Promise<unknown>) => {
    count(method);
    const fault = faults.take(method);
    const early = fault ? await failing(fault, request.signal, closed) : null;
    if (early) return early;
    const answer = await answered(world, request, () => run(fault));
    if (fault?.kind === 'malformed') return new Response('<html><body>Welcome</body></html>');
    return fault?.kind === 'lost_answer' ? broken() : answer;
  };
  app.get('/media/:id', (c) => serve('download', c.req.raw, async () => fileOf(world, c.req.param('id'))));
  app.post('/:version/:number/messages', (c) =>
    serve('messages', c.req.raw, async (later) => {
      known(world, c.req.param('number'));
      return takeMessage(world, await json(c.req.raw), later);
    }),
  );
  app.post('/:version/:number/media', (c) =>
    serve('media', c.req.raw, async () => {
      known(world, c.req.param('number'));
      return { id: await upload(world, await c.req.raw.formData()) };
    }),
  );
  app.get('/:version/:account/message_templates', (c) =>
    serve('templates', c.req.raw, async () => {
      if (c.req.param('account') !== world.businessAccountId)
        throw new GraphError(100, '(#100) Unknown object');
      return {
        data: world.state.templates.map(({ name, language, status }) => ({ name, language, status })),
      };
    }),
  );
  app.post('/:version/:number', (c) =>
    serve('number', c.req.raw, async () => {
      known(world, c.req.param('number'));
      const read = webhookSettings.safeParse(await json(c.req.raw));
      if (!read.success) throw new GraphError(100, '(#100) Invalid parameter');
      const { override_callback_uri, verify_token } = read.data.webhook_configuration;
      await deliveries.setWebhook(override_callback_uri, verify_token);
      return { success: true };
    }),
  );
  app.get('/:version/:object', (c) =>
    serve('object', c.req.raw, async () => objectOf(world, c.req.param('object'))),
  );
  return app;
}

async function answered(world: World, request: Request, run: () => Promise<unknown>): Promise<Response> {
  try {
    if (request.headers.get('authorization') !== `Bearer ${world.accessToken}`)
      throw new GraphError(190, 'Invalid OAuth access token', 401);
    const result = await run();
    return result instanceof Response ? result : Response.json(result);
  } catch (error) {
    if (error instanceof GraphError) return refused(error);
    throw error;
  }
}

function refused({ code, message, status, retryAfter }: GraphError): Response {
  const error = { message, type: 'OAuthException', code, fbtrace_id: 'sandbox' };
  const headers = retryAfter === null ? {} : { 'retry-after': String(retryAfter) };
  return Response.json({ error }, { status, headers });
}

/** Faults that come before anything is done. */
async function failing(fault: Fault, gone: AbortSignal, closed: AbortSignal): Promise<Response | null> {
  if (fault.kind === 'hang') {
    await either(gone, closed);
    return new Response(null, { status: 504 });
  }
  if (fault.kind === 'cut') return broken();
  if (fault.kind === 'rate_limit')
    return refused(new GraphError(130429, '(#130429) Rate limit hit', 429, fault.retryAfter));
  if (fault.kind !== 'error') return null;
  if (fault.code === undefined) return new Response('Bad Gateway', { status: fault.status });
  return refused(new GraphError(fault.code, `(#${fault.code}) Planned`, fault.status));
}

function either(...signals: AbortSignal[]): Promise<void> {
  if (signals.some((signal) => signal.aborted)) return Promise.resolve();
  return new Promise((resolve) => {
    for (const signal of signals) signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** A response that breaks off in the middle, as a cut connection does. */
function broken(): Response {
  let begun = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (begun) controller.error(new Error('connection cut'));
      else controller.enqueue(new TextEncoder().encode('{"mes'));
      begun = true;
    },
  });
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}

async function json(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new GraphError(100, '(#100) The body is no JSON');
  }
}

function known(world: World, number: string | undefined): void {
  if (number !== world.phoneNumberId) throw new GraphError(33, '(#33) This object does not exist', 400);
}

async function upload(world: World, form: FormData): Promise<string> {
  const file = form.get('file');
  const type = String(form.get('type') ?? '');
  if (form.get('messaging_product') !== 'whatsapp' || !(file instanceof Blob) || !type)
    throw new GraphError(131008, '(#131008) Required parameter is missing');
  const kind = Object.keys(MIME).find((each) => MIME[each]?.test(type));
  if (!kind) throw new GraphError(100, `(#100) Param file must be a file with one of the supported types`);
  if (file.size > (LARGEST[kind] ?? 0)) throw new GraphError(131053, '(#131053) The file is too large');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const name = 'name' in file ? String(file.name) : 'file';
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return world.store({ name, mime: type, size: bytes.length, base64: btoa(binary) }).id;
}

function objectOf(world: World, id: string | undefined): Record<string, unknown> {
  if (id === world.phoneNumberId) {
    const url = world.state.webhook?.url;
    return {
      id,
      display_phone_number: world.displayNumber,
      verified_name: world.name,
      webhook_configuration: url ? { phone_number: url } : {},
    };
  }
  const file = id && Object.hasOwn(world.state.files, id) ? world.state.files[id] : undefined;
  if (!file) throw new GraphError(100, '(#100) Unsupported get request', 400);
  const { mime: mime_type, size: file_size } = file;
  return { messaging_product: 'whatsapp', id, url: `${world.root}/media/${id}`, mime_type, file_size };
}

function fileOf(world: World, id: string | undefined): Response {
  const file = id && Object.hasOwn(world.state.files, id) ? world.state.files[id] : undefined;
  if (!file) throw new GraphError(100, 'Not Found', 404);
  return new Response(fromBase64(file.base64), { headers: { 'content-type': file.mime } });
}
