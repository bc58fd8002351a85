import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PAYMENT_KINDS } from '../domain/payment.ts';
import { IMPORT_RULES } from './support/import-rules.ts';
import { filesOf, importsOf, ROOT, type Source, sourcesOf } from './support/sources.ts';

/** Holds what it forbids. */
const THIS = /^test\/architecture\.test\.ts$/;

const program = sourcesOf('domain', 'bot', 'api', 'prisma');
const tests = sourcesOf('test');
const everything = [...program, ...tests, ...sourcesOf('scripts')];
const inPackage = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};

/** Files in which a line matches, with the line's number, for a message that can be clicked. */
function places(sources: readonly Source[], pattern: RegExp, but?: RegExp): string[] {
  return sources
    .filter(({ path }) => !but?.test(path))
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
    );
}

describe('who imports whom', () => {
  test('imports are seen in every form, types among them', () => {
    const text = [
      "import 'node:fs';",
      "import type { A } from './a.ts';",
      "import {\n  type B,\n  c,\n} from '../api/b.ts';",
      "export * from '@scope/name/deep';",
      "const late = await import('zod');",
    ].join('\n');
    expect(importsOf('bot/x.ts', text).map(({ to }) => to)).toEqual([
      'fs',
      'bot/a.ts',
      'api/b.ts',
      '@scope/name',
      'zod',
    ]);
  });

  for (const { rule, why, from, butFrom, forbids } of IMPORT_RULES) {
    test(rule, () => {
      const broken = everything
        .filter(({ path }) => from.test(path) && !butFrom?.test(path))
        .flatMap(({ path, imports }) =>
          imports.filter((each) => forbids(each, path)).map(({ to }) => `${path} imports ${to}`),
        );
      expect(broken, why).toEqual([]);
    });
  }

  test('no two files need each other, directly or in a ring', () => {
    expect(ringsIn(everything)).toEqual([]);
  });

  test('the program needs only packages that are there when it is deployed', () => {
    const used = program.flatMap(({ path, imports }) =>
      imports
        .filter(({ kind, to }) => kind === 'package' && !(to in inPackage.dependencies))
        .map(({ to }) => `${path}: ${to}`),
    );
    expect(used).toEqual([]);
  });
});

/** Rings of imports, each as a readable chain. */
function ringsIn(sources: readonly Source[]): string[] {
  const next = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.filter(({ kind }) => kind === 'ours').map(({ to }) => to),
    ]),
  );
  const done = new Set<string>();
  const rings: string[] = [];
  const visit = (path: string, trail: readonly string[]) => {
    const seen = trail.indexOf(path);
    if (seen >= 0) rings.push([...trail.slice(seen), path].join(' -> '));
    if (seen >= 0 || done.has(path)) return;
    for (const to of next.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const path of next.keys()) visit(path, []);
  return rings;
}

/** Folders of vendors, each with the list beside it. */
const vendors = ['bot/channels', 'api/payments', 'api/fiscal', 'api/mirrors', 'api/connectors'];
const vendorFolders = vendors.flatMap((list) =>
  readdirSync(join(ROOT, list), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => ({ list, name: entry.name })),
);

describe('a vendor is one folder of seven files and one line', () => {
  for (const { list, name } of vendorFolders) {
    test(`${list}/${name}`, () => {
      const files = readdirSync(join(ROOT, list, name)).map((file) => file.replace(/\.(ts|tsx)$/, ''));
      // Nobody calls us from these: a mirror is only told, a marketplace is asked.
      const webhook = ['api/mirrors', 'api/connectors'].includes(list) ? [] : ['webhook'];
      const expected = ['index', 'config', 'client', 'convert', ...webhook, 'fake', 'README.md'];
      expect(
        expected.filter((file) => !files.includes(file)),
        'missing files',
      ).toEqual([]);
      const index = readFileSync(join(ROOT, list, 'index.ts'), 'utf8');
      expect(index, 'the list beside it').toContain(`'./${name}/index.ts'`);
    });
  }

  test('no vendor is named in the code of others', () => {
    // The core names channels where people write `OWNER=telegram:1`, and their tokens, which decide on the
    // sandbox; the entry of the playground plays one channel; a messenger's preview agent has its own name. Words for
    // people are texts, not code.
    const may =
      /^(api\/config|api\/config-values|api\/node-sandbox|api\/deps|api\/sandbox\/|api\/pages\/preview-agents|bot\/texts\/)/;
    // One vendor may be a messenger and a payment provider: two folders and two lines.
    const ofVendor = (vendor: string) =>
      vendorFolders
        .filter(({ name }) => name === vendor)
        .flatMap(({ list }) => [`${list}/${vendor}/`, `${list}/index.ts`]);
    const named = vendorFolders
      // A kind that no vendor stands behind has its folder under the name of the kind, which all speak of.
      .filter(({ name }) => name !== 'sandbox' && !(PAYMENT_KINDS as readonly string[]).includes(name))
      .flatMap(({ name }) => {
        const others = program.filter(({ path }) => !ofVendor(name).some((own) => path.startsWith(own)));
        return places(others.map(withoutComments), new RegExp(`\\b${name}\\b`, 'i'), may);
      });
    expect(named).toEqual([]);
  });

  test('the database knows vendors as text, never as enums', () => {
    const schemas = ['prisma/schema.prisma', 'prisma/postgres/schema.prisma'].filter((path) =>
      existsSync(join(ROOT, path)),
    );
    expect(schemas.filter((path) => /^enum\s/m.test(readFileSync(join(ROOT, path), 'utf8')))).toEqual([]);
  });
});

