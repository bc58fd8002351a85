import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createFakeTelegram } from '../../bot/channels/telegram/fake.ts';
import { folder, type Running, start } from '../support/process.ts';
import { ROOT } from '../support/sources.ts';
import { type Elsewhere, listenElsewhere } from './elsewhere.ts';
import { type Mutation, program } from './mutant.ts';
import type { OpenPayment } from './open-payments.ts';
import { chargeEvent } from './open-payments.ts';
import { type Chance, seeded } from './seeded.ts';
import { sandboxVendor } from './vendors.ts';

/** The real till, only that its clock can be moved from outside. */
const MOVABLE: Mutation = {
  file: 'api/clock.ts',
  from: '{ now: () => Date.now(), newId',
  to: '{ now: () => Date.now() + (globalThis as unknown as { clockWrongBy(): number }).clockWrongBy(), newId',
};

/** Everything around the till: a bank and a messenger with bad days, and a clock that is moved. */
export interface SoakWorld {
  readonly chance: Chance;
  readonly databaseUrl: string;
  readonly onPostgres: boolean;
  readonly bank: ReturnType<typeof sandboxVendor>;
  readonly messenger: ReturnType<typeof createFakeTelegram>;
  /** Payments that the bank knows of without having made them, by their reference. */
  readonly known: Map<string, OpenPayment>;
  /** Those of them that are paid. */
  readonly paid: Set<string>;
  /** What the till's clock says. */
  now(): number;
  moveClock(ms: number): void;
  /** Out of a hundred calls to the bank, how many go wrong. */
  bankTrouble(share: number): void;
  messengerAway(away: boolean): void;
  start(): Promise<Running>;
  close(): Promise<void>;
}

export async function soakWorld(databaseUrl: string | null): Promise<SoakWorld> {
  const at = folder();
  const url = databaseUrl ?? `file:${join(at.path, 'tillbot.db')}`;
  const clockFile = join(at.path, 'clock');
  const [chance, port] = [seeded(20), await freePort()];
  const { path, clean } = await program('api/node.ts', MOVABLE);
  const known = new Map<string, OpenPayment>();
  const paid = new Set<string>();
  let [wrongBy, trouble, away] = [0, 0, false];
  const bank = sandboxVendor({ now: () => Date.now() + wrongBy, fetch: toTill(port) });
  const messenger = createFakeTelegram();
  const atBank = await listenElsewhere(async (request) => {
    const reference = new URL(request.url).pathname.split('/').at(-1) ?? '';
    const open = request.method === 'GET' ? known.get(reference) : undefined;
    if (chance.percent(trouble)) return misfortune(chance, () => bank.app.fetch(inner(request, bank.host)));
    return open ? Response.json(shown(open, paid.has(reference))) : bank.app.fetch(inner(request, bank.host));
  });
  const atMessenger = await listenElsewhere((request) => {
    if (request.url.endsWith('/setWebhook')) return Response.json({ ok: true, result: true });
    if (away)
      return Response.json({ ok: false, error_code: 502, description: 'Bad Gateway' }, { status: 502 });
    return messenger.app.fetch(request);
  });
  const environment = environmentOf(bank, messenger, { atBank, atMessenger, url, port, clockFile });
  return {
    chance,
    databaseUrl: url,
    onPostgres: databaseUrl !== null,
    bank,
    messenger,
    known,
    paid,
    now: () => Date.now() + wrongBy,
    moveClock: (ms) => {
      wrongBy = ms;
      writeFileSync(clockFile, String(ms));
    },
    bankTrouble: (share) => {
      trouble = share;
    },
    messengerAway: (is) => {
      away = is;
    },
    start: () => start(at.path, environment, ['--import', join(ROOT, 'test/faults/moved.mjs'), path]),
    close: async () => {
      bank.close();
      messenger.close();
      await Promise.all([atBank.close(), atMessenger.close()]);
      clean();
      at.clean();
    },
  };
}

interface Places {
  readonly atBank: Elsewhere;
  readonly atMessenger: Elsewhere;
  readonly url: string;
  readonly port: number;
  readonly clockFile: string;
}

function environmentOf(
  bank: SoakWorld['bank'],
  messenger: SoakWorld['messenger'],
  { atBank, atMessenger, url, port, clockFile }: Places,
): Record<string, string> {
  return {
    ...bank.environment,
    SANDBOX: 'off',
    SANDBOX_BANK_API_ROOT: atBank.url,
    TELEGRAM_BOT_TOKEN: messenger.token,
    TELEGRAM_API_ROOT: atMessenger.url,
    TELEGRAM_MODE: 'webhook',
    DATABASE_URL: url,
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    CLOCK_FILE: clockFile,
    LOG_LEVEL: 'silent',
  };
}

/** The bank's fake names its own host in its pages; its webhooks go to wherever the till says. */
function toTill(port: number): typeof fetch {
  return ((input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : String(input));
    return fetch(`http://127.0.0.1:${port}${pathname}`, init);
  }) as typeof fetch;
}

function inner(request: Request, host: string): Request {
  const { pathname, search } = new URL(request.url);
  return new Request(`https://${host}${pathname}${search}`, request);
}

function shown(open: OpenPayment, isPaid: boolean): object {
  const { payment } = chargeEvent(open);
  return isPaid ? payment : { ...payment, state: 'pending', charges: [] };
}

/** Never answers within the till's patience, answers with an error before or after it has done it, or half. */
async function misfortune(chance: Chance, serve: () => Response | Promise<Response>): Promise<Response> {
  const how = chance.pick(['hangs', 'fails', 'too many', 'fails after', 'half']);
  if (how === 'hangs') return new Promise((resolve) => setTimeout(resolve, 12_000, new Response('late')));
  if (how === 'fails') return new Response('nginx', { status: 502 });
  if (how === 'too many') return new Response('slowly', { status: 429, headers: { 'retry-after': '2' } });
  const answer = await (await serve()).text();
  return how === 'half'
    ? new Response(answer.slice(0, answer.length / 2))
    : new Response('nginx', { status: 504 });
}

/** Below those that the system gives to clients, which a retrying one may hold. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}
