import { type RobokassaConfig, robokassaEnv } from '../../api/payments/robokassa/config.ts';
import {
  createFakeRobokassa,
  type FakeRobokassa,
  type FakeRobokassaOptions,
} from '../../api/payments/robokassa/fake.ts';
import { createRobokassa } from '../../api/payments/robokassa/index.ts';
import { shpParts, sign } from '../../api/payments/robokassa/signature.ts';
import type { PaymentProvider, RawWebhook, StartRequest } from '../../domain/ports/payment-provider.ts';
import { posted, startVendor, type VendorStand } from './vendor-stand.ts';

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

export interface RobokassaStand extends VendorStand<FakeRobokassa> {
  readonly provider: PaymentProvider;
  /** The same shop with other settings. */
  open(over: Readonly<Record<string, string>>): PaymentProvider;
  /** Numbers of the links that were made. */
  readonly links: ReadonlyMap<string, string>;
  /** Requests that reached Robokassa, in order, with their bodies. */
  readonly requests: readonly { readonly url: string; readonly body: string }[];
  /** The customer opens a link and presses a button. */
  visit(reference: string, press: 'pay' | 'decline' | null): Promise<Response>;
}

const SHOP = {
  login: SETTINGS.ROBOKASSA_LOGIN,
  password1: SETTINGS.ROBOKASSA_PASSWORD_1,
  password2: SETTINGS.ROBOKASSA_PASSWORD_2,
  password3: SETTINGS.ROBOKASSA_PASSWORD_3,
  hash: 'md5',
} as const;

/** Robokassa behind a network that is not there: `fetch` reaches it, and its notices are kept. */
export function startRobokassa(options: Partial<FakeRobokassaOptions> = {}): RobokassaStand {
  const requests: { url: string; body: string }[] = [];
  const addresses = { publicRoot: ROOT, resultUrl: RESULT_URL, returnUrl: `${RESULT_URL}/return` };
  const stand = startVendor({
    root: ROOT,
    webhookUrl: RESULT_URL,
    make: (deps) => createFakeRobokassa({ shop: SHOP, ...addresses, ...deps, ...options }),
    heard: async (request) => void requests.push({ url: request.url, body: await request.text() }),
    acknowledge: (raw) => `OK${fieldsOf(raw).InvId}`,
  });
  const links = new Map<string, string>();
  const open = (over: Readonly<Record<string, string>>) => {
    const config = robokassaEnv.parse({ ...SETTINGS, ...over }) as RobokassaConfig;
    return noting(createRobokassa(config, stand.deps), links);
  };
  const visit: RobokassaStand['visit'] = async (reference, press) => {
    const page = await fetch(links.get(reference) ?? `${ROOT}/pay/${reference}`);
    if (!press || !page.ok) return page;
    await page.text();
    const body = new URLSearchParams({ do: press });
    return fetch(`${ROOT}/pay/${reference}`, { method: 'POST', body, redirect: 'manual' });
  };
  return { ...stand, provider: open({}), open, links, requests, visit };
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
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  return posted(RESULT_URL, new URLSearchParams(fields).toString(), headers);
}

/** The fields of a notice. */
export function fieldsOf({ body }: Pick<RawWebhook, 'body'>): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(new TextDecoder().decode(body)));
}
