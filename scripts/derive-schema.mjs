/** Derives PostgreSQL's schema from the one source. `--check` only says whether it is up to date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = (name) => fileURLToPath(new URL(`../prisma/${name}`, import.meta.url));

const WORKER = `
generator worker {
  provider      = "prisma-client"
  output        = "../generated/postgres-worker"
  runtime       = "cloudflare"
  moduleFormat  = "esm"
  compilerBuild = "small"
}
`;

/** The same models for PostgreSQL, with one client for Node and one for Workers. */
export function derive(source) {
  return source
    .replace(
      /^\/\/ The one source[\s\S]*?\n(?=\/\/ Instants)/,
      '// Derived from ../schema.prisma by `npm run db:derive`: change that file, never this one.\n',
    )
    .replace('output        = "./generated/sqlite"', 'output        = "../generated/postgres"')
    .replace('provider = "sqlite"', 'provider = "postgresql"')
    .replace('\ndatasource db', `${WORKER}\ndatasource db`);
}

export const source = () => readFileSync(path('schema.prisma'), 'utf8');
export const derived = () => readFileSync(path('postgres/schema.prisma'), 'utf8');

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes('--check')) writeFileSync(path('postgres/schema.prisma'), derive(source()));
  else if (derive(source()) !== derived()) {
    console.error(
      'prisma/postgres/schema.prisma is not what npm run db:derive makes of prisma/schema.prisma',
    );
    process.exit(1);
  }
}
