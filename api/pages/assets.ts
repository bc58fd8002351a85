import { Hono } from 'hono';

/** Static text files of pages, with an address that changes when any of them changes. */
export interface Assets {
  /** Address for a page: `/assets/pay.js?v=1f0c…`. Throws for a name that is not in the set: a bug. */
  href(name: string): string;
  /** Serves the set: to be mounted at the root. */
  readonly routes: Hono;
}

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/**
 * A set of `.css`, `.js` and `.svg` texts under `prefix`. All share one version, because scripts import
 * each other (`from './chat.client.js'`, served as `./chat.js`): a version of its own for each would
 * leave an old import in the cache behind a new page.
 */
export function createAssets(prefix: string, files: Readonly<Record<string, string>>): Assets {
  const version = fingerprint(Object.entries(files).flat().join('\0'));
  const texts = new Map(Object.entries(files).map(([name, text]) => [name, withVersion(text, version)]));
  const routes = new Hono();
  routes.get(`${prefix}/:name`, (c) => {
    const name = c.req.param('name');
    const text = texts.get(name);
    const type = TYPES[name.split('.').at(-1) ?? ''];
    if (text === undefined || !type) return c.text('Not found', 404);
    // An address without the right version may meet another text tomorrow.
    const cache = c.req.query('v') === version ? 'public, max-age=31536000, immutable' : 'no-cache';
    return c.body(text, 200, {
      'content-type': type,
      'cache-control': cache,
      'x-content-type-options': 'nosniff',
    });
  });
  return {
    routes,
    href(name) {
      if (!texts.has(name)) throw new Error(`no asset ${name}`);
      return `${prefix}/${name}?v=${version}`;
    },
  };
}

function withVersion(text: string, version: string): string {
  return text.replaceAll(/from '\.\/([\w-]+)\.client\.js'/g, `from './$1.js?v=${version}'`);
}

/** FNV-1a, 64 bits: names a content, proves nothing. */
function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}
