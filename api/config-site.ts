import { z } from 'zod';
import { isPublicAddress } from './outgoing/address.ts';

const ORIGINS = 'comma-separated origins like https://shop.example.com, without a path';
const SECRETS = 'a secret of Standard Webhooks: whsec_ and 24 to 64 random bytes as base64';

/** Variables of what comes in over the site and other systems, and of what they are told. */
export const siteVariables = {
  LEAD_ORIGINS: z
    .string()
    .transform(listOf)
    .pipe(z.array(z.string().refine(isOrigin, ORIGINS)))
    .prefault(''),
  TURNSTILE_SECRET: z.string().optional(),
  TURNSTILE_API_ROOT: z
    .string()
    .refine((text) => URL.canParse(text), 'an address that starts with https://')
    .prefault('https://challenges.cloudflare.com'),
  OUTGOING_WEBHOOKS: z
    .string()
    .transform(listOf)
    .pipe(z.array(z.string().refine(isWebAddress, 'comma-separated addresses that start with https://')))
    .prefault(''),
  OUTGOING_WEBHOOK_SECRET: z
    .string()
    .transform(listOf)
    .pipe(z.array(z.string().refine(isSigningSecret, SECRETS)))
    .prefault(''),
  OUTGOING_WEBHOOK_PRIVATE: z.enum(['on', 'off'], 'on or off').prefault('off'),
};

/** What the site and other systems may do, as `Config` holds it. */
export interface SiteConfig {
  /** Origins of pages that may leave requests, `https://shop.example.com`. */
  readonly leadOrigins: readonly string[];
  /** With which it is checked that a person left a request; null: it is not. */
  readonly turnstile: { readonly secret: string; readonly root: string } | null;
  /** Who is told what happens to deals; null: nobody. */
  readonly outgoing: OutgoingConfig | null;
}

export interface OutgoingConfig {
  readonly urls: readonly string[];
  /** Each call is signed with all of them: the old one goes when every reader knows the new one. */
  readonly secrets: readonly string[];
  /** Addresses of this machine and its network may be called. */
  readonly privateToo: boolean;
}

type Read = z.infer<z.ZodObject<typeof siteVariables>>;

export function siteOf(read: Read, sandbox: boolean): SiteConfig {
  const { TURNSTILE_SECRET: secret, OUTGOING_WEBHOOKS: urls } = read;
  const privateToo = sandbox || read.OUTGOING_WEBHOOK_PRIVATE === 'on';
  return {
    leadOrigins: read.LEAD_ORIGINS,
    turnstile: secret ? { secret, root: read.TURNSTILE_API_ROOT.replace(/\/+$/, '') } : null,
    outgoing: urls.length > 0 ? { urls, secrets: read.OUTGOING_WEBHOOK_SECRET, privateToo } : null,
  };
}

/** What only shows once it is known whether the sandbox is on. */
export function siteProblems(site: SiteConfig, sandbox: boolean): { variable: string; expected: string }[] {
  const { outgoing } = site;
  if (!outgoing) return [];
  const plain = !sandbox && outgoing.urls.some((url) => !url.startsWith('https:'));
  const near = !outgoing.privateToo && !outgoing.urls.every((url) => isPublicAddress(new URL(url).hostname));
  const unsigned = outgoing.secrets.length === 0;
  return [
    ...(plain ? [{ variable: 'OUTGOING_WEBHOOKS', expected: 'addresses that start with https://' }] : []),
    ...(near && !plain
      ? [
          {
            variable: 'OUTGOING_WEBHOOKS',
            expected:
              'addresses on the internet, or OUTGOING_WEBHOOK_PRIVATE=on for those of your own network',
          },
        ]
      : []),
    ...(unsigned ? [{ variable: 'OUTGOING_WEBHOOK_SECRET', expected: SECRETS }] : []),
  ];
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
}

function isOrigin(text: string): boolean {
  return isWebAddress(text) && new URL(text).origin === text;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).hash === '';
}

/** Standard Webhooks, "Signature scheme": 24 to 64 bytes, base64, after `whsec_`. */
function isSigningSecret(text: string): boolean {
  const [, base64 = ''] = /^whsec_([A-Za-z\d+/]+={0,2})$/.exec(text) ?? [];
  const bytes = Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
  return bytes >= 24 && bytes <= 64;
}
