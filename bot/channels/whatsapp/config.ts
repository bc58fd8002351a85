import { z } from 'zod';
import { MEANINGS, type MeaningKind } from '../../../domain/meaning.ts';

/** Where Meta itself listens. */
export const WHATSAPP_API_ROOT = 'https://graph.facebook.com';

/** An approved template: its name at Meta, and the language code there for each language of ours. */
export interface TemplateConfig {
  readonly name: string;
  readonly languages: Readonly<Record<string, string>>;
}

/** What the WhatsApp channel must know. */
export interface WhatsAppConfig {
  readonly accessToken: string;
  readonly phoneNumberId: string;
  /** Proves that webhooks are Meta's. */
  readonly appSecret: string;
  /** Our own word for the check when a webhook is set up. */
  readonly verifyToken: string;
  /** No slash at the end, without the version. */
  readonly apiRoot: string;
  readonly apiVersion: string;
  /** For the check-up of templates; null: they are not looked at. */
  readonly businessAccountId: string | null;
  readonly templates: Readonly<Record<MeaningKind, TemplateConfig>>;
}

/** Languages of the texts that README gives for approval. */
const LANGUAGES = { ru: 'ru', en: 'en' };

/** An empty variable counts as one that is not set. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const template = z.strictObject({
  // Names at Meta: lower-case letters, digits and underscores.
  name: z.string().regex(/^[a-z0-9_]{1,512}$/),
  languages: z.record(z.string(), z.string().regex(/^[a-z]{2,3}(_[A-Z]{2})?$/)).optional(),
});

const TEMPLATES_WANTED = `expected JSON like {"reminder":{"name":"my_reminder","languages":{"ru":"ru"}}}, of: ${MEANINGS.join(', ')}`;

const templates = z
  .string()
  .transform((text, context) => {
    const read = z.partialRecord(z.enum(MEANINGS), template).safeParse(parseJson(text));
    if (read.success) return read.data;
    context.addIssue({ code: 'custom', message: TEMPLATES_WANTED });
    return z.NEVER;
  })
  .optional();

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const digits = (what: string) => z.string().regex(/^\d{3,32}$/, `expected ${what}: digits`);

/** Without the token there is no channel; with it the others must be there. */
const NEEDED = ['WHATSAPP_PHONE_NUMBER_ID', 'WHATSAPP_APP_SECRET', 'WHATSAPP_VERIFY_TOKEN'] as const;

/**
 * WhatsApp's part of the environment: gives its configuration, or null when no token is set. Issues are
 * under the variable's name and say what was expected; they never hold the value.
 */
export const whatsappEnv = z
  .object({
    WHATSAPP_ACCESS_TOKEN: optional(z.string().regex(/^\S{3,1024}$/, 'expected a token without spaces')),
    WHATSAPP_PHONE_NUMBER_ID: optional(digits('the id of the phone number, as the API setup shows it')),
    WHATSAPP_APP_SECRET: optional(z.string().regex(/^\S{3,256}$/, 'expected the secret of the app')),
    WHATSAPP_VERIFY_TOKEN: optional(z.string().regex(/^\S{1,256}$/, 'expected a word without spaces')),
    WHATSAPP_API_ROOT: optional(
      z.url({ protocol: /^https?$/, error: `expected an address like ${WHATSAPP_API_ROOT}` }),
    ),
    WHATSAPP_API_VERSION: optional(z.string().regex(/^v\d{1,3}\.\d$/, 'expected a version like v24.0')),
    WHATSAPP_BUSINESS_ACCOUNT_ID: optional(digits('the id of the WhatsApp Business account')),
    WHATSAPP_TEMPLATES: optional(templates),
  })
  .superRefine((env, context) => {
    if (!env.WHATSAPP_ACCESS_TOKEN) return;
    for (const name of NEEDED) {
      if (env[name]) continue;
      const message = 'expected a value, because WHATSAPP_ACCESS_TOKEN is set';
      context.addIssue({ code: 'custom', path: [name], message });
    }
  })
  .transform((env): WhatsAppConfig | null => {
    if (!env.WHATSAPP_ACCESS_TOKEN) return null;
    return {
      accessToken: env.WHATSAPP_ACCESS_TOKEN,
      phoneNumberId: env.WHATSAPP_PHONE_NUMBER_ID ?? '',
      appSecret: env.WHATSAPP_APP_SECRET ?? '',
      verifyToken: env.WHATSAPP_VERIFY_TOKEN ?? '',
      apiRoot: (env.WHATSAPP_API_ROOT ?? WHATSAPP_API_ROOT).replace(/\/+$/, ''),
      apiVersion: env.WHATSAPP_API_VERSION ?? 'v24.0',
      businessAccountId: env.WHATSAPP_BUSINESS_ACCOUNT_ID ?? null,
      templates: templatesOf(env.WHATSAPP_TEMPLATES ?? {}),
    };
  });

type Chosen = Partial<Record<MeaningKind, z.infer<typeof template>>>;

function templatesOf(chosen: Chosen): Record<MeaningKind, TemplateConfig> {
  const all = MEANINGS.map((kind) => {
    const { name = `tillbot_${kind}`, languages = LANGUAGES } = chosen[kind] ?? {};
    return [kind, { name, languages }] as const;
  });
  return Object.fromEntries(all) as Record<MeaningKind, TemplateConfig>;
}
