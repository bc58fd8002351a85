import { z } from 'zod';
import type { PolicyChoices } from '../domain/policy.ts';
import type { Seller } from '../domain/seller.ts';
import type { QuietHours } from '../domain/settings.ts';
import { policiesJson, policiesOf } from './config-policies.ts';
import { checkAccount, sellerOf, sellerVariables } from './config-seller.ts';
import { type SiteConfig, siteOf, siteProblems, siteVariables } from './config-site.ts';
import * as values from './config-values.ts';

/** The environment as variables and text; an empty value counts as not set. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What was wrong with one variable, fit to be shown: never its value. */
export interface Problem {
  readonly variable: string;
  readonly expected: string;
}

/** The core's settings, read once at start. The variables are those of the outside contract (README). */
export interface Config extends SiteConfig {
  /** 0: any free port. */
  readonly port: number;
  /** How the world reaches us, without a slash at the end. */
  readonly publicUrl: string;
  /** `file:` or `postgres://`; may hold a password. */
  readonly databaseUrl: string;
  /** Emulated chat and bank. Never true beside a real key of a vendor. */
  readonly sandbox: boolean;
  readonly owner: { readonly channel: string; readonly address: string } | null;
  readonly locale: string;
  readonly timeZone: string;
  readonly currency: string;
  /** Milliseconds after the invoice, ascending. */
  readonly remindAfter: readonly number[];
  readonly quietHours: QuietHours | null;
  readonly seller: Seller;
  /** How customers pay, by funnel, where the deployment says so. */
  readonly policies: Readonly<Record<string, PolicyChoices>>;
  /** What the owner said about receipts; null: they are made when there is a tax system, or a register. */
  readonly receipts: Seller['receipts'] | null;
  /** Who makes receipts where both could: the seller's own register unless it says otherwise. */
  readonly receiptsBy: 'provider' | 'register';
  /** When the customer is asked where the receipt goes, if nothing is known. */
  readonly receiptContact: 'before' | 'after';
  readonly apiKeys: readonly string[];
  /** How many proxies of our own stand in front: their `X-Forwarded-For` is believed so far. */
  readonly trustedProxies: number;
  readonly logLevel: LogLevel;
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** The core's own variables; every vendor has its own beside it. */
const schema = (locales: readonly string[]) =>
  z.object({
    PORT: values.port.prefault('8787'),
    PUBLIC_URL: values.webAddress.optional(),
    DATABASE_URL: values.database.prefault('file:./data/tillbot.db'),
    SANDBOX: z.enum(['on', 'off'], 'on or off').optional(),
    SANDBOX_MARKETPLACES: z.enum(['on', 'off'], 'on or off').prefault('off'),
    OWNER: values.owner.optional(),
    LOCALE: z.enum(locales, `one of: ${locales.join(', ')}`).prefault('ru'),
    TIME_ZONE: values.timeZone.prefault('Europe/Moscow'),
    CURRENCY: values.currency.prefault('RUB'),
    REMIND_AFTER: values.durations.prefault('3h,24h,72h'),
    QUIET_HOURS: values.quietHours.prefault('21:00-09:00'),
    ...sellerVariables,
    POLICIES: policiesJson.prefault('{}'),
    API_KEYS: values.keys.prefault(''),
    ...siteVariables,
    TRUST_PROXY: values.small.prefault('0'),
    LOG_LEVEL: z.enum(LOG_LEVELS, `one of: ${LOG_LEVELS.join(', ')}`).prefault('info'),
  });

export type ConfigRead =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads the core's environment. All problems at once, each with its variable and what was expected. */
export function readConfig(environment: Environment, locales: readonly string[]): ConfigRead {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value)) as Record<
    string,
    string
  >;
  const read = schema(locales).superRefine(checkAccount).safeParse(set);
  if (!read.success) return { ok: false, problems: problemsOf(read.error) };
  const sandbox = read.data.SANDBOX ? read.data.SANDBOX === 'on' : !hasChannel(set);
  const mixed = sandbox ? realKeys(set) : [];
  const config = toConfig(read.data, sandbox);
  const problems = [...mixed, ...siteProblems(config, sandbox)];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config };
}

