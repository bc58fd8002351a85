import { z } from 'zod';
import { isCurrency } from '../domain/money.ts';
import type { QuietHours } from '../domain/settings.ts';

/** The environment as variables and text; an empty value counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What was wrong with one variable, fit to be shown: never its value. */
export interface Problem {
  readonly variable: string;
  readonly expected: string;
}

export interface Config {
  readonly port: number;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly databaseUrl: string;
  readonly sandbox: boolean;
  readonly owner: { readonly channel: string; readonly address: string } | null;
  readonly locale: string;
  readonly timeZone: string;
  readonly currency: string;
  /** Milliseconds after the invoice, ascending. */
  readonly remindAfter: readonly number[];
  readonly quietHours: QuietHours | null;
  readonly apiKeys: readonly string[];
  readonly logLevel: string;
}

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `30s`, `15m`, `3h`, `2d` as milliseconds; null for anything else. */
function durationOf(text: string): number | null {
  const match = /^(\d{1,5})([smhd])$/.exec(text.trim());
  return match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : null;
}

const durations = z.string().transform((text, context) => {
  if (text.trim() === 'off') return [];
  const read = text.split(',').map(durationOf);
  const good = read.every((each, index) => each !== null && each > 0 && (index === 0 || each > (read[index - 1] ?? 0)));
  if (!good) context.addIssue('durations like 3h,24h,72h (s, m, h or d), each longer than the one before, or off');
  return read as number[];
});

const quietHours = z.string().transform((text, context): QuietHours | null => {
  if (text === 'off') return null;
  const match = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (!match) {
    context.addIssue('two times of day like 21:00-09:00, or off');
    return null;
  }
  const [from, to] = [1, 3].map((at) => Number(match[at]) * 60 + Number(match[at + 1]));
  return { from: from ?? 0, to: to ?? 0 };
});

const owner = z
  .string()
  .regex(/^(telegram:\d{1,20}|whatsapp:\+?\d{7,15})$/, 'telegram:<user id> or whatsapp:<phone>')
  .transform((text) => {
    const [channel = '', address = ''] = text.split(':');
    return { channel, address };
  });

const timeZone = z.string().refine(isTimeZone, 'an IANA time zone, for example Europe/Moscow');
const webAddress = z.string().regex(/^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/, 'an address that starts with http:// or https://');
const database = z.string().regex(/^(file:.+|postgres(ql)?:\/\/.+)$/, 'file:<path> or postgres://<user>:<password>@<host>/<database>');
const port = z.string().regex(/^\d{1,5}$/, 'a port from 0 to 65535').transform(Number).refine((value) => value < 65_536, 'a port from 0 to 65535');
const list = z.string().transform((text) => text.split(',').map((each) => each.trim()).filter(Boolean));

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The core's own variables; every vendor has its own beside it. */
const schema = (locales: readonly string[]) =>
  z.object({
    PORT: port.default(8787),
    PUBLIC_URL: webAddress.optional(),
    DATABASE_URL: database.default('file:./data/tillbot.db'),
    SANDBOX: z.enum(['on', 'off'], 'on or off').optional(),
    OWNER: owner.optional(),
    LOCALE: z.enum(locales as [string, ...string[]], `one of ${locales.join(', ')}`).default(locales[0] ?? 'ru'),
    TIME_ZONE: timeZone.default('Europe/Moscow'),
    CURRENCY: z.string().refine(isCurrency, 'an ISO 4217 code, for example RUB').default('RUB'),
    REMIND_AFTER: durations.default([3, 24, 72].map((hours) => hours * UNITS.h)),
    QUIET_HOURS: quietHours.default({ from: 21 * 60, to: 9 * 60 }),
    API_KEYS: list.default([]),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], 'trace, debug, info, warn, error, fatal or silent').default('info'),
  });

/** A secret of a vendor, and the variable that points its client at a stand-in. */
const VENDOR_SECRET = /^([A-Z]+)_(BOT_TOKEN|ACCESS_TOKEN|SECRET_KEY|PASSWORD|API_SECRET|PASSWORD_1)$/;

/** Reads the core's environment. All problems at once, each with its variable and what was expected. */
export function readConfig(
  environment: Environment,
  locales: readonly string[],
): { ok: true; config: Config } | { ok: false; problems: Problem[] } {
  const set: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) if (value) set[name] = value;
  const read = schema(locales).safeParse(set);
  if (!read.success) {
    return { ok: false, problems: read.error.issues.map((issue) => ({ variable: String(issue.path[0]), expected: issue.message })) };
  }
  const values = read.data;
  const sandbox = values.SANDBOX ? values.SANDBOX === 'on' : !set.TELEGRAM_BOT_TOKEN && !set.WHATSAPP_ACCESS_TOKEN;
  const mixed = sandbox ? realKeys(set) : [];
  if (mixed.length > 0) return { ok: false, problems: mixed };
  return {
    ok: true,
    config: {
      port: values.PORT,
      publicUrl: (values.PUBLIC_URL ?? `http://localhost:${values.PORT}`).replace(/\/+$/, ''),
      databaseUrl: values.DATABASE_URL,
      sandbox,
      owner: values.OWNER ?? null,
      locale: values.LOCALE,
      timeZone: values.TIME_ZONE,
      currency: values.CURRENCY,
      remindAfter: values.REMIND_AFTER,
      quietHours: values.QUIET_HOURS,
      apiKeys: values.API_KEYS,
      logLevel: values.LOG_LEVEL,
    },
  };
}

/** Real keys beside the sandbox. A key whose API root is a test stand is not a real one. */
function realKeys(set: Readonly<Record<string, string>>): Problem[] {
  return Object.keys(set)
    .filter((name) => {
      const vendor = VENDOR_SECRET.exec(name)?.[1];
      return vendor !== undefined && !set[`${vendor}_API_ROOT`];
    })
    .map((variable) => ({ variable, expected: 'no real key while the sandbox is on: set SANDBOX=off, or point its _API_ROOT at a test stand' }));
}

/** Problems as lines for a terminal. */
export function formatProblems(problems: readonly Problem[]): string {
  return ['The environment is not right:', ...problems.map(({ variable, expected }) => `  ${variable}: expected ${expected}`)].join('\n');
}

/** Variables of `.env` give way to the real environment, where that is not empty. */
export function mergeEnvironment(file: Environment, real: Environment): Environment {
  const filled = Object.entries(real).filter(([, value]) => value !== undefined && value !== '');
  return { ...file, ...Object.fromEntries(filled) };
}
