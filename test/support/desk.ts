import type { Hono } from 'hono';
import type { Config } from '../../api/config.ts';
import type { Deps } from '../../api/context.ts';
import { createApp } from '../../api/index.ts';
import { createMetrics } from '../../api/metrics/index.ts';
import type { AppEnv } from '../../api/middleware/request-id.ts';
import { createTexts } from '../../bot/texts/index.ts';
import type { DealCase } from '../../domain/case.ts';
import type { Channel, Outgoing, Sent } from '../../domain/ports/channel.ts';
import type {
  Notice,
  PaymentProvider,
  RefundStarted,
  Started,
  WebhookReading,
} from '../../domain/ports/payment-provider.ts';
import { done, type Failure, type Outcome } from '../../domain/result.ts';
import { MemoryStore } from './memory-store.ts';
import { NOON, SETTINGS } from './world.ts';

/** A provider that answers as it was told to, then as if all were well, and remembers what it was asked. */
export interface ScriptedBank {
  readonly provider: PaymentProvider;
  /** `start <key>`, `look <reference or our id>`, `refund <key> <sum>`, `cancel <reference>`, in order. */
  readonly asked: string[];
  readonly answers: {
    readonly start: Outcome<Started>[];
    readonly look: Outcome<readonly Notice[]>[];
    readonly refund: Outcome<RefundStarted>[];
    readonly cancel: Outcome<null>[];
  };
  /** What the next webhook is read as. */
  reading: WebhookReading;
}

/** The core of a till in memory, with a clock to be moved and vendors that do as they are told. */
export interface Desk {
  readonly deps: Deps;
  readonly app: Hono<AppEnv>;
  readonly store: MemoryStore;
  readonly bank: ScriptedBank;
  /** What people were shown: `send 2001 invoice_paid`, `edit 1001 m1 deal_card`. */
  readonly shown: string[];
  /** What the messenger answers next; when nothing is left, all is well. */
  readonly sending: Outcome<Sent>[];
  /** Lines of the log with their fields. */
  readonly lines: Readonly<Record<string, unknown>>[];
  /** Jobs that were wanted soon. */
  readonly kicks: string[];
  pass(ms: number): void;
}

export function failure(category: Failure['category'], over: Partial<Failure> = {}): Failure {
  const retryable = category !== 'refused' && category !== 'invalid' && category !== 'not_found';
  return { ok: false, category, retryable, code: category, message: 'as it was planned', ...over };
}

export function openDesk(over: Partial<Deps> = {}): Desk {
  let now = NOON;
  let serial = 0;
  const newId = () => `new-${++serial}`;
  const store = new MemoryStore();
  const bank = scriptedBank('sandbox');
  const [shown, sending, lines, kicks]: [string[], Outcome<Sent>[], Record<string, unknown>[], string[]] = [
    [],
    [],
    [],
    [],
  ];
  const log = (level: string) => (fields: Readonly<Record<string, unknown>>, msg: string) =>
    void lines.push({ level, ...fields, msg });
  const channel = scriptedChannel(shown, sending);
  const deps: Deps = {
    config: {
      publicUrl: 'https://till.example.com',
      apiKeys: ['key-1', 'key-2'],
      leadOrigins: ['https://shop.example.com'],
      turnstile: null,
      outgoing: null,
      trustedProxies: 0,
      locale: 'ru',
      sandbox: false,
      timeZone: SETTINGS.timeZone,
    } as unknown as Config,
    settings: SETTINGS,
    clock: { now: () => now, newId, newToken: newId },
    store,
    metrics: createMetrics(),
    texts: createTexts('ru'),
    log: { info: log('info'), warn: log('warn'), error: log('error') },
    channels: new Map([[channel.id, channel]]),
    providers: new Map([[bank.provider.id, bank.provider]]),
    registers: new Map(),
    marketplaces: new Map(),
    fetch: async () => Promise.reject(new Error('nobody is to be called')),
    render: async ({ kind }) => ({ text: kind }),
    qr: async () => new Uint8Array([1]),
    take: async () => {},
    kick: (job) => void kicks.push(job),
    ...over,
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { deps, app: createApp(deps), store, bank, shown, sending, lines, kicks, pass };
}

/** Saves a deal with all that is in it, as it would have come about. */
export async function seed(desk: Desk, { deal, contact, ...facts }: DealCase): Promise<void> {
  const fresh = <T extends { version: number }>(row: T): T => ({ ...row, version: 0 });
  const { invoices, payments, refunds, disputes, postings, team, policy } = facts;
  const saved = await desk.store.commit({
    contacts: contact ? [fresh(contact)] : [],
    staff: team.map(fresh),
    deals: [fresh(deal)],
    policies: policy ? [fresh(policy)] : [],
    ...{ invoices, payments, refunds, disputes, postings },
  });
  if (saved !== 'committed') throw new Error(`not seeded: ${saved}`);
}

export function scriptedBank(id: string): ScriptedBank {
  const asked: string[] = [];
  const answers: ScriptedBank['answers'] = { start: [], look: [], refund: [], cancel: [] };
  let serial = 0;
  const opened = (): Outcome<Started> => {
    const reference = `${id}-${++serial}`;
    return done({ reference, url: `https://bank.example.com/${reference}`, qr: null, expiresAt: null });
  };
  const bank: ScriptedBank = {
    asked,
    answers,
    reading: { ok: false, status: 400, reason: 'nothing was planned' },
    provider: {
      id,
      can: {
        kinds: ['sbp', 'card'],
        currencies: null,
        refund: 'part',
        cancel: true,
        hold: false,
        receipts: false,
        proof: 'signature',
      },
      start: async ({ idempotencyKey }) => {
        asked.push(`start ${idempotencyKey}`);
        return answers.start.shift() ?? opened();
      },
      look: async ({ reference, paymentId }) => {
        asked.push(`look ${reference ?? paymentId}`);
        return answers.look.shift() ?? done([]);
      },
      readWebhook: async () => bank.reading,
      refund: async ({ idempotencyKey, amount }) => {
        asked.push(`refund ${idempotencyKey} ${amount.minor}`);
        return answers.refund.shift() ?? done({ refundReference: `re-${++serial}`, state: 'pending' });
      },
      cancel: async (reference) => {
        asked.push(`cancel ${reference}`);
        return answers.cancel.shift() ?? done(null);
      },
    },
  };
  return bank;
}

function scriptedChannel(shown: string[], sending: Outcome<Sent>[]): Channel {
  let serial = 0;
  const answer = (line: string): Outcome<Sent> => {
    shown.push(line);
    return sending.shift() ?? done({ ref: `m${++serial}` });
  };
  return {
    id: 'telegram',
    can: { edit: true, maxText: 4096, maxCaption: 1024, links: true },
    send: async (address, { text }: Outgoing) => answer(`send ${address} ${text}`),
    edit: async (address, ref, { text }) => answer(`edit ${address} ${ref} ${text}`),
    readWebhook: async () => ({ ok: false, status: 401, reason: 'nobody writes here' }),
    link: async (payload) => `https://t.me/till_bot?start=${payload}`,
  };
}