function toConfig(read: z.infer<ReturnType<typeof schema>>, sandbox: boolean): Config {
  return {
    port: read.PORT,
    publicUrl: read.PUBLIC_URL ?? `http://localhost:${read.PORT}`,
    databaseUrl: read.DATABASE_URL,
    sandbox,
    owner: read.OWNER ?? null,
    locale: read.LOCALE,
    timeZone: read.TIME_ZONE,
    currency: read.CURRENCY,
    remindAfter: read.REMIND_AFTER,
    quietHours: read.QUIET_HOURS,
    seller: sellerOf(read, sandbox),
    policies: policiesOf(read.POLICIES, sellerOf(read, sandbox)),
    receipts: read.RECEIPTS ?? null,
    receiptsBy: read.RECEIPTS_BY,
    // In practice nobody waits for a receipt, and everybody wants to see the payment.
    receiptContact: read.RECEIPT_CONTACT ?? (sandbox ? 'after' : 'before'),
    apiKeys: read.API_KEYS,
    ...siteOf(read, sandbox),
    trustedProxies: read.TRUST_PROXY,
    logLevel: read.LOG_LEVEL,
  };
}

/** What a check of variables found, one line a variable. Also for the vendors' own schemas. */
export function problemsOf(error: z.ZodError): Problem[] {
  const found = new Map<string, string>();
  for (const { path, message } of error.issues) {
    const variable = String(path[0] ?? '');
    if (!found.has(variable)) found.set(variable, message.replace(/^expected /, ''));
  }
  return [...found].map(([variable, expected]) => ({ variable, expected }));
}

/** Without a messenger there is nobody to talk to, and the sandbox is what a newcomer wants. */
function hasChannel(set: Readonly<Record<string, string>>): boolean {
  return Boolean(set.TELEGRAM_BOT_TOKEN || set.WHATSAPP_ACCESS_TOKEN);
}

/**
 * How the contract names what moves real money or speaks to real people. Told by name and not by a list
 * of vendors, so that a new vendor is covered from its first day.
 */
const SECRET =
  /^([A-Z]+)_(BOT_TOKEN|ACCESS_TOKEN|PROVIDER_TOKEN|SECRET_KEY|API_KEY|API_SECRET|PASSWORD|PASSWORD_[12])$/;

/** Real keys beside the sandbox. A key whose API root is a test stand is not a real one. */
function realKeys(set: Readonly<Record<string, string>>): Problem[] {
  const real = Object.keys(set).filter((name) => {
    const [, vendor = '', kind = ''] = SECRET.exec(name) ?? [];
    // A password alone may be the database's or the mail server's: a vendor has a login or key beside it.
    if (!vendor || (kind === 'PASSWORD' && !set[`${vendor}_LOGIN`] && !set[`${vendor}_TERMINAL_KEY`]))
      return false;
    return !isTestStand(set[`${vendor}_API_ROOT`], vendor);
  });
  return real.map((variable) => ({
    variable,
    expected: `no real key while the sandbox is on (${why(set)}), or ${variable.split('_')[0]}_API_ROOT at a test stand`,
  }));
}

function why(set: Readonly<Record<string, string>>): string {
  return set.SANDBOX
    ? 'SANDBOX=on'
    : 'SANDBOX is not set, and no channel token is: set SANDBOX=off if you mean it';
}

/** An address in the vendor's own domain, `api.<vendor>.ru`, is no test stand. */
function isTestStand(root: string | undefined, vendor: string): boolean {
  if (!root || !URL.canParse(root)) return false;
  return new URL(root).hostname.split('.').at(-2) !== vendor.toLowerCase();
}

/** Problems as lines for a terminal. */
export function formatProblems(problems: readonly Problem[]): string {
  const lines = problems.map(({ variable, expected }) => `  ${variable}: expected ${expected}`);
  return ['Tillbot does not start, because of its environment:', ...lines].join('\n');
}

/** Variables of `.env` give way to the real environment, where that is not empty. */
export function mergeEnvironment(file: Environment | null, real: Environment): Environment {
  const filled = Object.entries(real).filter(([, value]) => value !== undefined && value !== '');
  return { ...file, ...Object.fromEntries(filled) };
}
