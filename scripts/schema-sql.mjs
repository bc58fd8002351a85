/**
 * Prints the SQL that makes an empty database into what a Prisma schema says, through Prisma's own
 * schema engine as WebAssembly (the native one is a download). For writing migrations, and for the
 * test that they agree with the schema.
 */
import { readFileSync } from 'node:fs';

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';

/** The engine over a driver adapter factory. */
export async function openEngine(factory, schemaPath) {
  const folder = fileURLToPath(new URL('../node_modules/@prisma/schema-engine-wasm/', import.meta.url));
  const glue = await import(join(folder, 'schema_engine_bg.js'));
  const module = await WebAssembly.compile(readFileSync(join(folder, 'schema_engine_bg.wasm')));
  const instance = await WebAssembly.instantiate(module, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const datamodels = [[schemaPath, readFileSync(schemaPath, 'utf8')]];
  return glue.SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
}

/** SQL from nothing to the schema. */
export async function schemaSql(factory, schemaPath) {
  const engine = await openEngine(factory, schemaPath);
  const { stdout } = await engine.diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files: [{ path: schemaPath, content: readFileSync(schemaPath, 'utf8') }] },
    script: true,
    shadowDatabaseUrl: null,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout;
}

/** `sqlite` needs nothing; `postgres` a server to connect to, of which nothing is changed. */
async function dialectOf(name) {
  const folder = new URL('../prisma/', import.meta.url);
  if (name === 'postgres') {
    const { PrismaPg } = await import('@prisma/adapter-pg');
    const factory = new PrismaPg({ connectionString: process.env.TEST_DATABASE_URL }, {});
    return { factory, path: fileURLToPath(new URL('postgres/schema.prisma', folder)) };
  }
  const { PrismaBetterSqlite3 } = await import('@prisma/adapter-better-sqlite3');
  const factory = new PrismaBetterSqlite3({ url: ':memory:', shadowDatabaseUrl: ':memory:' }, {});
  return { factory, path: fileURLToPath(new URL('schema.prisma', folder)) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { factory, path } = await dialectOf(process.argv[2]);
  // The engine keeps its connection; there is nothing more to wait for.
  process.stdout.write(await schemaSql(factory, path), () => process.exit(0));
}
