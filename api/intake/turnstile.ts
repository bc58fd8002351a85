import { z } from 'zod';
import type { SiteConfig } from '../config-site.ts';

const TIMEOUT = 5_000;
const answered = z.object({ success: z.boolean() });

/**
 * Asks Cloudflare whether a person was behind a page (Turnstile, server-side validation: `POST
 * /turnstile/v0/siteverify`). A token is good once, for five minutes. Null: Cloudflare does not answer, and nobody
 * knows.
 */
export async function isPerson(
  { secret, root }: NonNullable<SiteConfig['turnstile']>,
  { token, peer }: { readonly token: string; readonly peer: string },
  call: typeof fetch,
): Promise<boolean | null> {
  try {
    const response = await call(`${root}/turnstile/v0/siteverify`, {
      method: 'POST',
      body: new URLSearchParams({
        secret,
        response: token,
        ...(peer === 'unknown' ? {} : { remoteip: peer }),
      }),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return answered.parse(await response.json()).success;
  } catch {
    return null;
  }
}
