import { z } from 'zod';
import type { Stage } from '../../../domain/deal.ts';
import { stageMapHint, stageMapOf } from '../stage-map.ts';

/** How an account at amoCRM (Kommo) is spoken to. */
export interface AmocrmConfig {
  /** Address in front of `/api/v4`, without a slash at the end. */
  readonly root: string;
  readonly token: string;
  /** Null: the account's main pipeline. */
  readonly pipeline: number | null;
  readonly stageIds: Readonly<Partial<Record<Stage, string>>>;
}

/** An empty value counts as not set. */
const text = z
  .string()
  .trim()
  .optional()
  .transform((value) => value || undefined);

const variables = z.object({
  AMOCRM_URL: text,
  AMOCRM_TOKEN: text,
  AMOCRM_API_ROOT: text,
  AMOCRM_PIPELINE: text,
  AMOCRM_STAGES: text,
});
type Variables = z.infer<typeof variables>;

/** The variables of amoCRM; null when neither address nor token is set. Messages never repeat a value. */
export const amocrmEnv = variables.transform((env, context): AmocrmConfig | null => {
  const { AMOCRM_URL: url, AMOCRM_TOKEN: token, AMOCRM_PIPELINE: pipeline } = env;
  if (!url && !token) return null;
  for (const { variable, expected } of problemsOf(env))
    context.addIssue({ code: 'custom', path: [variable], message: expected });
  return {
    root: (env.AMOCRM_API_ROOT ?? url ?? '').replace(/\/+$/, ''),
    token: token ?? '',
    pipeline: pipeline ? Number(pipeline) : null,
    stageIds: stageMapOf(env.AMOCRM_STAGES ?? '', isId) ?? {},
  };
});

/** A rule of one variable: what is expected when the value is there and wrong. */
const RULES: readonly [keyof Variables, (value: string) => boolean, string][] = [
  ['AMOCRM_URL', isAccount, 'the address of the account like https://example.amocrm.ru'],
  // It travels in a header.
  ['AMOCRM_TOKEN', (value) => /^[\x21-\x7e]+$/.test(value), 'the long-lived token as amoCRM shows it'],
  [
    'AMOCRM_API_ROOT',
    (value) => /^https?:\/\/[^/?#@]+/.test(value),
    'an address that starts with http:// or https://',
  ],
  ['AMOCRM_PIPELINE', isId, 'the number of a pipeline'],
  ['AMOCRM_STAGES', (value) => stageMapOf(value, isId) !== null, stageMapHint('lead=123,paid=142')],
];

function problemsOf(env: Variables): { variable: keyof Variables; expected: string }[] {
  const missing = [
    ...(env.AMOCRM_URL ? [] : [{ variable: 'AMOCRM_URL', expected: RULES[0]![2] } as const]),
    ...(env.AMOCRM_TOKEN
      ? []
      : [{ variable: 'AMOCRM_TOKEN', expected: 'the token, beside AMOCRM_URL' } as const]),
  ];
  const wrong = RULES.flatMap(([variable, holds, expected]) => {
    const value = env[variable];
    return value && !holds(value) ? [{ variable, expected }] : [];
  });
  return [...missing, ...wrong];
}

function isId(value: string): boolean {
  return /^[1-9]\d{0,14}$/.test(value);
}

/** An address without path, query and name. The token goes there: nothing but https. */
function isAccount(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : null;
  return url?.protocol === 'https:' && url.pathname === '/' && !url.search && !url.hash && !url.username;
}
