import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** One file of the project. Paths are from its root, with `/`. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

export interface Import {
  /** A path of ours, or the name of a package or of one of Node's modules. */
  readonly to: string;
  readonly kind: 'ours' | 'package' | 'node' | 'missing';
}

/** The code of the folders given, generated files left out. */
export function sourcesOf(...folders: string[]): Source[] {
  return folders.flatMap((folder) => filesOf(folder).filter(isCode).map(readSource));
}

/** Every file under a folder, generated ones left out. */
export function filesOf(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (path === 'prisma/generated') return [];
    return entry.isDirectory() ? filesOf(path) : [path];
  });
}

function isCode(path: string): boolean {
  return /\.(ts|tsx|mjs|js)$/.test(path) && !path.endsWith('.d.ts');
}

function readSource(path: string): Source {
  const text = readFileSync(join(ROOT, path), 'utf8');
  return { path, text, lines: text.trimEnd().split('\n').length, imports: importsOf(path, text) };
}

/** `import … from`, `export … from`, `import '…'`, `import('…')`; types are imports as well. */
const IMPORT =
  /^(?:import|export)\s+(?:type\s+)?(?:[\w$*\s,{}]+?\sfrom\s+)?'([^'\n]+)'|\bimport\(\s*'([^'\n]+)'\s*\)/gm;

export function importsOf(path: string, text: string): Import[] {
  return [...text.matchAll(IMPORT)].map((match) => resolve(path, match[1] ?? match[2] ?? ''));
}

function resolve(from: string, name: string): Import {
  if (isBuiltin(name)) return { to: name.replace(/^node:/, ''), kind: 'node' };
  if (!name.startsWith('.')) {
    const parts = name.split('/');
    return { to: parts.slice(0, name.startsWith('@') ? 2 : 1).join('/'), kind: 'package' };
  }
  const to = relative(ROOT, join(ROOT, dirname(from), name)).replaceAll('\\', '/');
  const found = existsSync(join(ROOT, to)) && statSync(join(ROOT, to)).isFile();
  return { to, kind: found || to.startsWith('prisma/generated/') ? 'ours' : 'missing' };
}