function withoutComments(source: Source): Source {
  const blank = (comment: string) => comment.replace(/[^\n]/g, ' ');
  return {
    ...source,
    text: source.text.replace(/\/\*[\s\S]*?\*\//g, blank).replace(/(?<=^|\s)\/\/.*$/gm, blank),
  };
}

describe('files', () => {
  test('a file has at most 300 lines: longer ones are two', () => {
    expect(
      everything.filter(({ lines }) => lines > 300).map(({ path, lines }) => `${path}: ${lines}`),
    ).toEqual([]);
  });

  test('names say what is inside', () => {
    const empty = /(^|[-./])(utils?|helpers?|managers?|common|misc|shared)([-./]|$)/i;
    expect(
      ['domain', 'bot', 'api', 'prisma', 'test', 'scripts']
        .flatMap(filesOf)
        .filter((path) => empty.test(path)),
    ).toEqual([]);
  });

  test('the program has no `any`', () => {
    const any = /(:\s*|<|\bas\s+|\|\s*|,\s*)any\b(?=\s*(?:[;,)>=|&[\]{}]|$))/;
    expect(places(program.map(withoutComments), any)).toEqual([]);
  });

  test('the program has no checks switched off', () => {
    expect(places(program, /biome-ignore|@ts-(ignore|expect-error|nocheck)|eslint-disable/)).toEqual([]);
  });

  test('nothing is left for later', () => {
    expect(places(everything, /\b(TODO|FIXME|XXX)\b/, THIS)).toEqual([]);
  });

  test('the environment is read at the entries only', () => {
    expect(
      places(
        program.map(withoutComments),
        /\bprocess\.env\b|\bimport\.meta\.env\b/,
        /^api\/(node|node-[\w-]+|audit)\.ts$/,
      ),
    ).toEqual([]);
  });

  test('no file knows the machine on which it was written', () => {
    const machine = /(?<![\w.])\/(work|root|home|Users)\/[\w.-]|[A-Z]:\\\\?Users/;
    const besides = [
      'README.md',
      'CHANGELOG.md',
      'package.json',
      'biome.jsonc',
      '.ci/run',
      '.env.example',
      'wrangler.toml',
    ]
      .concat(filesOf('docs'))
      .filter((path) => existsSync(join(ROOT, path)) && !/\.(png|gif|mp4|webp)$/.test(path))
      .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8'), lines: 0, imports: [] }));
    expect(places([...everything, ...besides], machine, THIS)).toEqual([]);
  });

  test('the lock file names no registry, so that everybody installs from their own', () => {
    expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/);
  });

  test('time and chance come from the clock that is passed in', () => {
    // `handle` waits a random moment before it tries again; what it decides does not depend on it.
    const own = /\bDate\.now\(\)|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(/;
    const domain = program.filter(({ path }) => path.startsWith('domain/'));
    expect(places(domain.map(withoutComments), own, /^domain\/handle\.ts$/)).toEqual([]);
  });
});

describe('tests', () => {
  // Two tests of one name cannot be told apart in a report, run alone, or found by who reads that it failed.
  test('no two in one file have the same name', () => {
    const twice = tests.flatMap(({ path, text }) => {
      const names = namesIn(text);
      return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${path}: ${name}`);
    });
    expect(twice).toEqual([]);
  });

  test('none is skipped, singled out or left empty', () => {
    const skipped = /\b(test|it|describe)\.(skip|only|todo|fails)\b/;
    expect(places(tests, skipped, THIS)).toEqual([]);
  });

  test('a file of tests is one that the runner finds', () => {
    const stray = tests.filter(
      ({ text }) => /from 'vitest'/.test(text) && /^(test|describe)[.(]/m.test(text),
    );
    expect(
      stray.map(({ path }) => path).filter((path) => !/\.test\.tsx?$|\.test-d\.ts$/.test(basename(path))),
    ).toEqual([]);
  });
});

/** Full names of a file's tests; blocks that are open are told by indentation. */
function namesIn(text: string): string[] {
  const open: { indent: number; name: string }[] = [];
  const names: string[] = [];
  for (const [, spaces = '', what, , name = ''] of text.matchAll(
    /^( *)(test|it|describe)(?:\.runIf\(.+?\))?\(\s*(['"`])(.+?)\3/gm,
  )) {
    while ((open.at(-1)?.indent ?? -1) >= spaces.length) open.pop();
    if (what === 'describe') open.push({ indent: spaces.length, name });
    else names.push([...open.map((block) => block.name), name].join(' > '));
  }
  return names;
}
