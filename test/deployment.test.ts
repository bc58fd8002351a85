import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { filesOf, ROOT } from './support/sources.ts';

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly env_file?: string;
  readonly depends_on?: unknown;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly volumes: readonly string[];
  readonly ports?: readonly string[];
  readonly stop_grace_period?: string;
  readonly read_only?: boolean;
}

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const compose = parse(read('compose.yaml'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const dockerfile = read('Dockerfile');
const { postgres, caddy, ...tills } = compose.services;

describe('compose.yaml', () => {
  test('is two equal tills, PostgreSQL 15 or newer and Caddy', () => {
    expect(Object.keys(tills)).toEqual(['till-1', 'till-2']);
    expect(tills['till-2']).toEqual(tills['till-1']);
    expect(Number(/^postgres:(\d+)/.exec(postgres?.image ?? '')?.[1])).toBeGreaterThanOrEqual(15);
    expect(caddy?.image).toMatch(/^caddy:2/);
  });

  test('only Caddy is reached from outside', () => {
    const open = Object.entries(compose.services).filter(([, { ports }]) => ports);
    expect(open.map(([name]) => name)).toEqual(['caddy']);
  });

  test('the tills wait for the database, do not write into their image, and have time to stop', () => {
    const till = tills['till-1'];
    expect(till?.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(postgres?.healthcheck?.test.join(' ')).toContain('pg_isready');
    expect(till?.read_only).toBe(true);
    // The program gives itself 9 s (api/node.ts).
    expect(Number.parseInt(till?.stop_grace_period ?? '', 10)).toBeGreaterThan(10);
  });

  test('names settings that there are, and holds no secret itself', () => {
    const known = read('.env.example');
    for (const [name, value] of Object.entries(tills['till-1']?.environment ?? {})) {
      expect(known, name).toMatch(new RegExp(`^${name}=`, 'm'));
      expect(value).not.toMatch(/password|secret/);
    }
    expect(read('compose.yaml').match(/PASSWORD: (?!\$\{)/g)).toBeNull();
    expect(tills['till-1']?.environment.DATABASE_URL).toMatch(/:\$\{POSTGRES_PASSWORD:\?.*\}@postgres:5432/);
  });

  test('volumes that are named are declared, files that are mounted are there', () => {
    const mounted = Object.values(compose.services).flatMap(({ volumes }) =>
      volumes.map((each) => each.split(':')[0] ?? ''),
    );
    for (const from of mounted) {
      if (from.startsWith('./'))
        expect(from === './backups' || existsSync(join(ROOT, from)), from).toBe(true);
      else expect(Object.keys(compose.volumes)).toContain(from);
    }
  });

  test('Caddy passes on to each till, keeps /metrics inside and asks for a domain', () => {
    const caddyfile = read('Caddyfile');
    for (const name of Object.keys(tills)) expect(caddyfile).toContain(`${name}:8787`);
    expect(caddyfile).toMatch(/path \/metrics[\s\S]*respond @inside 404/);
    expect(caddyfile).toContain('health_uri /readyz');
    expect(caddy?.environment.DOMAIN).toContain('DOMAIN');
  });
});

describe('Dockerfile', () => {
  const stages = dockerfile.split(/^FROM /m).slice(1);
  const last = stages.at(-1) ?? '';

  test('runs as nobody special, without a shell in front of the program, and says how it is', () => {
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^CMD \["node", .*"dist\/node\.js"\]$/m);
    expect(last).toMatch(/^HEALTHCHECK .*\\\n {2}CMD \["node", "-e"/m);
    expect(last).toMatch(/^STOPSIGNAL SIGTERM$/m);
    expect(last.indexOf('USER node')).toBeLessThan(last.indexOf('CMD ["node", "--enable'));
  });

  test('the healthcheck is a program that Node understands', () => {
    const [, program = ''] = /CMD \["node", "-e", "(.*)"\]/.exec(last) ?? [];
    expect(() => new Function('fetch', 'process', program)).not.toThrow();
    expect(program).toContain('/healthz');
  });

  test('what it copies is there, and the builder sees it', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, from = '']) =>
      from.split(' '),
    );
    const ignored = read('.dockerignore').split('\n');
    expect(copied).toEqual(
      expect.arrayContaining([
        'package.json',
        'package-lock.json',
        'scripts',
        'prisma',
        'domain',
        'bot',
        'api',
      ]),
    );
    for (const path of copied) {
      expect(existsSync(join(ROOT, path)), path).toBe(true);
      expect(ignored, path).toContain(`!${path}`);
    }
    expect(ignored[ignored.findIndex((line) => line && !line.startsWith('#'))]).toBe('*');
    for (const secret of ['**/.env*', '**/*.db*']) expect(ignored).toContain(secret);
  });

  test('the image keeps the migrations of both databases', () => {
    for (const folder of ['prisma/migrations', 'prisma/postgres/migrations']) {
      expect(last).toContain(`COPY --from=build /app/${folder} ${folder}`);
      expect(readdirSync(join(ROOT, folder)).length).toBeGreaterThan(0);
    }
  });

  test('what it takes away is not what the program needs', () => {
    const removed = [...dockerfile.matchAll(/\bdependencies\.([\w@/-]+)/g)].map(([, name = '']) => name);
    expect(removed.sort()).toEqual(['esbuild', 'prisma']);
    const needs = ['domain', 'bot', 'api', 'prisma'].flatMap(filesOf).filter((path) => /\.tsx?$/.test(path));
    for (const name of removed)
      expect(
        needs.filter((path) => read(path).includes(`from '${name}'`)),
        name,
      ).toEqual([]);
  });
});

test('docs/deploy-server.md names programs that are built', () => {
  const entries = [...read('scripts/build.mjs').matchAll(/'api\/([\w-]+)\.ts'/g)];
  const built = entries.map(([, name]) => `dist/${name}.js`);
  const doc = read('docs/deploy-server.md');
  const named = [...doc.matchAll(/\bdist\/[\w-]+\.js/g)].map(([name]) => name);
  expect(named.length).toBeGreaterThan(5);
  expect([...new Set(named)].filter((name) => !built.includes(name))).toEqual([]);
});
