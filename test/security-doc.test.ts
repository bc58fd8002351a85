import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesOf, ROOT } from './support/sources.ts';

const all = ['api', 'bot', 'domain', 'prisma', 'test', 'scripts', 'docs'].flatMap(filesOf);

/** Files that a document names: `api/x.ts`, or `api/payments/<any>/webhook.ts` with a star. */
function namedIn(path: string): string[] {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return [...text.matchAll(/`((?:api|bot|domain|prisma|test|docs)\/[\w./*-]+\.\w+)`/g)].map(
    ([, name = '']) => name,
  );
}

test.each(['SECURITY.md', 'docs/personal-data.md', 'docs/alerts.md', 'docs/deploy-server.md'])(
  '%s names files that are there',
  (document) => {
    const missing = namedIn(document).filter((name) => {
      const fits = new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '[^/]+')}$`);
      return !existsSync(join(ROOT, name)) && !all.some((path) => fits.test(path));
    });
    expect(missing).toEqual([]);
  },
);

test('every threat has a test', () => {
  expect(new Set(namedIn('SECURITY.md').filter((name) => name.startsWith('test/'))).size).toBeGreaterThan(25);
});
