import type { Hono } from 'hono';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import type { ProviderDeps } from '../../api/payments/provider-module.ts';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';

/** How the shop answers a webhook: a status, or a text with 200. */
type Answer = number | string;

/** A vendor's fake behind a network that is not there, and a shop that keeps what it is told. */
export interface VendorStand<Fake> {
  readonly fake: Fake;
  /** For a provider that reaches the fake. */
  readonly deps: ProviderDeps;
  now(): number;
  /** Moves everybody's clock, milliseconds. */
  pass(ms: number): void;
  /** Webhooks that arrived so far, in order. */
  webhooks(): Promise<readonly RawWebhook[]>;
  /** The shop answers its next webhooks with these, then as the vendor wants it again. */
  answer(...answers: Answer[]): void;
  close(): void;
}

interface Setup<Fake> {
  /** Address of the vendor; everything below it reaches the fake. */
  readonly root: string;
  /** Where the shop listens; `:kind` in it is the kind of the webhook. */
  readonly webhookUrl: string;
  make(deps: Pick<ProviderDeps, 'fetch' | 'now'>): Fake;
  /** Sees every call before the fake does. */
  heard?(request: Request): Promise<void>;
  /** The call as the fake gets it, which is mounted elsewhere. */
  inner?(request: Request): Request;
  /** The answer that the vendor wants. Default: 200. */
  acknowledge?(raw: RawWebhook): Answer;
  /** Does what is due when the clock has moved. */
  tick?(fake: Fake): void;
  /** From where webhooks come. */
  readonly remoteAddress?: string;
}

interface AnyFake {
  readonly app: Hono;
  idle(): Promise<void>;
  close(): void;
}

export function startVendor<Fake extends AnyFake>(setup: Setup<Fake>): VendorStand<Fake> {
  let time = Date.UTC(2026, 10, 24, 9);
  const now = () => time;
  const arrived: Promise<RawWebhook>[] = [];
  const answers: Answer[] = [];
  // Looked up at every call: the interceptor puts its own in place later.
  const fake = setup.make({ now, fetch: (input, init) => fetch(input, init) });
  const server = setupServer(
    http.all(`${setup.root}/*`, async ({ request }) => {
      await setup.heard?.(request.clone());
      return fake.app.fetch(setup.inner?.(request) ?? request);
    }),
    http.post(setup.webhookUrl, async ({ request, params }) => {
      const { kind = null } = params as { kind?: string };
      // At once: its place among the others is when it came, not when it was read.
      const reading = rawOf(request, kind, setup.remoteAddress ?? null);
      arrived.push(reading);
      const planned = answers.shift();
      const raw = await reading;
      return responseOf(planned ?? setup.acknowledge?.(raw) ?? 200);
    }),
  );
  server.listen({ onUnhandledRequest: 'error' });
  return {
    fake,
    deps: { fetch, now, timeoutMs: 1_000 },
    now,
    pass: (ms) => {
      time += ms;
      setup.tick?.(fake);
    },
    webhooks: async () => {
      await fake.idle();
      return Promise.all(arrived);
    },
    answer: (...given) => void answers.push(...given),
    close: () => {
      fake.close();
      server.close();
    },
  };
}

function responseOf(answer: Answer): HttpResponse<string> {
  return typeof answer === 'string'
    ? HttpResponse.text(answer)
    : new HttpResponse<string>(null, { status: answer });
}

async function rawOf(
  request: Request,
  kind: string | null,
  remoteAddress: string | null,
): Promise<RawWebhook> {
  const headers = Object.fromEntries(request.headers);
  const body = new Uint8Array(await request.arrayBuffer());
  return { method: request.method, url: request.url, headers, body, kind, remoteAddress };
}

/** A POST to the shop that somebody made by hand. */
export function posted(
  url: string,
  body: Uint8Array | string,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): RawWebhook {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return { method: 'POST', url, headers, body: bytes, kind: null, remoteAddress: null };
}
