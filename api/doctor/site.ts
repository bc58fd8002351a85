import { hearsWebhooks } from '../heard.ts';
import { type Check, type DoctorDesk, fail, ok, warn } from './desk.ts';

const PATIENCE = 5_000;

/** Our own address: https, and it leads to us. */
export const checkSite: Check = async (desk) => {
  const { publicUrl: url } = desk.config;
  const why = await reach(desk, url);
  const reached = why === null ? ok('url-reached', { url }) : fail('url-unreachable', { url, why });
  if (hearsWebhooks(url)) return [ok('url-https', { url }), reached];
  // In the playground everybody is on this machine.
  return desk.config.sandbox ? [reached] : [warn('url-local', { url }), reached];
};

/** Null when a till answers there. */
async function reach({ fetch: send }: DoctorDesk, url: string): Promise<string | null> {
  try {
    const answer = await send(`${url}/healthz`, {
      signal: AbortSignal.timeout(PATIENCE),
      redirect: 'manual',
    });
    const body = (await answer.text()).slice(0, 1_000);
    if (answer.status === 200 && body.includes('"status":"ok"')) return null;
    return `HTTP ${answer.status}`;
  } catch (error) {
    return wordsOf(error);
  }
}

/** `fetch failed` says little; its cause says `ENOTFOUND`. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  return code ? `${error.message} (${code})` : error.message;
}
