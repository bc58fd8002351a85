import { Hono } from 'hono';
import { mayPay } from '../domain/decisions/may-pay.ts';
import { waiting } from '../domain/notice.ts';
import type { Channel } from '../domain/ports/channel.ts';
import type {
  Acknowledgement,
  CheckQuestion,
  Hint,
  PaymentProvider,
  RawWebhook,
} from '../domain/ports/payment-provider.ts';
import { contextOf, type Deps } from './context.ts';
import { takeStatus } from './delivery-status.ts';
import { createHearing } from './heard.ts';
import { readBody } from './middleware/body.ts';
import { peerOf } from './middleware/peer.ts';
import { problem } from './middleware/problem.ts';
import type { AppEnv } from './middleware/request-id.ts';
import { takeReceiptNews } from './receipt-news.ts';
import { applyNotice } from './settlement.ts';

/** Largest webhook that is read; vendors send a few kilobytes. */
const LARGEST = 1024 * 1024;

/** One road for every vendor: read, verify, apply in one transaction, and only then acknowledge. */
export function webhookRoutes(deps: Deps): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const heard = createHearing(deps);
  app.on(
    ['GET', 'POST'],
    ['/webhooks/payments/:provider', '/webhooks/payments/:provider/:kind'],
    async (c) => {
      const provider = deps.providers.get(c.req.param('provider') ?? '');
      if (!provider) return problem(c, 404, 'No such provider is set up here');
      const peer = peerOf(c, deps.config.trustedProxies);
      const raw = await rawOf(c.req.raw, c.req.param('kind') ?? null, peer);
      return raw
        ? counted(deps, provider.id, takePayment(deps, heard, provider, raw, c.get('requestId')))
        : problem(c, 413, 'The body is over 1 MiB');
    },
  );
  app.on(['GET', 'POST'], '/webhooks/:channel', async (c) => {
    const channel = deps.channels.get(c.req.param('channel'));
    if (!channel) return problem(c, 404, 'No such channel is set up here');
    const raw = await rawOf(c.req.raw, null, null);
    return raw
      ? counted(deps, channel.id, takeUpdates(deps, channel, raw, c.get('requestId')))
      : problem(c, 413, 'The body is over 1 MiB');
  });
  return app;
}

async function rawOf(
  request: Request,
  kind: string | null,
  remoteAddress: string | null,
): Promise<RawWebhook | null> {
  const body = await readBody(request, LARGEST);
  if (!body) return null;
  return {
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers),
    body,
    kind,
    remoteAddress,
  };
}

/** A webhook that fails here is counted before the answer says so. */
async function counted({ metrics }: Deps, source: string, work: Promise<Response>): Promise<Response> {
  try {
    return await work;
  } catch (error) {
    metrics.webhook(source, 'failed');
    throw error;
  }
}

async function takePayment(
  deps: Deps,
  heard: ReturnType<typeof createHearing>,
  provider: PaymentProvider,
  raw: RawWebhook,
  requestId: string,
): Promise<Response> {
  const reading = await provider.readWebhook(raw);
  if (!reading.ok) {
    deps.log.warn(
      { requestId, provider: provider.id, status: reading.status, reason: reading.reason },
      'webhook refused',
    );
    deps.metrics.webhook(provider.id, 'refused');
    return refusal(reading.status, reading.reason);
  }
  for (const notice of reading.notices)
    deps.metrics.webhook(provider.id, await applyNotice(deps, provider.id, notice, requestId));
  for (const hint of reading.hints ?? []) await keepHint(deps, provider.id, hint, requestId);
  for (const news of reading.receipts ?? [])
    deps.metrics.webhook(provider.id, await takeReceiptNews(deps, provider.id, news, requestId));
  if (reading.question) return mayTake(deps, provider.id, reading.question, requestId);
  if (reading.notices.length + (reading.hints?.length ?? 0) + (reading.receipts?.length ?? 0) === 0)
    deps.metrics.webhook(provider.id, 'nothing');
  // A customer who is led back comes by the same door.
  if (raw.method === 'POST') await heard(provider.id, requestId);
  return acknowledgement(reading.acknowledge);
}

/** Says whether the provider may take the money that somebody is about to pay. */
async function mayTake(
  deps: Deps,
  provider: string,
  { paymentId, amount, answer }: CheckQuestion,
  requestId: string,
): Promise<Response> {
  const facts = await deps.store.caseByPaymentId(paymentId);
  const verdict = facts ? mayPay(facts, { provider, paymentId, amount }, deps.clock.now()) : 'unknown';
  deps.log.info({ requestId, provider, verdict }, 'asked before a payment');
  deps.metrics.webhook(provider, verdict === 'ok' ? 'applied' : 'refused');
  return acknowledgement(answer(verdict));
}

/** An unsigned event proves nothing: it is kept, and the provider is asked soon. A repeat is silent. */
async function keepHint(deps: Deps, provider: string, hint: Hint, requestId: string): Promise<void> {
  const context = contextOf(deps, { type: 'provider', id: provider }, requestId);
  const kept = await deps.store.commit({ inbox: [waiting(provider, hint, context)] });
  deps.log.info({ requestId, provider, event: hint.eventKey, outcome: kept }, 'event kept');
  deps.metrics.webhook(provider, kept === 'duplicate' ? 'repeat' : 'kept');
  deps.kick('settle');
}

async function takeUpdates(
  deps: Deps,
  channel: Channel,
  raw: RawWebhook,
  requestId: string,
): Promise<Response> {
  const reading = await channel.readWebhook(raw);
  if (!reading.ok) {
    deps.log.warn(
      { requestId, channel: channel.id, status: reading.status, reason: reading.reason },
      'update refused',
    );
    deps.metrics.webhook(channel.id, 'refused');
    return refusal(reading.status, reading.reason);
  }
  for (const incoming of reading.incoming) {
    await deps.take(incoming, requestId);
    deps.metrics.webhook(channel.id, 'applied');
  }
  const statuses = reading.statuses ?? [];
  for (const status of statuses)
    deps.metrics.webhook(channel.id, await takeStatus(deps, channel.id, status, requestId));
  if (reading.incoming.length + statuses.length === 0) deps.metrics.webhook(channel.id, 'nothing');
  return acknowledgement(reading.acknowledge);
}

function acknowledgement({ status, headers, body }: Acknowledgement): Response {
  return new Response(body, { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } });
}

function refusal(status: number, reason: string): Response {
  const body = JSON.stringify({ type: 'about:blank', title: reason, status });
  return new Response(body, { status, headers: { 'content-type': 'application/problem+json' } });
}
