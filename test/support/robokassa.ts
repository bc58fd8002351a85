import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { type RobokassaConfig, robokassaEnv } from '../../api/payments/robokassa/config.ts';
import {
  createFakeRobokassa,
  type FakeRobokassa,
  type FakeRobokassaOptions,
} from '../../api/payments/robokassa/fake.ts';
import { createRobokassa } from '../../api/payments/robokassa/index.ts';
import { shpParts, sign } from '../../api/payments/robokassa/signature.ts';
import type { PaymentProvider, RawWebhook, StartRequest } from '../../domain/ports/payment-provider.ts';

const ROOT = 'https://robokassa.example.com';
const RESULT_URL = 'https://shop.example.com/webhooks/payments/robokassa';
export const SETTINGS = {
  ROBOKASSA_LOGIN: 'demo',
  ROBOKASSA_PASSWORD_1: 'pass-one-of-the-shop',
  ROBOKASSA_PASSWORD_2: 'pass-two-of-the-shop',
  ROBOKASSA_PASSWORD_3: 'pass-three-of-the-shop',
  ROBOKASSA_RECURRING: '1',
  ROBOKASSA_API_ROOT: ROOT,
} as const;

export interface RobokassaStand {
  readonly fake: FakeRobokassa;
  readonly provider: PaymentProvider;
  /** The same shop with other settings. */
  open(over: Readonly<Record<string, string>>): PaymentProvider;
  /** Numbers of the links that were made. */
  readonly links: ReadonlyMap<string, string>;
  /** Requests that reached Robokassa, in order, with their bodies. */
  readonly requests: readonly { readonly url: string; readonly body: string }[];
  pass(ms: number): void;
  now(): number;
  webhooks(): Promise<readonly RawWebhook[]>;
  /** The shop answers its next notices with these texts. */
  answer(...texts: string[]): void;
  /** The customer opens a link and presses a button. */
  visit(reference: string, press: 'pay' | 'decline' | null): Promise<Response>;
  close(): void;
}

/** Robokassa behind a network that is not there: `fetch` reaches it, and its notices are kept. */
export function startRobokassa(options: Partial<FakeRobokassaOptions> = {}): RobokassaStand {
  let now = Date.UTC(2026, 10, 24, 9);
  const clock = () => now;
  const arrived: RawWebhook[] = [];
  const answers: string[] = [];
  const requests: { url: string; body: string }[] = [];
  const fake = createFakeRobokassa({
    shop: {
      login: SETTINGS.ROBOKASSA_LOGIN,
      password1: SETTINGS.ROBOKASSA_PASSWORD_1,
      password2: SETTINGS.ROBOKASSA_PASSWORD_2,
      password3: SETTINGS.ROBOKASSA_PASSWORD_3,
      hash: 'md5',
    },
    publicRoot: ROOT,
    resultUrl: RESULT_URL,
    returnUrl: `${RESULT_URL}/return`,
    now: clock,
    // Looked up at every call: the interceptor puts its own in place later.
    fetch: (input, init) => fetch(input, init),
    ...options,
  });
  const server = setupServer(
    http.all(`${ROOT}/*`, async ({ request }) => {
      requests.push({ url: request.url, body: await request.clone().text() });
      return fake.app.fetch(request);
    }),
    http.post(RESULT_URL, async ({ request }) => {
      const raw = await rawOf(request);
      arrived.push(raw);
      const invId = new URLSearchParams(new TextDecoder().decode(raw.body)).get('InvId');
      return HttpResponse.text(answers.shift() ?? `OK${invId}`);
    }),
  );
  server.listen({ onUnhandledRequest: 'error' });
  const links = new Map<string, string>();
  const open = (over: Readonly<Record<string, string>>) => {
    const config = robokassaEnv.parse({ ...SETTINGS, ...over }) as RobokassaConfig;
    return noting(createRobokassa(config, { fetch, now: clock, timeoutMs: 1_000 }), links);
  };
  return {
    fake,
    provider: open({}),
    open,
    links,
    requests,
    pass: (ms) => {
      now += ms;
    },
    now: clock,
    webhooks: async () => {
      await fake.idle();
      return arrived;
    },
    answer: (...texts) => void answers.push(...texts),
    visit: async (reference, press) => {
      const page = await fetch(links.get(reference) ?? `${ROOT}/pay/${reference}`);
      if (!press || !page.ok) return page;
      await page.text();
      const body = new URLSearchParams({ do: press });
      return fetch(`${ROOT}/pay/${reference}`, { method: 'POST', body, redirect: 'manual' });
    },
    close: () => {
      fake.close();
      server.close();
    },
  };
}

/** Links are made without a call, so nobody else knows of them. */
function noting(provider: PaymentProvider, links: Map<string, string>): PaymentProvider {
  const start: PaymentProvider['start'] = async (request: StartRequest, options) => {
    const outcome = await provider.start(request, options);
    if (outcome.ok) links.set(outcome.value.reference, outcome.value.url);
    return outcome;
  };
  return { ...provider, start };
}

async function rawOf(request: Request): Promise<RawWebhook> {
  const body = new Uint8Array(await request.arrayBuffer());
  const headers = Object.fromEntries(request.headers);
  return { method: request.method, url: request.url, headers, body, kind: null, remoteAddress: null };
}

/** A notice to ResultURL with these fields, signed by this password. */
export async function signedNotice(
  fields: Readonly<Record<string, string>>,
  password: string = SETTINGS.ROBOKASSA_PASSWORD_2,
): Promise<RawWebhook> {
  const tail = shpParts(Object.entries(fields));
  const SignatureValue = await sign('md5', fields.OutSum ?? '', fields.InvId ?? '', password, ...tail);
  return notice({ ...fields, SignatureValue });
}

/** The same without a signature of its own. */
export function notice(fields: Readonly<Record<string, string>>): RawWebhook {
  const body = new TextEncoder().encode(new URLSearchParams(fields).toString());
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return { method: 'POST', url: RESULT_URL, headers, body, kind: null, remoteAddress: null };
}

/** The fields of a notice. */
export function fieldsOf({ body }: Pick<RawWebhook, 'body'>): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(new TextDecoder().decode(body)));
}
