import { z } from 'zod';
import type { BotReport } from '../../../domain/ports/account.ts';
import type { Outcome } from '../../../domain/result.ts';
import type { WhatsAppClient } from './client.ts';
import type { WhatsAppConfig } from './config.ts';

/** What of the number is read: how people see it, and where its webhooks go. */
export const numberInfo = z.looseObject({
  display_phone_number: z.string(),
  verified_name: z.string().optional(),
  webhook_configuration: z
    .looseObject({
      phone_number: z.string().optional(),
      whatsapp_business_account: z.string().optional(),
      application: z.string().optional(),
    })
    .optional(),
});

const templateList = z.looseObject({
  data: z.array(z.looseObject({ name: z.string(), language: z.string(), status: z.string() })),
});

/** Reads the number and, where the business account is named, its approved templates. */
export async function checkNumber(
  client: WhatsAppClient,
  config: WhatsAppConfig,
  webhookUrl: string | null,
  signal: AbortSignal | undefined,
): Promise<Outcome<BotReport>> {
  const fields = 'display_phone_number,verified_name,webhook_configuration';
  const number = await client.get(`${config.phoneNumberId}?fields=${fields}`, numberInfo, signal);
  if (!number.ok) return number;
  const missing = await missingWords(client, config, signal);
  if (!missing.ok) return missing;
  const { verified_name: name, display_phone_number: shown, webhook_configuration: hooks } = number.value;
  // The nearest one wins: of the number, of the business account, of the app.
  const set = hooks?.phone_number ?? hooks?.whatsapp_business_account ?? hooks?.application ?? null;
  return {
    ok: true,
    value: {
      name: name ?? shown,
      webhook: webhookUrl === null ? null : { expected: webhookUrl, set, lastError: null },
      // WhatsApp does not tell who can be written to.
      unreachable: [],
      ...(missing.value ? { wordsMissing: missing.value } : {}),
    },
  };
}

async function missingWords(
  client: WhatsAppClient,
  { businessAccountId, templates }: WhatsAppConfig,
  signal: AbortSignal | undefined,
): Promise<Outcome<string[] | null>> {
  if (businessAccountId === null) return { ok: true, value: null };
  const path = `${businessAccountId}/message_templates?fields=name,language,status&limit=1000`;
  const listed = await client.get(path, templateList, signal);
  if (!listed.ok) return listed;
  const approved = new Set(
    listed.value.data
      .filter(({ status }) => status === 'APPROVED')
      .map(({ name, language }) => `${name} (${language})`),
  );
  const wanted = Object.values(templates).flatMap(({ name, languages }) =>
    Object.values(languages).map((code) => `${name} (${code})`),
  );
  return { ok: true, value: wanted.filter((each) => !approved.has(each)) };
}
