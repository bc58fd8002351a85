import { type Context, Hono } from 'hono';
import type { Deps } from '../context.ts';
import type { AppEnv } from '../middleware/request-id.ts';
import { pageHeaders } from '../pages/headers.ts';
import { acceptedLocale } from '../pages/locale.ts';
import { sandboxAssets } from './assets.ts';
import { playgroundPage } from './page.tsx';
import { readProgress } from './progress.ts';
import { WORDS, type Words } from './words.ts';

export interface PlaygroundOptions {
  /** Empties the till's memory and the emulations; without it the page has no such button. */
  readonly startOver?: () => Promise<void>;
  /** Lets another emulated provider be asked first; false for one that is not there. */
  readonly prefer?: (id: string) => boolean;
}

/**
 * The playground at `/sandbox`: phones side by side over the emulated messengers at `/sandbox/<messenger>` and
 * the practice bank at `/sandbox/bank`, which the runtime mounts. Only for the sandbox: it has no login.
 */
export function playgroundRoutes(
  deps: {
    readonly store: Pick<Deps['store'], 'deals' | 'invoices'>;
    readonly config: Pick<Deps['config'], 'publicUrl' | 'locale'>;
    readonly providers?: Deps['providers'];
  },
  options: PlaygroundOptions = {},
): Hono<AppEnv> {
  const { startOver, prefer } = options;
  const app = new Hono<AppEnv>();
  app.route('/', sandboxAssets.routes);
  const headers = pageHeaders({ frames: "'self'" });
  app.get('/sandbox', headers, (c) => {
    const elsewhere = sameMachine(c.req.url, deps.config.publicUrl);
    if (elsewhere) return c.redirect(elsewhere);
    return c.html(
      playgroundPage({
        words: wordsFor(c, deps.config.locale),
        publicUrl: deps.config.publicUrl,
        canStartOver: startOver !== undefined,
        providers: prefer ? [...(deps.providers?.keys() ?? [])] : [],
      }),
    );
  });
  app.get('/sandbox/progress', async (c) => {
    c.header('cache-control', 'no-store');
    return c.json(await readProgress(deps.store));
  });
  if (prefer) {
    app.post('/sandbox/provider', async (c) => {
      if (c.req.header('sec-fetch-site') === 'cross-site') return c.text('Forbidden', 403);
      const { id } = await c.req.parseBody();
      if (!prefer(String(id))) return c.text('There is no such provider here', 404);
      return c.redirect(`/sandbox?lang=${wordsFor(c, deps.config.locale).locale}`, 303);
    });
  }
  if (startOver) {
    app.post('/sandbox/start-over', async (c) => {
      // Another site's form must not empty somebody's playground (Fetch Metadata, W3C).
      if (c.req.header('sec-fetch-site') === 'cross-site') return c.text('Forbidden', 403);
      await startOver();
      return c.redirect(`/sandbox?lang=${wordsFor(c, deps.config.locale).locale}`, 303);
    });
  }
  return app;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The page at the public address, when it was opened by another name of the same machine: pay pages and
 * the bank, which the phones show in frames, would be another site there.
 */
function sameMachine(address: string, publicUrl: string): string | null {
  const [here, there] = [new URL(address), new URL(publicUrl)];
  const aliases = LOOPBACK.has(here.hostname) && LOOPBACK.has(there.hostname) && here.port === there.port;
  return aliases && here.hostname !== there.hostname ? `${there.origin}${here.pathname}${here.search}` : null;
}

function wordsFor(c: Context, fallback: string): Words {
  const locales = Object.keys(WORDS);
  const nearest = (tag: string | null | undefined) =>
    locales.find((each) => each === tag?.split('-')[0]?.toLowerCase()) ??
    (locales.includes(fallback) ? fallback : 'en');
  const asked = c.req.query('lang');
  const locale =
    asked && WORDS[asked] ? asked : acceptedLocale(c.req.header('accept-language'), { locales, nearest });
  const words = WORDS[locale] ?? WORDS.en;
  if (!words) throw new Error('the playground has no words');
  return words;
}
